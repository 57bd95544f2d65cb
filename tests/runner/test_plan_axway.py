"""The plan of an Axway upgrade, and the way back: data, made from the inventory and from reads."""

import json
import os
import shlex
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from typer.testing import CliRunner

from catalog.loading import load
from findings.change import PlanEntry, StepLine
from inventory.load import parse
from probes.redaction import Redactor
from readers.axway.running import Running
from runner.app import app
from runner.on_nodes import OnNodes
from runner.plan_rights import of_plan
from runner.plans import PlanError, plan_of
from runner.plans.axway import way_back
from runner.success import judged

CHECKS = Path(__file__).parents[2] / "checks"
CATALOGUE = load(CHECKS / "axway", CHECKS / "estate")
EXAMPLE = Path(__file__).parents[1] / "inventory" / "axway.yaml"
GIVEN = yaml.load(EXAMPLE.read_text(), yaml.BaseLoader)
OLD, NEW = "/opt/Axway-7.5.3/apigateway", "/opt/Axway-7.7/apigateway"
BIN = f"cd {NEW}/upgrade/bin"


def estate(*changes):
    """Give an inventory; a change is a path of keys and a value, None removes the key."""
    raw = json.loads(json.dumps(GIVEN))
    for path, value in changes:
        *way, last = path.split("/")
        place = raw
        for key in way:
            place = place[key]
        place.pop(last, None) if value is None else place.__setitem__(last, value)
    return parse(yaml.safe_dump(raw, sort_keys=False).encode(), Path("/x/inventory.yaml"))


SINGLE = (
    ("nodes", {
        "gwa": {"address": "10.213.78.10", "roles": ["admin-node-manager", "gateway"]},
        "cas1": {"address": "10.213.78.21", "roles": ["cassandra"]},
    }),
    ("axway/hosts", {"gwa": {"name": "nodea.example"}}),
    ("axway/groups", {"payments": GIVEN["axway"]["groups"]["payments"]}),
    ("axway/instances", {"pay1": GIVEN["axway"]["instances"]["pay1"]}),
)  # fmt: skip
BARE = (  # no Cassandra, and so neither KPS nor API Manager
    ("stores", None), ("backups/cassandra", None), ("versions/cassandra", None),
    ("axway/groups", {"payments": {"name": "Payments"}, "partners": {}}),
    ("nodes/cas1", None), ("nodes/cas2", None), ("nodes/cas3", None), ("axway/databases", None),
    ("backups/databases", None), ("axway/calls", None),
)  # fmt: skip
DATABASE = {"url": "jdbc:mysql://db:3306/m", "url_new": "jdbc:mysql://db:3306/m77",
            "holds": ["metrics"], "username": "m"}  # fmt: skip
RICH = (
    ("axway/accounts/directory", {"username": "ann", "password": "env:LAB_ANN_PASSWORD"}),
    ("axway/databases/metrics", DATABASE),
    ("axway/skip_db_upgrade", "true"),
    ("stores/kps/addresses", ["10.213.78.21:9043", "10.213.78.22:9043"]),
    ("nodes/ana1", {"address": "10.213.78.31", "roles": ["analytics"]}),
    ("versions/analytics", {"from": "7.5.3", "to": "7.7.20240830"}),
    ("axway/analytics", {"node": "ana1", "installation": {
        "old": "/opt/Axway-7.5.3/analytics", "new": "/opt/Axway-7.7/analytics"}}),
)  # fmt: skip
ZDU = (("axway/mode", "zdu"), ("strategy", "rolling"), ("axway/zdu", {"config": "/srv/zdu.json"}),
       ("axway/hosts/gwc", {"name": "nodec.example"}))  # fmt: skip
FORMS = {
    "several hosts": (),
    "one host": SINGLE,
    "no Cassandra": BARE,
    "all there is": RICH,
    "zdu": ZDU,
    "an early update": (("versions/gateway/to", "7.7.20200130"),),
}


def plan(form="several hosts", *more):
    return plan_of(estate(*FORMS[form], *more))


def keys(plan):
    return [step.key for step in plan.steps]


def steps(form="several hosts", *more):
    return {step.key: step for step in plan(form, *more).steps}


