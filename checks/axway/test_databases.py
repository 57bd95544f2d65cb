"""External databases of OAuth and KPS: declared, reachable by a driver, and with a new schema."""

import pytest

from readers.axway.databases import UPGRADE_LIB


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-103")
def test_databases_are_declared(domain_host):
    """Every database that the host's groups are connected to stands in the inventory."""
    assert domain_host.databases.undeclared == []


@pytest.mark.gate
@pytest.mark.requirement("AXW-PRE-103")
def test_databases_of_the_upgrade_are_declared(domain_host):
    """Every database whose tables upgrade wants to change stands in the inventory."""
    assert domain_host.databases.told_undeclared == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-155")
def test_upgrade_has_the_drivers(domain_host):
    """For each database a JAR in upgrade/lib of the new installation holds a driver."""
    lib = domain_host.new.at(UPGRADE_LIB)

    assert domain_host.databases.without_driver(lib) == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-156")
def test_the_drivers_are_carried_over(domain_host):
    """The driver of each database is in the old ext/lib, which sysupgrade copies, or in the new."""
    folders = (domain_host.old.at("ext/lib"), domain_host.new.at("ext/lib"))

    assert domain_host.databases.without_driver(*folders) == []


@pytest.mark.post
@pytest.mark.requirement("AXW-PRE-156")
def test_the_gateway_has_the_drivers(domain_host):
    """The driver of each database is in ext/lib of the new installation."""
    assert domain_host.databases.without_driver(domain_host.new.at("ext/lib")) == []


@pytest.mark.post
@pytest.mark.requirement("AXW-POST-056a")
def test_the_schema_was_upgraded(domain):
    """No host's apply tells that it could not upgrade a database."""
    assert [
        f"{node.name}: {said}" for node in domain.nodes for said in node.databases.not_upgraded
    ] == []
