"""The way back: what must be ready for it, what is done, and what must be true afterwards."""

import pytest

from readers.transactions import last_change, taken_back, taken_back_of, undo_plan
from readers.tyk.builds import go_plugins
from readers.tyk.control_api import changes
from readers.tyk.documents import defining, lasting
from readers.tyk.plugins import file_names


@pytest.mark.pre
@pytest.mark.rollback
@pytest.mark.gate
@pytest.mark.requirement("TYK-RB-005")
def test_old_package_can_be_had(service):
    """The package of the version to go back to can be had."""
    old = service.hop.from_
    found = service.obtainable(old)
    listed = ", ".join(str(package) for package in found) or "nothing"

    assert old in [package.vendor for package in found], f"{service.name}: to be had: {listed}"


@pytest.mark.rollback
@pytest.mark.gate
@pytest.mark.requirement("TYK-RB-001")
def test_transaction_of_the_upgrade_is_known(node, baseline):
    """One transaction after the baseline upgraded each package: its id is known."""
    manager = node.package_manager
    before = baseline("last_transaction", manager.last_transaction, volatile=True)
    done = manager.since(before["id"])
    ids = {name: [t.id for t in done if t.does("Upgrade", name)] for name in manager.changed(done)}

    assert [
        f"{node.name}: {name}: upgraded by {found or 'no transaction'}"
        for name, found in ids.items()
        if len(found) != 1
    ] == []


@pytest.mark.rollback
@pytest.mark.gate
@pytest.mark.requirement("TYK-RB-002")
def test_upgrade_changed_nothing_else(node, baseline):
    """The upgrade's transaction holds what is meant to be undone, and nothing else."""
    manager = node.package_manager
    before = baseline("last_transaction", manager.last_transaction, volatile=True)
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
    before = baseline("last_transaction", manager.last_transaction, volatile=True)
    names = manager.packages.values()
    undone = [one for done in manager.undone_since(before["id"]) for one in done.changes]
    odd = [one for one in undone if one.name not in names or not one.verb.startswith("Downgrade")]

    assert [f"{node.name}: {one.verb} {one.package}" for one in odd] == []


@pytest.mark.rollback
@pytest.mark.requirement("TYK-RB-004")
def test_no_history_rollback_took_others_along(node, baseline):
    """`history rollback` was used only where everything after that id was meant to go."""
    manager = node.package_manager
    before = baseline("last_transaction", manager.last_transaction, volatile=True)
    names = manager.packages.values()
    rolled = [d for d in manager.undone_since(before["id"]) if "history rollback" in d.command]
    others = [(done.id, change) for done in rolled for change in done.foreign(names)]

    assert [f"{node.name}: {id_}: {one.verb} {one.package}" for id_, one in others] == []


@pytest.mark.rollback
@pytest.mark.requirement("TYK-RB-006")
def test_installed_version_is_the_old_one(node, baseline, upgrade):
    """The installed version is the old one, wherever a package was changed."""
    manager = node.package_manager
    before = baseline("last_transaction", manager.last_transaction, volatile=True)
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
@pytest.mark.gate
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
    before = baseline("last_transaction", manager.last_transaction, volatile=True)
    commands = manager.downgrades_since(before["id"])
    wanted = [f"{name}-{upgrade[role].from_}" for role, name in manager.packages.items()]

    assert [c for c in commands if not any(exact in c for exact in wanted)] == []


@pytest.mark.gate
@pytest.mark.requirement("TYK-RB-003")
def test_undo_would_only_downgrade(service):
    """Undoing the upgrade's own transaction would bring back the old package, and nothing else."""
    change = last_change(service)
    planned = undo_plan(service, change.id)
    old = f"{service.package_name}-{service.hop.from_}-"
    fine = [verb.startswith("Downgrad") and name.startswith(old) for verb, name in planned.planned]

    assert fine == [True], (
        f"{service.name}: undoing {change.id}: {planned.planned or planned.problems}"
    )


