"""The commands of an Axway plan: the vendor's own, with no secret in any of them."""

import os
import shlex

import pytest
from typer.testing import CliRunner

from probes.redaction import Redactor
from runner.app import app
from runner.on_nodes import OnNodes
from runner.plan_rights import of_plan
from runner.plans import plan_of
from runner.success import judged
from tests.runner.axway_estates import EXAMPLE, FORMS, NEW, OLD, SINGLE, estate, keys, plan, steps

BIN = f"cd {NEW}/upgrade/bin"


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
    assert (
        made["cassandra.cas2.snapshot"]
        .argv[-1]
        .endswith(
            '/opt/cassandra-2.2.12/bin/nodetool -p 7199 snapshot -t "$t" '
            "x2f1c9a70_group_2 x2f1c9a70_group_3"
        )
    )
    assert made["cassandra.cas2.drain"].argv[-1].endswith("/nodetool -p 7199 drain")


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
