"""Whether this way is open to this domain at all."""

import pytest

from readers.axway.backends import allowed, hosts
from readers.versions import parse


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-001")
def test_old_version_can_be_upgraded(domain_host):
    """The old installation is 7.5.1 or later, and older than 7.7."""
    found = domain_host.old.version.version

    assert parse("7.5.1") <= found < parse("7.7"), f"{domain_host.old.path} is {found}"


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-013a")
def test_domain_is_not_in_fips_mode(domain):
    """The domain does not run in FIPS mode: the target has none."""
    assert not domain.fips, "the topology says fips: true"


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-013b")
def test_fips_mode_is_licensed(domain):
    """The domain does not run in FIPS mode, or each host has a licence for it."""
    hosts = domain.nodes if domain.fips else ()

    assert [
        f"{node.name}: the domain is in FIPS mode, and no licence grants fips"
        for node in hosts
        if not any(one.grants("fips") for one in node.licences)
    ] == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-017")
def test_domain_is_no_container_deployment(domain):
    """The domain is no container deployment."""
    assert not domain.topology.containers, "the topology says emtEnabled: true"


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-107")
def test_back_ends_have_no_underscore(domain):
    """No back end of API Manager has an underscore in its host name, or 7.7 is set to allow it."""
    found = [f"{name}: {host}" for name, host in hosts(domain.api_managers) if "_" in host]

    assert ([] if found and allowed(domain.nodes) else found) == []
