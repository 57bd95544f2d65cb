"""Copies of what can not be made again."""

import pytest

from readers.backups import flaws, tree_flaws
from readers.tyk.copies import (
    api_copy,
    certificate_copies,
    conf_copies,
    environment_copies,
    folder_copy,
    passed_over,
    policy_flaws,
)
from readers.tyk.exports import exported, listed


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-031")
def test_dashboard_configuration_has_a_copy(dashboard):
    """The Dashboard's configuration has a current copy, private, outside of its folder."""
    assert [flaw for one in conf_copies(dashboard) for flaw in flaws(one, dashboard.home)] == []


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-032")
def test_gateway_configuration_has_a_copy(gateway):
    """The gateway's configuration has a current copy, private, outside of its folder."""
    assert [flaw for one in conf_copies(gateway) for flaw in flaws(one, gateway.home)] == []


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-033")
def test_pump_configuration_has_a_copy(pump):
    """The pump's configuration has a current copy, private, outside of its folder."""
    assert [flaw for one in conf_copies(pump) for flaw in flaws(one, pump.home)] == []


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-037")
def test_environment_files_have_copies(service):
    """Each environment file of the service has a current copy: it wins over the configuration."""
    assert [flaw for one in environment_copies(service) for flaw in flaws(one, service.home)] == []


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-038")
def test_certificates_have_copies(service):
    """Each key and certificate that the configuration names is there and has a copy."""
    assert [flaw for one in certificate_copies(service) for flaw in flaws(one, service.home)] == []


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-039")
def test_middleware_has_a_copy(gateway):
    """The folder of custom middleware has a copy of the same content."""
    assert tree_flaws(folder_copy(gateway, "middleware_path"), gateway.home) == []


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-040a")
def test_api_definitions_have_a_copy(gateway):
    """The folder of API definitions has a copy of the same content."""
    assert tree_flaws(api_copy(gateway), gateway.home) == []


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-040b")
def test_no_api_definition_is_passed_over(gateway):
    """Each file of API definitions is one that the gateway reads, with its OAS half."""
    assert passed_over(gateway) == []


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-041")
def test_policies_have_a_copy(gateway):
    """The file, or the folder, of policies has a copy of the same content."""
    assert policy_flaws(gateway) == []


@pytest.mark.pre
@pytest.mark.gate
@pytest.mark.requirement("TYK-PRE-042a", "TYK-PRE-042b")
def test_apis_and_policies_were_exported(dashboard, upgrade):
    """Every API and policy that the Dashboard lists is in an export of after the freeze."""
    apis, policies = listed(dashboard)
    export = exported(dashboard)
    odd = [*export.problems]
    odd += [f"API {one} is not in the export" for one in sorted(apis - export.apis)]
    odd += [f"policy {one} is not in the export" for one in sorted(policies - export.policies)]
    odd += [f"API {one} is no longer listed" for one in sorted(export.apis - apis)]
    if export.oldest < upgrade.window.freeze:
        odd.append(f"the export is of {export.oldest:%Y-%m-%d %H:%M} UTC, before the freeze")

    assert odd == []
