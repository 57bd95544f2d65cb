"""The plan of an Axway upgrade: which steps, in which order, behind which gates."""

import shlex
from pathlib import Path

import pytest

from catalog.loading import load
from runner.clock import ends, timed
from runner.plans import PlanError
from tests.runner.axway_estates import FORMS, GIVEN, NEW, OLD, estate, gates, keys, plan, steps

CHECKS = Path(__file__).parents[2] / "checks"
UNNAMED = ("axway/ca_new", None)
CATALOGUE = load(CHECKS / "axway", CHECKS / "estate")


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
    members = ("cassandra@cas1", "cassandra@cas2", "cassandra@cas3")

    assert placed == {
        ("g1", "host.gwc.export", ()),
        ("g2", "host.gwc.upgrade", ()),
        ("g3", "new.instance.pay1.start", (*hosts[:2], *members)),
        ("g3", "new.instance.par1.start", (*hosts[2:4], *members)),
        ("g3", "new.instance.par2.start", (*hosts[4:], *members)),
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


def test_the_new_ca_is_kept_right_after_it_was_made_before_anybody_asks_by_it():
    found = steps()
    order, kept = list(found), found["host.gwa.authority"]

    at = order.index("host.gwa.apply")
    assert order[at : at + 3] == ["host.gwa.apply", kept.key, "new.manager.gwa.start"]
    assert kept.argv == ("cat", f"{NEW}/groups/certs/domaincert.pem")
    assert kept.authority == "/x/domain-new.pem"
    assert not any(key.endswith(".authority") for key in keys(plan("one host", UNNAMED)))


def test_zdu_is_the_vendors_script_between_gates():
    made = plan("zdu")
    at = keys(made).index("zdupgrade")
    step, kept = made.steps[at : at + 2]
    (alone,) = [one for one in plan("zdu", UNNAMED).steps if one.key == "zdupgrade"]

    assert not any("sysupgrade" in shlex.join(one.argv) for one in made.steps)
    assert (step.kind, step.after, kept.key) == ("person", (), "host.gwa.authority")
    assert [gate.name for gate in kept.after] == [gate.name for gate in alone.after] == ["g3"]
    assert (
        f"./zdupgrade --old_install_dir {OLD} --new_install_dir {NEW} --config /srv/zdu.json"
    ) in step.text
    assert "contradict each other" in made.remarks[1]


def test_the_example_ends_in_its_window_and_who_accepts_it_can_still_go_back():
    inventory, made = estate(), plan()
    window = inventory.window
    rows = timed(made, window.start, window.end)

    assert ends(made, rows) < window.end
    (accepted,) = [row for row in rows if row.step.key == "accept"]
    assert accepted.decide_by > accepted.begins
