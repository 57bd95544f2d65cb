"""The plan of a Tyk upgrade, and the way back: data, made from the inventory and from reads."""

import shlex
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml

from catalog.loading import load
from findings.change import PlanEntry, StepLine
from inventory.load import parse
from readers.backups import Copy
from runner.plans import PlanError, plan_of
from runner.plans.tyk import way_back
from runner.plans.tyk_reading import Back

CHECKS = Path(__file__).parents[2] / "checks"
CATALOGUE = load(CHECKS / "tyk", CHECKS / "estate")
GIVEN = {
    "environment": "lab", "product": "tyk", "change": "CHG1", "strategy": "downtime",
    "window": {"start": "2026-11-21 22:00", "end": "2026-11-22 04:00", "timezone": "Europe/Berlin"},
    "versions": {
        "gateway": {"from": "5.3.9", "to": "5.8.9"}, "dashboard": {"from": "5.3.9", "to": "5.8.9"},
        "pump": {"from": "1.12.0", "to": "1.14.0"},
    },
    "become": {"method": "sudo"},
    "nodes": {
        "gw1": {"address": "10.0.0.1", "roles": ["gateway"]},
        "gw2": {"address": "10.0.0.2", "roles": ["gateway"]},
        "dash1": {"address": "10.0.0.3", "roles": ["dashboard", "pump"]},
        "data1": {"address": "10.0.0.4", "roles": ["redis", "mongo"]},
    },
    "stores": {
        "main": {"type": "redis", "addresses": ["10.0.0.4:6379"]},
        "documents": {
            "type": "mongodb", "addresses": ["10.0.0.4:27017"], "username": "tyk",
            "password": "env:SECRET_OF_MONGO",
        },
    },
    "backups": {
        "node": "data1", "redis": {"main": "/b/dump.rdb"}, "mongo": {"documents": "/b/mongo"},
        "config": "/b/config",
    },
    "tyk": {"mode": "dashboard", "install": "repository"},
}  # fmt: skip
CROSSING = {"versions": {**GIVEN["versions"], "dashboard": {"from": "5.2.5", "to": "5.8.9"}}}
FILES = {"tyk": {"mode": "dashboard", "install": "local-rpm", "rpm_folder": "/srv/rpms"}}
COLOURED = {
    "strategy": "blue-green",
    "nodes": {
        "gw1": {"address": "10.0.0.1", "roles": ["gateway"], "traffic": "live"},
        "gw2": {"address": "10.0.0.2", "roles": ["gateway"], "traffic": "idle"},
        "dash1": {"address": "10.0.0.3", "roles": ["dashboard", "pump"], "traffic": "live"},
        "dash2": {"address": "10.0.0.5", "roles": ["dashboard", "pump"], "traffic": "idle"},
        "data1": {"address": "10.0.0.4", "roles": ["redis", "mongo"]},
    },
}
FORMS = {
    "downtime": {},
    "rolling": {"strategy": "rolling"},
    "blue-green": {"strategy": "blue-green"},
    "two environments": COLOURED,
    "package files": FILES,
    "a migration": CROSSING,
}


def estate(**changes):
    """Give an inventory."""
    return parse(yaml.safe_dump({**GIVEN, **changes}).encode(), Path("/x/inventory.yaml"))


def keys(plan):
    """Give the keys of a plan's steps."""
    return [step.key for step in plan.steps]


@pytest.mark.parametrize("form", FORMS)
def test_keys_are_unique_and_stable(form):
    first, second = (keys(plan_of(estate(**FORMS[form]))) for _ in range(2))

    assert first == second
    assert len(first) == len(set(first))


@pytest.mark.parametrize("form", FORMS)
def test_each_row_that_is_named_is_in_the_catalogue(form):
    plan = plan_of(estate(**FORMS[form]))
    gates = [gate for step in plan.steps for gate in (*step.before, *step.after)]

    named = {row for one in (*plan.steps, *gates, *plan.first) for row in one.requirements}
    assert named <= set(CATALOGUE)
    assert {gate.name for gate in (*gates, *plan.first) if gate.phase == "gate"} <= set(
        CATALOGUE.gates
    )


