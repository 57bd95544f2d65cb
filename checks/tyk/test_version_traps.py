"""What a certain version on the way changes: each check runs only where it is crossed."""

import pytest

from readers.tyk import definitions, traps


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-074")
def test_oas_apis_have_a_way_back(gateway, inventory):
    """No OAS API is changed for good without a dump of the database to go back to."""
    assert traps.oas_without_way_back(gateway, inventory) == []


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-075")
def test_liveness_interval_is_in_the_new_unit(gateway, upgrade):
    """liveness_check.check_duration is written in the unit that the target reads, or changes."""
    assert traps.wrong_unit_ahead(gateway, upgrade["gateway"].to) == []


@pytest.mark.post
@pytest.mark.requirement("TYK-PRE-075")
def test_liveness_interval_is_in_the_unit_of_now(gateway, upgrade):
    """liveness_check.check_duration is in the unit that the new version reads."""
    assert traps.wrong_unit(gateway, upgrade["gateway"].to) == []


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-076")
def test_no_key_mixes_rates(gateway):
    """No key has several policies with different rates."""
    assert definitions.mixed_rates(gateway) == []


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-077")
def test_rewrite_rules_say_negate(gateway):
    """Every URL rewrite rule of an OAS API says `negate`."""
    assert definitions.rules_without_negate(definitions.oas(gateway)) == []


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-078")
def test_paths_have_no_dots(gateway, inventory):
    """No OAS API has a path with a dot that Dashboard and MDCB read differently."""
    assert traps.dotted_beside_old_mdcb(gateway, inventory) == []


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-079")
def test_no_token_goes_without_its_certificate(gateway):
    """No API takes a token alone where dynamic mutual TLS is asked for as well."""
    assert traps.token_only(gateway) == []


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-080")
def test_tls_versions_are_set(gateway):
    """The TLS versions that clients need are set, not left to the default."""
    assert traps.defaulted_tls(gateway) == []


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-081")
def test_rewrites_to_apis_name_their_parameters(gateway):
    """No rewrite to another API relies on the original query parameters."""
    documents = definitions.classic(gateway) + definitions.oas(gateway)

    assert definitions.rewrites_to_apis(documents) == []


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-082")
def test_policy_ids_can_be_saved(gateway):
    """Policy ids consist of letters, digits and `_ . ~ -`."""
    assert traps.strange_policies(gateway) == []


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-083a")
def test_gateway_log_keeps_its_form(gateway):
    """The gateway's log keeps its form; else its readers must take both, and a waiver says so."""
    assert traps.new_log_form(gateway) == []


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-083b")
def test_pump_log_keeps_its_form(pump):
    """The pump's log keeps its form; else its readers must take both, and a waiver says so."""
    assert traps.new_log_form(pump) == []


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-084")
def test_pump_finds_its_configuration(pump):
    """The pump has a configuration file, or says that it needs none."""
    assert traps.without_file(pump) == []


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-085")
def test_pump_output_keeps_its_form(pump, inventory):
    """No pump writes JSON whose form changes, or aggregates what others can not read."""
    assert traps.new_stdout_form(pump, inventory) == []


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-086")
def test_portal_is_new_enough(estate):
    """The developer portal is as new as the target's Dashboard needs it."""
    assert traps.old_portal(estate.inventory) == []


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-087")
def test_no_oas_api_makes_the_target_panic(gateway):
    """There is no OAS API, on which the target gateway panics as it loads it."""
    assert definitions.oas_names(gateway) == []


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-088a")
def test_gateways_restart_one_by_one(estate):
    """Gateways are restarted one by one, so that each of them can register."""
    assert traps.restarted_together(estate.inventory) == []


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-088b")
def test_unlimited_gateways_restart_one_by_one(estate):
    """With a licence for unlimited nodes, gateways are restarted one by one."""
    assert traps.unlimited_together(estate.services("dashboard"), estate.inventory) == []