def gates(plan):
    return [gate for step in plan.steps for gate in (*step.before, *step.after)]


@pytest.mark.parametrize("form", FORMS)
def test_keys_are_unique_and_stable(form):
    first, second = keys(plan(form)), keys(plan(form))

    assert first == second
    assert len(first) == len(set(first))


@pytest.mark.parametrize("form", FORMS)
def test_each_row_and_gate_that_is_named_is_in_the_catalogue(form):
    made = plan(form)
    every = [*gates(made), *made.first]

    named = {row for one in (*made.steps, *every) for row in one.requirements}
    assert named <= set(CATALOGUE)
    assert {gate.name for gate in every if gate.phase == "gate"} <= set(CATALOGUE.gates)


def test_every_row_that_is_a_step_is_taken_by_some_plan():
    """A step of the vendor's page that no plan takes is a claim nobody keeps."""
    taken = set()
    for form in FORMS:
        made = plan(form)
        taken |= {row for one in (*made.steps, *gates(made)) for row in one.requirements}
    rows = [row for row in CATALOGUE.values() if row.verified_by == "step"]

    assert {row.row for row in rows} - taken == set()
    assert [row.row for row in rows if row.planned] == []


@pytest.mark.parametrize("form", FORMS)
def test_every_step_says_how_it_is_told_and_how_long_it_takes(form):
    for step in plan(form).steps:
        assert step.minutes > 0
        assert step.owner
        assert step.text if step.kind == "person" else shlex.join(step.argv)
        if step.truth.by == "person":  # re-encrypting: nothing in the world tells it
            assert step.kind == "person" or step.key.endswith(".reencrypt")


def test_the_order_is_the_vendors():
    order = keys(plan())

    def at(*names):
        return [order.index(name) for name in names]

    chain = at(
        "freeze", "cassandra.cas1.drain", "cassandra.cas3.repair",
        "host.gwa.export", "host.gwb.export", "host.gwc.export",
        "host.gwa.upgrade", "host.gwb.upgrade", "host.gwc.upgrade",
        "drain", "services-off", "old.instance.par2.stop", "old.manager.gwc.stop",
        "old.manager.gwa.stop", "cassandra.cas3.snapshot", "host.gwa.apply",
        "new.instance.pay1.start", "host.gwb.apply", "host.gwc.apply", "instance.pay1.redaction",
        "host.gwc.services", "return", "kps.payments.backup", "kps.partners.backup", "accept",
        "kps.payments.reencrypt", "kps.instance.pay2.start", "kps.partners.reencrypt",
    )  # fmt: skip
    assert chain == sorted(chain)
    assert order[0] == "freeze"


def test_each_gate_stands_where_the_vendor_says():
    made = plan()
    placed = {
        (gate.name or gate.phase, step.key, gate.on) for step in made.steps for gate in step.after
    }
    asked = {(g.name or g.phase, step.key, g.on) for step in made.steps for g in step.before}
    hosts = ("admin-node-manager@gwa", "gateway@gwa", "admin-node-manager@gwb", "gateway@gwb",
             "gateway@gwc")  # fmt: skip

    assert placed == {
        ("g1", "host.gwc.export", ()),
        ("g2", "host.gwc.upgrade", ()),
        ("g3", "new.instance.pay1.start", hosts[:2]),
        ("g3", "new.instance.par1.start", hosts[2:4]),
        ("g3", "new.instance.par2.start", hosts[4:]),
    }
    assert asked == {
        ("g2s", "host.gwa.apply", ()),
        ("post", "return", hosts),
        ("post", "kps.payments.reencrypt", ()),
    }
    assert [gate.name for gate in made.first] == ["begin"]


def test_the_first_manager_begins_wherever_it_stands():
    first = (("axway/hosts/gwa", {"name": "nodea.example"}),
             ("axway/hosts/gwb", {"name": "nodeb.example", "first": "true"}))  # fmt: skip
    made = steps("several hosts", *first)
    applies = [key for key in made if key.endswith(".apply")]

    assert applies == ["host.gwb.apply", "host.gwa.apply", "host.gwc.apply"]
    assert all(
        "--anm_host nodeb.example " in made[key].argv[-1]
        for key in made
        if key.endswith((".export", ".apply"))
    )