def test_every_row_that_is_a_step_is_taken_by_some_plan():
    """A step of the vendor's page that no plan takes is a claim nobody keeps."""
    taken = set()
    for form in FORMS.values():
        plan = plan_of(estate(**form))
        gates = [gate for step in plan.steps for gate in (*step.before, *step.after)]
        taken |= {row for one in (*plan.steps, *gates, *plan.first) for row in one.requirements}
    steps = {row.row for row in CATALOGUE.values() if row.verified_by == "step"}

    assert steps - taken == set()


def test_components_go_in_the_inventorys_order_each_proven_before_the_next():
    plan = plan_of(estate(upgrade_order=["gateway", "dashboard", "pump"]))
    updates = [step.key for step in plan.steps if step.key.endswith("update")]
    proven = {s.key: g.on for s in plan.steps for g in s.after if g.phase == "post"}

    assert updates == [
        "gateway.gw1.update", "gateway.gw2.update", "dashboard.dash1.update", "pump.dash1.update"
    ]  # fmt: skip
    assert proven == {
        "gateway.gw2.restart": ("gateway@gw1", "gateway@gw2", "redis@main"),
        "dashboard.dash1.restart": ("dashboard@dash1", "mongo@documents"),
        "pump.dash1.restart": ("pump@dash1",),
    }


def test_without_an_order_the_dashboard_is_first_and_the_disagreement_is_told():
    plan = plan_of(estate())

    assert keys(plan)[1] == "dashboard.dash1.makecache"
    assert "vendor's pages disagree" in plan.remarks[0]


def test_rolling_touches_an_instance_when_the_one_before_takes_calls():
    plan = plan_of(estate(strategy="rolling"))
    first = [key.rpartition(".")[2] for key in keys(plan) if key.startswith("gateway.gw1.")]
    places = [key for key in keys(plan) if key.startswith("gateway.")]

    assert first == ["makecache", "drain", "update", "rpmnew", "enable", "restart", "return"]
    assert places.index("gateway.gw1.return") < places.index("gateway.gw2.makecache")


def test_blue_green_switches_between_the_environments():
    plan = plan_of(estate(**COLOURED))
    order = keys(plan)
    before, after = order[: order.index("switch")], order[order.index("switch") :]

    assert {key.split(".")[1] for key in before[1:]} == {"gw2", "dash2"}
    assert {key.split(".")[1] for key in after[1:]} == {"gw1", "dash1"}


def test_blue_green_without_marks_takes_all_nodes_for_the_idle_ones_and_says_so():
    plan = plan_of(estate(strategy="blue-green"))

    assert keys(plan)[-1] == "switch"
    assert "the switch comes last" in plan.remarks[1]


def test_the_update_names_the_exact_version_and_believes_no_exit_status_alone():
    step = next(s for s in plan_of(estate()).steps if s.key == "gateway.gw1.update")

    assert step.argv == (
        *("yum", "-y", "update", "tyk-gateway-5.8.9"),
        "--setopt=tyk_tyk-gateway.metadata_expire=1",
    )
    assert "Nothing to do" in step.success.never
    assert "Upgraded:" in step.success.says
    assert step.long
    assert (step.truth.package, step.truth.version) == ("tyk-gateway", "5.8.9")
    assert [gate.name for gate in step.after] == ["updated"]


def test_package_files_need_no_metadata():
    plan = plan_of(estate(**FILES))
    step = next(s for s in plan.steps if s.key == "gateway.gw1.update")

    assert "makecache" not in " ".join(keys(plan))
    assert step.argv[2] == "exec yum -y update /srv/rpms/tyk-gateway-5.8.9-*.rpm"


