"""The way back of an Axway upgrade: data, made from what was done and from reads."""

import contextlib
import shutil
import subprocess
from types import SimpleNamespace

import pytest

from findings.change import PlanEntry, StepLine
from probes.engine import Engine
from probes.errors import CannotTell
from probes.live import LiveWorld
from probes.redaction import Redactor
from readers.axway.running import Running
from runner.plans import PlanError, plan_of
from runner.plans.axway import Reading, way_back
from tests.runner.axway_estates import NEW, RICH, SINGLE, ZDU, estate, keys


class Read:
    """A reading that knows which processes run, by node and side."""

    def __init__(self, **sides):
        self.sides = sides

    def running(self, node, folder):
        side = "new" if folder == NEW else "old"
        return tuple(
            Running(n, "", False, name, group, "7", "")  # noqa: FBT003 - its program is there
            for n, (name, group) in enumerate(self.sides.get(f"{node}_{side}", ()), 100)
        )


MANAGER = ("Node Manager on x", "Node Manager Group")


def begun(inventory, *done):
    made = plan_of(inventory)
    lines = [
        StepLine(step=step, action="upgrade", state="done" if step.key in done else "waiting")
        for step in made.steps
    ]
    assert set(done) <= {step.key for step in made.steps}
    return SimpleNamespace(steps=tuple(lines), plan=PlanEntry(plan=made, sha256=""))


def back(inventory, *done, reading=None, restore=()):
    return way_back(inventory, begun(inventory, *done), reading or Read(), restore)


def test_before_the_old_system_is_stopped_nothing_is_started():
    made = back(estate(), "host.gwa.export", "host.gwb.export")

    assert keys(made) == ["host.gwa.keep", "host.gwb.keep", "clean"]
    assert (made.first, [gate.phase for gate in made.last]) == ((), ["pre"])


def test_where_cassandra_was_upgraded_pre_would_ask_for_the_old_one():
    made = back(estate(), "cassandra.cas1.start")

    assert [gate.name for gate in made.last] == ["begin"]


def test_a_stopped_old_system_is_started_again_what_runs_is_left():
    runs = {"gwa_old": [MANAGER, ("GW1", "Payments")], "gwb_old": [MANAGER], "gwc_old": [MANAGER]}
    made = back(estate(), "drain", "old.instance.pay1.stop", reading=Read(**runs))

    assert keys(made) == [
        "old.instance.pay2.start", "old.instance.par1.start", "old.instance.par2.start", "return"
    ]  # fmt: skip
    assert made.last[0].phase == "rollback"
    assert all(step.leaves for step in made.steps if step.kind == "command")


def test_after_apply_the_new_system_is_down_everywhere_before_the_old_is_started():
    runs = {"gwa_new": [MANAGER, ("GW1", "Payments")], "gwb_new": [("GW9", "Odd")]}
    made = back(estate(*RICH), "services-off", "drain", "host.gwa.upgrade", "host.gwa.apply",
                reading=Read(**runs))  # fmt: skip
    order = keys(made)

    assert order[:3] == [
        "new.instance.gwb-100.stop", "new.instance.pay1.stop", "new.manager.gwa.stop"
    ]  # fmt: skip
    assert order[3:10] == [
        "old.manager.gwa.start", "old.instance.pay1.start", "old.manager.gwb.start",
        "old.instance.pay2.start", "old.instance.par1.start", "old.manager.gwc.start",
        "old.instance.par2.start",
    ]  # fmt: skip
    assert order[10:] == [
        *(f"host.{node}.services-back" for node in ("gwa", "gwb", "gwc")),
        *("return", "host.gwa.keep", "clean"),
    ]
    assert made.steps[0].argv[-1] == f"cd {NEW}/posix/bin && ./startinstance -n GW9 -g Odd -k"
    assert [gate.name for gate in made.first] == ["back"]


def test_what_apply_migrated_comes_back_from_its_dump_while_nothing_runs():
    order = keys(back(estate(), "host.gwa.apply", reading=Read(gwa_new=[MANAGER])))

    assert order.index("new.manager.gwa.stop") < order.index("database.tokens.restore")
    assert order.index("database.tokens.restore") < order.index("old.manager.gwa.start")


@pytest.mark.parametrize(
    ("done", "restore"), [(["kps.payments.reencrypt"], ()), ([], ("cassandra",))]
)
def test_the_kps_comes_back_from_the_snapshot_where_it_was_encrypted_or_that_is_wanted(
    done, restore
):
    made = back(estate(), "host.gwa.apply", *done, restore=restore)
    step = next(step for step in made.steps if step.key == "cassandra.kps.restore")

    assert "before-CHG0123457" in step.text
    assert "is lost" in step.data_loss
    assert keys(made).index(step.key) < keys(made).index("old.manager.gwa.start")


def test_a_way_back_without_the_cipher_leaves_cassandra_alone():
    made = back(estate(), "cassandra.cas1.rewrite", "cassandra.cas1.drain", "host.gwa.apply")

    assert "cassandra.kps.restore" not in keys(made)
    assert "stays at its new release" in made.remarks[0]


def test_a_member_left_half_way_is_brought_up():
    assert keys(back(estate(), "cassandra.cas2.drain")) == ["cassandra.cas2.back"]


def test_unknown_data_is_refused():
    with pytest.raises(PlanError, match="redis is no data"):
        back(estate(), restore=("redis",))


def test_after_the_script_all_hosts_go_back():
    made = keys(back(estate(*ZDU), "zdupgrade"))

    assert made[0] == "drain"
    assert {"old.manager.gwa.start", "old.manager.gwc.start", "return", "clean"} <= set(made)


@pytest.fixture
def started(tmp_path):
    """Start programs below a folder of their own, with titles of our choice."""
    going = []

    def start(side, title):
        folder = tmp_path / side / "platform" / "bin"
        folder.mkdir(parents=True, exist_ok=True)
        program = shutil.copy(shutil.which("sleep"), folder / "vshell")
        going.append(subprocess.Popen([title, "9999"], executable=program))
        return going[-1].pid

    yield start
    for process in going:
        process.kill()
        process.wait()


def reading(tmp_path):
    """Read this machine itself as the one host; the new installation is a link."""
    (tmp_path / "link").symlink_to(tmp_path / "seven")
    inventory = estate(
        *SINGLE, ("nodes/gwa/transport", "local"), ("become", {"method": "none"})
    )  # fmt: skip
    redactor = Redactor()
    engine = Engine(LiveWorld(inventory, redactor), redactor)
    return Reading(engine, inventory), engine


def test_the_processes_of_one_side_are_read_with_links_followed(tmp_path, started):
    pid = started("seven", "GW1 (Payments) (7.7) (vshell)")
    started("five", "GW1 (Payments) (7.5.3) (vshell)")
    read, engine = reading(tmp_path)

    with contextlib.closing(engine):
        found = read.running("gwa", str(tmp_path / "link"))

    assert [(one.pid, one.manager) for one in found if "GW1" in one.title] == [(pid, False)]


def test_a_process_that_does_not_tell_what_it_is_stops_the_way_back(tmp_path, started):
    started("seven", "something")
    read, engine = reading(tmp_path)

    with contextlib.closing(engine), pytest.raises(CannotTell, match="does not tell what it is"):
        read.running("gwa", str(tmp_path / "link"))