def test_the_commands_are_those_of_the_vendor():
    made, place = steps(), "/srv/Axway-7.5.3/apigateway"

    assert made["host.gwc.export"].argv[:-1] == ("su", "-", "apigw", "-c")
    assert made["host.gwc.export"].argv[-1] == (
        f"{BIN} && ./sysupgrade export --old_install_dir {place} --anm_host nodea.example "
        "--username admin && ./sysupgrade status"
    )
    assert made["host.gwa.upgrade"].argv[-1] == (
        f"{BIN} && IFS= read -r secret && ./sysupgrade upgrade --cass_host 10.213.78.21 "
        '--cass_port 9042 --cass_username apigw --cass_password "$secret" && ./sysupgrade status'
    )
    assert made["host.gwb.apply"].argv[-1] == (
        f"{BIN} && ./sysupgrade apply --anm_host nodea.example --sign_alg sha256 "
        "--username admin && ./sysupgrade status"
    )
    assert made["old.instance.pay1.stop"].argv[-1] == (
        f"cd {OLD}/posix/bin && ./startinstance -n GW1 -g Payments -k"
    )
    assert made["old.manager.gwa.stop"].argv[-1] == f"cd {OLD}/posix/bin && ./nodemanager -k"
    assert made["kps.payments.reencrypt"].argv[-1] == (
        f"cd {NEW}/posix/bin && ./kpsadmin -u admin -g Payments -n GW1 reencrypt"
    )
    assert made["cassandra.cas2.snapshot"].argv == (
        "/opt/cassandra-2.2.12/bin/nodetool", "-p", "7199", "snapshot", "-t", "before-CHG0123457",
        "x2f1c9a70_group_2", "x2f1c9a70_group_3",
    )  # fmt: skip


def test_without_cassandra_that_is_said_and_nowhere_else():
    said = [step.argv[-1] for step in plan("no Cassandra").steps if step.key.endswith(".upgrade")]

    assert said == [f"{BIN} && ./sysupgrade upgrade --no_cassandra && ./sysupgrade status"] * 3
    assert not any("cass" in key or "kps" in key for key in keys(plan("no Cassandra")))
    assert "--no_cassandra" not in repr(plan())


def test_names_with_blanks_stay_one_word():
    made = steps("several hosts", ("axway/instances/pay1/name", "GW 1"),
                 ("axway/groups/payments/name", "Pay ments"))  # fmt: skip

    line = made["old.instance.pay1.stop"].argv[-1]
    assert shlex.split(line)[-5:] == ["-n", "GW 1", "-g", "Pay ments", "-k"]


def test_a_step_of_sysupgrade_is_believed_by_its_status_alone():
    made = steps()
    export, apply = made["host.gwa.export"], made["host.gwa.apply"]

    assert export.success.says == ("Current status: export complete",)
    assert "--force" in export.success.never
    assert export.truth.argv == ("su", "-", "apigw", "-c", f"{BIN} && ./sysupgrade status")
    assert export.truth.done == export.success.says
    assert export.truth.undone == ("Current status: not started",)
    assert apply.truth.done == ("Current status: system upgrade complete",)
    assert apply.truth.undone == (), "half-way it says what it said before"
    assert made["host.gwa.upgrade"].truth.undone == export.truth.done