def test_the_pumps_backlog_is_looked_at_before_the_pump_is_touched():
    step = next(s for s in plan_of(estate()).steps if s.component == "pump")

    assert [gate.name for gate in step.before] == ["pump"]


def test_new_defaults_are_read_only_where_there_are_any():
    step = next(s for s in plan_of(estate()).steps if s.key.endswith("rpmnew"))

    assert (step.kind, step.truth.by, step.truth.path) == ("person", "rpmnew", "/opt/tyk-dashboard")


def test_the_dashboards_migration_is_the_point_behind_which_going_back_costs():
    plan = plan_of(estate(**CROSSING))
    steps = {step.key: step for step in plan.steps}

    assert steps["dashboard.dash1.update"].way_back == "until dashboard.dash1.restart"
    assert "OAS" in steps["dashboard.dash1.restart"].data_loss
    assert not any(step.data_loss for step in plan_of(estate()).steps)


class Read:
    """A reading that knows its answers."""

    def __init__(self, **backs):
        self.backs, self.copies, self.oas = backs, (), True

    def back(self, service):
        return self.backs.get(service.node, Back("undo", 7))

    def changed_files(self, service):
        return self.copies if service.component == "gateway" else ()

    def migrated(self):
        return self.oas

    def packed(self, store):
        return not store

    def snapshots(self, store):
        return {f"10.0.0.4:6379 of {store}": ("/var/lib/redis/dump.rdb", True)}


def begun(inventory, *done, state="done"):
    """Give a change of which these steps were begun."""
    plan = plan_of(inventory)
    lines = [
        StepLine(step=step, action="upgrade", state=state if step.key in done else "waiting")
        for step in plan.steps
    ]
    return SimpleNamespace(steps=tuple(lines), plan=PlanEntry(plan=plan, sha256=""))


DRAIN, UPDATE = "gateway.gw1.drain", "gateway.gw1.update"
GATEWAY = [f"gateway.gw1.{name}" for name in ("makecache", "update", "rpmnew", "enable", "restart")]
DASHBOARD = [key.replace("gateway.gw1", "dashboard.dash1") for key in GATEWAY]


def test_what_was_begun_goes_back_in_reverse_order():
    inventory = estate()
    back = way_back(inventory, begun(inventory, *DASHBOARD, *GATEWAY), Read())

    assert keys(back) == [
        "gateway.gw1.undo", "gateway.gw1.enable", "gateway.gw1.restart",
        "dashboard.dash1.undo", "dashboard.dash1.enable", "dashboard.dash1.restart",
    ]  # fmt: skip
    assert back.steps[0].argv == ("yum", "-y", "history", "undo", "7")
    assert back.steps[0].truth.version == "5.3.9"
    assert back.last[0].phase == "rollback"
    assert back.first[0].on == ("gateway@gw1", "dashboard@dash1")


@pytest.mark.parametrize("state", ["failed", "unknown", "running"])
def test_what_may_have_been_done_goes_back_too(state):
    inventory = estate()
    change = begun(inventory, "gateway.gw1.update", state=state)

    assert keys(way_back(inventory, change, Read()))[0] == "gateway.gw1.undo"


def test_a_package_that_is_the_old_one_is_left_and_its_service_started():
    """Its update failed; whether the scripts stopped it nobody knows."""
    inventory = estate()
    change = begun(inventory, "gateway.gw1.update", state="failed")
    back = way_back(inventory, change, Read(gw1=Back("nothing")))

    assert keys(back) == ["gateway.gw1.enable", "gateway.gw1.restart"]


