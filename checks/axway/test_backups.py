"""Copies of what can not be made again: that they are there, whole, current, and can be read."""

from datetime import datetime

import pytest

from readers.axway.copies import archive_flaws, ca_flaws, script_flaws
from readers.axway.dumps import dumps
from readers.axway.message_store import uncopied
from readers.cassandra_saved import incomplete, keyspaces_of, unsaved


@pytest.mark.pre
@pytest.mark.gate
@pytest.mark.requirement("AXW-PRE-020")
def test_old_installation_is_in_an_archive(domain_host, upgrade):
    """The archive of the old installation is whole, and newer than freeze and installation."""
    assert archive_flaws(domain_host, upgrade.window.freeze) == []


@pytest.mark.pre
@pytest.mark.gate
@pytest.mark.requirement("AXW-PRE-021a")
def test_external_databases_are_dumped(domain, upgrade):
    """Each database with OAuth or KPS tables has a dump of after the freeze, whole to its end."""
    freeze = upgrade.window.freeze

    assert [flaw for one in dumps(domain, "oauth", "kps") for flaw in one.flaws(freeze)] == []


@pytest.mark.pre
@pytest.mark.gate
@pytest.mark.requirement("AXW-PRE-022a")
def test_metrics_database_is_dumped(domain, upgrade):
    """The metrics database has a dump of after the freeze, whole to its end."""
    freeze = upgrade.window.freeze

    assert [flaw for one in dumps(domain, "metrics") for flaw in one.flaws(freeze)] == []


@pytest.mark.pre
@pytest.mark.gate
@pytest.mark.requirement("AXW-PRE-023a", "AXW-PRE-023b")
def test_keyspaces_have_a_snapshot(cassandra, inventory, upgrade):
    """Each keyspace has a snapshot of after the freeze, with all its tables, and a copy of it."""
    keyspaces = keyspaces_of(inventory, cassandra.name)

    assert incomplete(cassandra, keyspaces, upgrade.window.freeze) == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-024")
def test_schema_and_configuration_are_saved(cassandra_node):
    """Every keyspace and table is in a saved schema, and each file of conf has an equal copy."""
    assert unsaved(cassandra_node) == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-025")
def test_domain_ca_is_saved(domain):
    """The five files of the domain's CA have equal copies, and nobody else reads the keys."""
    assert ca_flaws(domain) == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-026")
def test_start_scripts_are_saved(domain_host):
    """Each start script of a service has an equal copy."""
    assert script_flaws(domain_host) == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-027")
def test_message_store_outside_has_a_copy(instance, upgrade):
    """A message store outside of the installation has a whole copy of after the freeze."""
    assert uncopied(instance, upgrade.window.freeze) == []


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.rollback
@pytest.mark.requirement("AXW-PRE-030")
def test_baseline_is_of_this_domain(domain, baseline):
    """A baseline is there, and it is of these machines and of this domain."""
    machines = {host.name: list(host.identity) for host in domain.nodes}

    assert machines == baseline("machines_of_the_domain", machines)


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.requirement("AXW-PRE-030")
def test_baseline_is_of_this_window(domain, upgrade, now, baseline):
    """The baseline was taken after the freeze: what changed before it would count as ours."""
    taken = datetime.fromisoformat(baseline("taken_at", now.isoformat(), volatile=True))
    after = min(now, upgrade.window.freeze)

    assert taken >= after, f"{domain}: taken {taken:%Y-%m-%d %H:%M} UTC, the freeze began {after}"
