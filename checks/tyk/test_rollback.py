"""The way back: what must be ready for it, what is done, and what must be true afterwards."""

import pytest

from readers.tyk.builds import go_plugins
from readers.tyk.plugins import file_names


@pytest.mark.pre
@pytest.mark.rollback
@pytest.mark.requirement("TYK-RB-005")
def test_old_package_can_be_had(service):
    """The package of the version to go back to can be had."""
    old = service.hop.from_
    found = service.obtainable(old)
    listed = ", ".join(str(package) for package in found) or "nothing"

    assert old in [package.vendor for package in found], f"{service.name}: to be had: {listed}"


@pytest.mark.rollback
@pytest.mark.requirement("TYK-RB-001")
def test_transaction_of_the_upgrade_is_known(node, baseline):
    """One transaction after the baseline upgraded each package: its id is known."""
    manager = node.package_manager
    before = baseline("last_transaction", manager.last_transaction)
    done = manager.since(before["id"])
    ids = {name: [t.id for t in done if t.does("Upgrade", name)] for name in manager.changed(done)}

    assert [
        f"{node.name}: {name}: upgraded by {found or 'no transaction'}"
        for name, found in ids.items()
        if len(found) != 1
    ] == []


@pytest.mark.rollback
@pytest.mark.requirement("TYK-RB-002")
def test_upgrade_changed_nothing_else(node, baseline):
    """The upgrade's transaction holds what is meant to be undone, and nothing else."""
    manager = node.package_manager
    before = baseline("last_transaction", manager.last_transaction)
    names = manager.packages.values()
    upgrades = [
        done for done in manager.since(before["id"]) if any(done.does("Upgrade", n) for n in names)
    ]
    others = [(done.id, change) for done in upgrades for change in done.foreign(names)]

    assert [f"{node.name}: {id_}: {one.verb} {one.package}" for id_, one in others] == []


@pytest.mark.rollback
@pytest.mark.requirement("TYK-RB-003")
def test_undo_only_downgraded(node, baseline):
    """What was undone is a downgrade of the upgraded packages, without a removal."""
    manager = node.package_manager
    before = baseline("last_transaction", manager.last_transaction)
    names = manager.packages.values()
    undone = [one for done in manager.undone_since(before["id"]) for one in done.changes]
    odd = [one for one in undone if one.name not in names or not one.verb.startswith("Downgrade")]

    assert [f"{node.name}: {one.verb} {one.package}" for one in odd] == []


@pytest.mark.rollback
@pytest.mark.requirement("TYK-RB-004")
def test_no_history_rollback_took_others_along(node, baseline):
    """`history rollback` was used only where everything after that id was meant to go."""
    manager = node.package_manager
    before = baseline("last_transaction", manager.last_transaction)
    names = manager.packages.values()
    rolled = [d for d in manager.undone_since(before["id"]) if "history rollback" in d.command]
    others = [(done.id, change) for done in rolled for change in done.foreign(names)]

    assert [f"{node.name}: {id_}: {one.verb} {one.package}" for id_, one in others] == []


@pytest.mark.rollback
@pytest.mark.requirement("TYK-RB-006")
def test_installed_version_is_the_old_one(node, baseline, upgrade):
    """The installed version is the old one, wherever a package was changed."""
    manager = node.package_manager
    before = baseline("last_transaction", manager.last_transaction)
    touched = manager.touched_since(before["id"])
    odd = {
        role: package
        for role, package in touched.items()
        if package is None or package.vendor != upgrade[role].from_
    }

    assert [f"{node.name}: {role}: {package or 'none'}" for role, package in odd.items()] == []


@pytest.mark.rollback
@pytest.mark.requirement("TYK-RB-007")
def test_service_was_started_again(service, baseline):
    """The service runs, and was started after its package came back: that stops it."""
    since = service.changed_since(baseline("package", service.remembered_package))
    state = service.unit_state
    started = state.exec_main_start

    assert state.running, f"{service.name} is {state.active_state} ({state.sub_state})"
    assert started >= since, f"{service.name}: started {started}, its package came {since}"


@pytest.mark.rollback
@pytest.mark.requirement("TYK-RB-008")
def test_configuration_is_the_old_one(service, baseline):
    """The configuration is the old one, wherever a package was changed: what was planned, too."""
    since = service.changed_since(baseline("package", service.remembered_package))
    digests = service.all_configuration

    assert digests == baseline("configuration", digests), f"{service.name}, package of {since}"


@pytest.mark.pre
@pytest.mark.rollback
@pytest.mark.requirement("TYK-RB-013")
def test_old_builds_of_plugins_are_there(gateway):
    """The old builds of the Go plugins are still there."""
    old, machine = str(gateway.hop.from_), gateway.node.machine
    builds = {path: file_names(path, old, machine) for path in go_plugins(gateway)}
    gone = [path for path, names in builds.items() if not any(map(gateway.node.file, names))]

    assert [f"{gateway.node.name}: no build of {path} for {old}" for path in gone] == []


@pytest.mark.rollback
@pytest.mark.requirement("TYK-RB-016")
def test_downgrade_names_the_exact_version(node, baseline, upgrade):
    """Where the history was not used, the package was downgraded by its exact version."""
    manager = node.package_manager
    before = baseline("last_transaction", manager.last_transaction)
    commands = manager.downgrades_since(before["id"])
    wanted = [f"{name}-{upgrade[role].from_}" for role, name in manager.packages.items()]

    assert [c for c in commands if not any(exact in c for exact in wanted)] == []
