"""The licences of 7.7. A missing one is often only a warning, until nothing starts."""

from datetime import timedelta

import pytest


def _faults(licence, names, until):
    """Name what is wrong with a licence."""
    if not licence.signed:
        yield f"{licence.what}: it carries no signature"
    if licence.expires is not None and licence.expires <= until:
        yield f"{licence.what}: it ends {licence.expires:%Y-%m-%d}, needed beyond {until:%Y-%m-%d}"
    if not licence.is_for(*names):
        yield f"{licence.what}: it is for {', '.join(licence.hosts)}, this is {', '.join(names)}"


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-166")
def test_licence_is_there(domain_host):
    """There is a licence file in the new installation of this host."""
    assert domain_host.new.licence_sums != {}, (
        f"{domain_host.name}: no *.lic in {domain_host.new.at('conf/licenses')}"
    )


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-010")
def test_licence_is_a_new_one(domain_host):
    """A licence lies in the new installation that the old one does not have."""
    new, old = domain_host.new.licence_sums, domain_host.old.licence_sums
    fresh = [name for name, digest in new.items() if digest not in old.values()]

    assert fresh != [], (
        f"{domain_host.name}: {', '.join(new) or 'no file'} in"
        f" {domain_host.new.at('conf/licenses')}: none that is not in the old installation"
    )


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-011")
def test_licence_is_good(domain_host, inventory, now):
    """A licence is whole, made out to this host, and in date past the window with the margin."""
    margin = timedelta(days=inventory.axway.licence_margin_days)
    until = max(now, inventory.window.end) + margin
    faults = [list(_faults(one, domain_host.called, until)) for one in domain_host.licences]

    assert ([] if [] in faults else [one for found in faults for one in found]) == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-012a")
def test_licence_is_unrestricted(domain_host):
    """A licence has the feature `unrestricted`."""
    found = domain_host.licences

    assert any(one.grants("unrestricted") for one in found), (
        f"{domain_host.name}: none of {len(found)} licences grants unrestricted"
    )


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-012b")
def test_licence_has_the_features_in_use(domain_host):
    """Each feature that is in use on the host is in one of its licences."""
    licences, wanted = domain_host.licences, domain_host.wanted_features

    assert [
        f"{domain_host.name}: no licence grants {feature}"
        for feature in wanted
        if not any(one.grants(feature) for one in licences)
    ] == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-012b")
def test_analytics_has_a_licence(analytics):
    """API Gateway Analytics of 7.7 has a licence of its own."""
    assert analytics.licences != (), f"no *.lic in {analytics.path('new')}/conf/licenses"


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-014")
def test_each_host_has_its_licences(domain):
    """Each host of the domain has licences for 7.7, not the Admin Node Manager's alone."""
    assert [
        f"{node.name}: no *.lic in {node.new.at('conf/licenses')}"
        for node in domain.nodes
        if not node.new.licence_sums
    ] == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-097")
def test_scanners_are_licensed(group):
    """Where an instance scans for viruses, its host has the licence, or an ICAP filter does it."""
    assert [
        f"{name}: {scanner} is in use, and no licence of 7.7 on {instance.node.name} grants it"
        for name, (instance, called) in group.scanners.items()
        for scanner, features in called.items()
        if not any(one.grants(word) for one in instance.new.licences for word in features)
    ] == []