@pytest.mark.rollback
@pytest.mark.requirement("TYK-RB-009")
def test_restored_database_holds_what_its_dump_holds(mongo, baseline):
    """Each collection that was restored has as many documents as the dump."""
    made = {name: mongo.collections[name] for name in lasting(mongo.collections)}
    anew = mongo.made_anew(baseline("collections", made))
    dumped = mongo.dump.counted(mongo.database)
    held = {name: dumped[name].documents if name in dumped else "none" for name in anew}
    counts = mongo.counts(anew)

    assert [
        f"{name}: {counts[name]} documents, {held[name]} in the dump"
        for name in anew
        if counts[name] != held[name]
    ] == []


@pytest.mark.pre
@pytest.mark.requirement("TYK-RB-010")
def test_content_is_remembered(mongo, baseline):
    """What APIs and policies hold is remembered for the way back, as a hash."""
    contents = mongo.contents(defining(mongo.collections))

    assert contents == baseline("contents", contents)


@pytest.mark.rollback
@pytest.mark.requirement("TYK-RB-010")
def test_restored_documents_have_their_old_content(mongo, baseline):
    """Where the database was restored, APIs and policies hold what they held before."""
    made = {name: mongo.collections[name] for name in lasting(mongo.collections)}
    anew = mongo.made_anew(baseline("collections", made))
    contents = mongo.contents(defining(mongo.collections))

    assert contents == baseline("contents", contents), f"restored: {', '.join(anew)}"


@pytest.mark.pre
@pytest.mark.requirement("TYK-RB-011")
def test_redis_process_is_remembered(redis, baseline):
    """Which process Redis is, is remembered: a snapshot is read by a new one."""
    runs = redis.runs

    assert runs == baseline("runs", runs, volatile=True)


@pytest.mark.rollback
@pytest.mark.requirement("TYK-RB-011")
def test_restored_redis_holds_its_snapshot(redis, baseline, inventory):
    """Where Redis was started again, it holds as many lasting keys as the backup's snapshot."""
    anew = redis.started_anew(baseline("runs", redis.runs, volatile=True))
    now, held = redis.lasting_keys, sum(copy.lasting_keys for copy in redis.copies)
    drift = held * inventory.tyk.key_drift_percent / 100

    assert abs(now - held) <= drift, f"{', '.join(anew)}: {now} keys, {held} in the snapshot"


@pytest.mark.rollback
@pytest.mark.eventually(within=60)
@pytest.mark.requirement("TYK-RB-012")
def test_old_gateway_is_well(gateway):
    """Where anything was taken back, each gateway is the old one, and says pass."""
    made, health = taken_back_of(gateway.estate), gateway.hello
    told = (str(health.version), health.status, health.part("redis", gateway.looking_since))

    after = sorted({one.command for one in made})

    assert told == (str(gateway.hop.from_), "pass", "pass"), f"after {after}: {told}"


@pytest.mark.rollback
@pytest.mark.eventually(within=60)
@pytest.mark.requirement("TYK-RB-012")
def test_old_dashboard_is_well(dashboard):
    """The Dashboard that was taken back is the old one, and says ok."""
    change, told = taken_back(dashboard), (dashboard.now_running, dashboard.health)

    assert told == (str(dashboard.hop.from_), "ok"), f"after {change.command}: {told}"


@pytest.mark.rollback
@pytest.mark.eventually(within=60)
@pytest.mark.requirement("TYK-RB-012")
def test_old_pump_is_well(pump):
    """The pump that was taken back is the old one, and started each pump of its configuration."""
    change, told = taken_back(pump), (str(pump.started_version), pump.missing)

    assert told == (str(pump.hop.from_), ()), f"after {change.command}: {told}"


@pytest.mark.rollback
@pytest.mark.requirement("TYK-RB-014")
def test_apis_are_the_old_ones(gateway, baseline):
    """Where anything was taken back, each gateway serves the APIs of before, at the same paths."""
    made, apis = taken_back_of(gateway.estate), gateway.apis()
    found = changes(baseline("apis", apis), apis)

    assert found == [], f"after {sorted({one.command for one in made})}: {found}"


@pytest.mark.rollback
@pytest.mark.requirement("TYK-RB-014")
def test_policies_are_the_old_ones(gateway, baseline):
    """Where anything was taken back, each gateway has the policies of before."""
    made, policies = taken_back_of(gateway.estate), gateway.policies()
    gone = sorted(set(baseline("policies", policies)) - set(policies))

    assert gone == [], f"after {sorted({one.command for one in made})}: {gone}"