@pytest.mark.parametrize(
    ("done", "state", "how", "proof"),
    [
        (DRAIN, "done", "nothing", ("gate", "begin")),
        (UPDATE, "failed", "nothing", ("gate", "begin")),
        (UPDATE, "done", "nothing", ("rollback", "")),  # somebody took it back by hand
        (UPDATE, "failed", "undo", ("rollback", "")),
    ],
)
def test_where_nothing_was_upgraded_the_proof_is_that_nothing_changed(done, state, how, proof):
    """The rollback's own rows are not applicable then: they could never be GO."""
    inventory = estate(strategy="rolling")
    back = way_back(inventory, begun(inventory, done, state=state), Read(gw1=Back(how, 7)))

    assert [(gate.phase, gate.name) for gate in back.last] == [proof]
    assert back.steps


def test_nothing_goes_back_where_only_metadata_was_fetched():
    inventory = estate()

    assert keys(way_back(inventory, begun(inventory, GATEWAY[0]), Read())) == []


def test_without_a_transaction_the_exact_old_version_is_taken():
    inventory = estate()
    way = Read(gw1=Back("downgrade", source="tyk-gateway-5.3.9", why="it holds openssl too"))
    back = way_back(inventory, begun(inventory, *GATEWAY), way)

    assert back.steps[0].argv == ("yum", "-y", "downgrade", "tyk-gateway-5.3.9")
    assert "it holds openssl too" in back.remarks[0]


def test_all_that_can_not_go_back_is_named_at_once():
    inventory = estate()
    lost = Back("none", why="the old package is not to be had", do="Put it there.")
    change = begun(inventory, *GATEWAY, "gateway.gw2.update")

    with pytest.raises(PlanError, match=r"gateway@gw2: the old .*; gateway@gw1: the old .*\. Put"):
        way_back(inventory, change, Read(gw1=lost, gw2=lost))


def test_only_files_that_differ_are_restored_and_keep_what_they_are():
    inventory = estate()
    read = Read()
    read.copies = (Copy("/opt/tyk-gateway/tyk.conf", None, "/b/config/tyk.conf", None),)
    back = way_back(inventory, begun(inventory, *GATEWAY), read)

    assert keys(back)[1] == "gateway.gw1.file-1"
    assert back.steps[1].argv == ("cp", "--", "/b/config/tyk.conf", "/opt/tyk-gateway/tyk.conf")


def test_a_migration_brings_the_database_back_while_nothing_runs():
    inventory = estate(**CROSSING)
    back = way_back(inventory, begun(inventory, *DASHBOARD), Read())
    order = keys(back)

    assert order.index("dashboard.dash1.undo") < order.index("dashboard.dash1.stop")
    assert order.index("gateway.gw2.stop") < order.index("mongo.documents.restore")
    assert order.index("mongo.documents.restore") < order.index("dashboard.dash1.restart")
    assert order.index("dashboard.dash1.restart") < order.index("gateway.gw1.restart")


def test_without_oas_apis_nothing_was_migrated():
    inventory, read = estate(**CROSSING), Read()
    read.oas = False

    assert "restore" not in " ".join(keys(way_back(inventory, begun(inventory, *DASHBOARD), read)))


def test_a_database_goes_back_by_a_command_only_where_a_file_holds_the_password():
    asked = {"restore": ("mongo",)}
    by_hand, by_file = (
        estate(),
        estate(tyk={**GIVEN["tyk"], "mongorestore_config": "/root/restore.yaml"}),
    )
    steps = [
        next(s for s in way_back(i, begun(i, *GATEWAY), Read(), **asked).steps if "mongo" in s.key)
        for i in (by_hand, by_file)
    ]

    assert [step.kind for step in steps] == ["person", "command"]
    assert "--drop" in steps[0].text
    assert steps[1].argv[:2] == ("mongorestore", "--config=/root/restore.yaml")
    assert steps[1].node == "data1"
    assert all("is lost" in step.data_loss for step in steps)
    assert "SECRET" not in repr(steps)


def test_redis_is_stopped_before_its_snapshot_is_put_in_place():
    inventory = estate()
    back = way_back(inventory, begun(inventory, *GATEWAY), Read(), ["redis"])
    text = next(step.text for step in back.steps if step.key == "redis.main.restore")

    assert text.startswith("Stop Redis FIRST")
    assert "appendonly no" in text


