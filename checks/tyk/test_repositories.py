"""The repositories of the components: enabled, for this system, fresh, with the target in them."""

import pytest

from readers.tyk.packages import hides, holding


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-018")
def test_repository_is_enabled(service):
    """The component's repository is enabled."""
    state = service.repository_state

    assert state == "enabled", f"{service.name}: repository {service.repository_id} is {state}"


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-018")
def test_repository_is_for_this_system(service):
    """The component's repository is made for this operating system."""
    system = service.manager.distribution.system
    foreign = [made_for for made_for in service.repository_systems if made_for != system]

    assert foreign == [], f"{service.name}: the repository is for {foreign}, the node is {system}"


@pytest.mark.pre
@pytest.mark.reaches("repository")
@pytest.mark.requirement("TYK-PRE-019")
def test_repository_answers(service):
    """The repository's metadata can be fetched now."""
    assert service.repository_trouble == ""


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-020")
def test_signing_keys_are_there(service):
    """The repository's signing keys are there, so that nothing asks a question in the window."""
    signing = service.signing
    missing = []
    if signing.packages and signing.signer not in signing.imported:
        missing.append(f"{service.name}: rpm has not imported the key {signing.signer}")
    if signing.metadata and not signing.addresses:
        missing.append(f"{service.name}: the metadata is checked, and no gpgkey says with what")

    assert missing == []


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-023")
def test_target_is_on_offer(service):
    """The repository offers the target, for this distribution and processor."""
    target, offered = service.hop.to, service.offered
    listed = ", ".join(str(package) for package in offered) or "nothing"

    assert target in [package.vendor for package in offered], f"{service.name}: on offer: {listed}"


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-027")
def test_no_exclude_hides_the_packages(service):
    """No exclude hides the package."""
    name, target = service.package_name, service.hop.to
    patterns = service.manager.excludes(service.repository_id)

    assert [one for one in patterns if hides(one.partition(": ")[2], name, target)] == []


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-027")
def test_no_lock_holds_the_packages(service):
    """No version lock keeps the package from going to the target."""
    name, target = service.package_name, service.hop.to
    held = holding(service.manager.locks, name, target)

    assert [f"{service.name}: {lock.name} is locked to {lock.evr}" for lock in held] == []