TOOL = """#!/bin/sh
[ "$1" = status ] && { cat state; exit; }
echo "[$(IFS= read -r one; echo "$one")] $(pwd) $*" >>seen
echo "Current status: export complete" >state
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root becomes another user without a password")
def test_the_line_arrives_in_the_tool_as_it_is_and_so_does_what_it_reads(tmp_path, monkeypatch):
    monkeypatch.setenv("LAB_ADMIN_PASSWORD", secret := "correct horse 'battery'")
    new = tmp_path / "new install" / "apigateway"
    (new / "upgrade" / "bin").mkdir(parents=True)
    tool = new / "upgrade" / "bin" / "sysupgrade"
    tool.write_text(TOOL)
    tool.chmod(0o755)
    inventory = estate(
        *SINGLE,
        ("axway/installation", {"old": "/opt/old 7.5", "new": str(new), "owner": "root"}),
        ("nodes/gwa/transport", "local"), ("become", {"method": "none"}),
    )  # fmt: skip
    step = next(step for step in plan_of(inventory).steps if step.key == "host.gwa.export")
    executor = OnNodes(inventory, Redactor())
    try:
        ran = executor.run(step.model_copy(update={"long": False}), "", lambda _: None)
    finally:
        executor.close()

    assert judged(step, ran).outcome == "done", ran
    assert (new / "upgrade" / "bin" / "seen").read_text() == (
        f"[{secret}] {new}/upgrade/bin export --old_install_dir /opt/old 7.5 "
        "--anm_host nodea.example --username admin\n"
    )


def test_what_starts_daemons_leaves_them():
    made = plan().steps
    leaving = {step.key.rpartition(".")[2] for step in made if step.leaves}

    assert leaving == {"apply", "start"}
    assert all(step.long for step in made if step.leaves)


def test_no_secret_stands_in_any_argv_and_each_is_asked_for_in_order():
    made = plan()
    given = {step.key: step.secrets for step in made.steps if step.secrets}
    refs = {key: [one.reference for one in secrets] for key, secrets in given.items()}

    assert refs["host.gwa.export"] == ["env:LAB_ADMIN_PASSWORD"]
    assert refs["host.gwa.apply"] == ["env:LAB_DOMAIN_PASSPHRASE", "env:LAB_ADMIN_PASSWORD"]
    assert refs["kps.payments.backup"] == ["env:LAB_ADMIN_PASSWORD"]
    assert refs["kps.payments.reencrypt"] == [
        "env:LAB_ADMIN_PASSWORD",
        "env:LAB_PAYMENTS_PASSPHRASE",
    ]
    assert refs["kps.partners.reencrypt"] == ["env:LAB_ADMIN_PASSWORD", ""]
    assert not any("env:" in word for step in made.steps for word in step.argv)
    assert {key for key, secrets in given.items() if any(one.shown for one in secrets)} == {
        "host.gwa.upgrade", "host.gwb.upgrade", "host.gwc.upgrade"
    }  # fmt: skip
    assert sum("the tool's own argv" in remark for remark in made.remarks) == 3


@pytest.mark.parametrize("form", FORMS)
def test_nothing_that_is_shown_looks_like_a_secret(form):
    made = plan(form)
    shown = [
        w for s in made.steps for w in (shlex.join(s.argv), s.text, *(x.name for x in s.secrets))
    ]

    assert [text for text in (*shown, *made.remarks) if Redactor().scrub(text) != text] == []


def test_the_order_of_the_prompts_is_the_inventorys():
    made = steps("several hosts", ("axway/prompts", {"apply": ["password", "domain_passphrase"]}))

    assert [one.reference for one in made["host.gwa.apply"].secrets] == [
        "env:LAB_ADMIN_PASSWORD", "env:LAB_DOMAIN_PASSPHRASE"
    ]  # fmt: skip


def test_cassandra_goes_member_by_member_and_is_proven_before_the_next():
    order = [key for key in keys(plan()) if key.startswith("cassandra.cas1.")]
    made = steps()
    up = made["cassandra.cas1.up"]

    assert [key.rpartition(".")[2] for key in order] == [
        "installed", "drain", "stop", "copy", "keystores", "configure", "start", "up", "rewrite",
        "repair", "snapshot",
    ]  # fmt: skip
    assert keys(plan()).index("cassandra.cas1.rewrite") < keys(plan()).index("cassandra.cas2.drain")
    assert up.success.says == ("ReleaseVersion: 2.2.12\n",)
    assert made["cassandra.cas1.drain"].truth.done == ("Mode: DRAINED",)
    assert "cassandra.cas1.keystores" not in steps("several hosts", ("stores/kps/tls", None))


def test_cassandra_without_its_folders_is_no_plan():
    with pytest.raises(PlanError, match="names no home and new_home"):
        plan("several hosts", ("stores/kps/new_home", None))


def test_two_clusters_are_refused():
    two = {**GIVEN["stores"]["kps"], "nodes": ["cas1"]}
    with pytest.raises(PlanError, match="takes one Cassandra"):
        plan("several hosts", ("stores/other", two), ("axway/groups/partners/store", "other"))


def test_databases_of_the_vendors_own_upgrade_end_the_easy_way_back_first():
    made, spared = steps(), steps("all there is")

    assert made["freeze"].way_back == "until host.gwa.apply"
    assert "tokens" in made["host.gwa.apply"].data_loss
    assert made["host.gwa.apply"].way_back == "until kps.payments.reencrypt"
    assert spared["freeze"].way_back == "until kps.payments.reencrypt"
    assert not spared["host.gwa.apply"].data_loss
    assert "--skip_db_upgrade" in spared["host.gwa.apply"].argv[-1]
    assert "AXW-STEP-048" in spared["host.gwa.apply"].requirements


def test_nothing_is_to_be_undone_while_the_old_system_runs():
    made = plan().steps
    before = made[: [step.key for step in made].index("drain")]

    assert sum(s.undo_minutes for s in before if s.component == "gateway") == 0


def test_an_early_update_has_no_new_cipher_but_its_own_script():
    made = keys(plan("an early update"))

    assert not any(key.startswith("kps.") for key in made)
    assert "domain.update-apimanager" in made
    assert "accept" not in made


def test_people_are_asked_only_for_what_is_there():
    plain, rich = keys(plan()), keys(plan("all there is"))
    sso = steps()["instance.par2.sso"]

    assert {key for key in rich if key not in plain} == {
        "domain.directory", "database.metrics.metrics", "analytics.ana1.install",
        "analytics.ana1.configuration", "analytics.ana1.database", "analytics.ana1.reports",
        "analytics.ana1.switch", "cassandra.cas1.client-port", "cassandra.cas2.client-port",
        "cassandra.cas3.client-port",
    }  # fmt: skip
    assert "domain.managers" not in keys(plan("one host"))
    assert (sso.truth.by, sso.truth.path) == ("absent", "/srv/Axway-7.5.3/apigateway/groups")
    assert "service-provider.xml" in sso.truth.names


def test_a_figure_of_the_inventory_is_of_one_step_or_of_all_of_a_kind():
    made = steps("several hosts", ("minutes", {"oauth": "2", "host.gwb.oauth": "3", "export": "4"}))

    assert [made[f"host.{node}.oauth"].minutes for node in ("gwa", "gwb", "gwc")] == [2, 3, 2]
    assert {made[f"host.{node}.export"].minutes for node in ("gwa", "gwb", "gwc")} == {4}


def test_zdu_is_the_vendors_script_between_gates():
    made = plan("zdu")
    step = next(step for step in made.steps if step.key == "zdupgrade")

    assert not any("sysupgrade" in shlex.join(one.argv) for one in made.steps)
    assert (step.kind, [gate.name for gate in step.after]) == ("person", ["g3"])
    assert (
        f"./zdupgrade --old_install_dir {OLD} --new_install_dir {NEW} --config /srv/zdu.json"
    ) in step.text
    assert "contradict each other" in made.remarks[1]


def test_a_dry_run_shows_it_and_no_secret(monkeypatch):
    monkeypatch.setenv("LAB_ADMIN_PASSWORD", "correct-horse-battery")
    ran = CliRunner().invoke(app, ["plan", "--inventory", str(EXAMPLE)])

    assert ran.exit_code == 0
    assert "sysupgrade apply --anm_host nodea.example" in " ".join(ran.output.split())
    assert "it reads, line by line: passphrase of the domain (env:LAB_DOMAIN_PASSPHRASE), " in (
        ran.output
    )
    assert "correct-horse" not in ran.output


def test_the_grants_are_those_of_its_own_commands():
    text = of_plan(estate(), "ops")

    assert f"NOPASSWD: /usr/bin/su - apigw -c cd\\ {OLD}/posix/bin\\ &&\\ ./nodemanager" in text
    assert "yum" not in text


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
    assert (made.first, made.last[0].name) == ((), "begin")


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
