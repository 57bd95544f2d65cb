"""What no vendor asks for: that the domain is the declared one, and answers."""

import pytest

from readers.versions import parse


def _unlike(installation, wanted):
    """Name what of an installation is not the declared version: on the disk, and what runs of it.

    The title of a process tells the release, and not always the update.
    """
    found, running = installation.version, installation.running
    if not found.reaches(str(wanted)) or found.version != wanted:
        yield f"{installation.path} is {found.level}, the inventory says {wanted}"
    if not running:
        yield f"nothing runs of {installation.path}"
    for one in running:
        if parse(one.version.partition(" ")[0]).minor != wanted.minor:
            yield f"{one}: the inventory says {wanted}"


@pytest.mark.pre
@pytest.mark.requirement("EST-005")
def test_declared_version_is_installed_and_runs(domain_host, upgrade):
    """The version that the inventory calls `from` is installed, and is the one that runs."""
    assert list(_unlike(domain_host.old, upgrade["gateway"].from_)) == []


@pytest.mark.post
@pytest.mark.requirement("EST-005")
def test_target_version_is_installed_and_runs(domain_host, upgrade):
    """The version that the inventory calls `to` is installed, and is the one that runs."""
    assert list(_unlike(domain_host.new, upgrade["gateway"].to)) == []


@pytest.mark.rollback
@pytest.mark.gate
@pytest.mark.reaches("admin-node-manager")
@pytest.mark.requirement("EST-007")
def test_manager_answers(admin_node_manager):
    """The Admin Node Manager answers."""
    assert admin_node_manager.refusal == ""


@pytest.mark.rollback
@pytest.mark.gate
@pytest.mark.reaches("traffic")
@pytest.mark.requirement("EST-007")
def test_instance_answers(instance):
    """The traffic port of the instance answers."""
    assert instance.refusal == ""


@pytest.mark.rollback
@pytest.mark.gate
@pytest.mark.reaches("cassandra")
@pytest.mark.requirement("EST-007")
def test_cassandra_answers(cassandra):
    """Cassandra answers with the password of the inventory."""
    assert cassandra.refusal == ""