def test_unknown_data_is_refused():
    inventory = estate()

    with pytest.raises(PlanError, match="mysql is no data"):
        way_back(inventory, begun(inventory), Read(), ["mysql"])


def test_rolling_goes_back_out_of_the_pool():
    inventory = estate(strategy="rolling")
    done = [*GATEWAY, "gateway.gw1.drain", "gateway.gw1.return"]

    assert keys(way_back(inventory, begun(inventory, *done), Read())) == [
        f"gateway.gw1.{name}" for name in ("drain", "undo", "enable", "restart", "return")
    ]


def test_a_drained_instance_that_was_not_touched_only_returns():
    inventory = estate(strategy="rolling")

    assert keys(way_back(inventory, begun(inventory, "gateway.gw1.drain"), Read())) == [
        "gateway.gw1.return"
    ]


def test_after_the_switch_the_old_environment_takes_the_calls_first():
    inventory = estate(**COLOURED)
    change = begun(inventory, "switch", "gateway.gw2.update")

    assert keys(way_back(inventory, change, Read()))[0] == "switch-back"


@pytest.mark.parametrize("form", FORMS)
def test_every_step_says_how_it_is_told_and_how_long_it_takes(form):
    for step in plan_of(estate(**FORMS[form])).steps:
        assert step.minutes > 0
        assert step.text if step.kind == "person" else shlex.join(step.argv)
        assert step.truth.by != "person" or step.kind == "person"


def test_a_product_without_a_plan_is_told():
    with pytest.raises(PlanError, match="no plan for cortex yet"):
        plan_of(SimpleNamespace(product="cortex"))


def test_the_inventorys_figures_take_the_place_of_the_plans():
    plan = plan_of(estate(minutes={"update": 7, "gateway.gw2.update": 9, "update.undo": 5}))
    steps = {step.key: (step.minutes, step.undo_minutes) for step in plan.steps}

    assert steps["gateway.gw1.update"] == (7, 5)
    assert steps["gateway.gw2.update"] == (9, 5)
    assert steps["gateway.gw1.restart"] == (1, 0)


def test_a_figure_of_no_step_is_refused_with_the_nearest():
    with pytest.raises(PlanError, match=r"minutes.updte is of no step. Did you mean update"):
        plan_of(estate(minutes={"updte": 7}))


def test_a_folder_of_packages_is_no_part_of_the_shells_language():
    folder = "/srv/my rpms; reboot"
    inventory = estate(tyk={**FILES["tyk"], "rpm_folder": folder})
    update = next(step for step in plan_of(inventory).steps if step.key == UPDATE)
    script = update.argv[2]

    assert shlex.split(script)[4].startswith(f"{folder}/tyk-gateway-5.8.9-")
    assert len(shlex.split(script)) == 5


def test_each_step_of_the_way_back_says_which_step_it_undoes():
    inventory = estate(strategy="rolling")
    keys_of = [step.key for step in plan_of(inventory).steps if "gw1" in step.key]
    back = way_back(inventory, begun(inventory, *keys_of), Read())

    assert {(step.key, step.undoes) for step in back.steps if step.key.endswith("return")} == {
        ("gateway.gw1.return", DRAIN)
    }
    assert {step.undoes for step in back.steps} == {UPDATE, DRAIN}


def test_a_restored_database_undoes_the_migration():
    inventory = estate(**CROSSING)
    back = way_back(inventory, begun(inventory, *DASHBOARD), Read())
    undoes = {step.key: step.undoes for step in back.steps}

    assert undoes["mongo.documents.restore"] == "dashboard.dash1.restart"
    assert undoes["dashboard.dash1.stop"] == "dashboard.dash1.update"
    assert undoes["gateway.gw2.stop"] == ""  # it was never upgraded
