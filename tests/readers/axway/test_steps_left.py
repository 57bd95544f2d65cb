"""What the steps of sysupgrade have left: logs beside the status, archives, rights, heaps."""

import json
import subprocess
import zipfile

import pytest

from probes import guard
from probes.answers import CommandAnswer
from probes.errors import CannotTell
from readers.axway import rbac, upgraded_copy
from readers.axway.configuration import jvm
from readers.axway.node import AxwayNode
from readers.axway.steps import at_odds, unread
from readers.axway.upgrade_log import upgrade_log
from tests.readers.axway.hosts import FILE, NEW, OWNER
from tests.readers.fakes import Engine, gone, said

LOGS = f"{NEW}/upgrade/bin/out/logs"
STAT = "stat -L -c '%F|%s|%Y|%a|%U|%G' --"
STATUS = f"gwa # {OWNER} {NEW}/upgrade/bin/sysupgrade status"


def node(inventory, *logs, done="export complete", **texts):
    answers = {"gwa # stat": gone("x"), STATUS: said(f"Current status: {done}\n")}
    answers |= {f"gwa # {STAT} {LOGS}/{step}.log": FILE for step in logs}
    answers |= {f"gwa # cat -- {LOGS}/{step}.log": said(text) for step, text in texts.items()}
    return AxwayNode(Engine(answers), inventory, "gwa")


def test_status_and_logs(inventory):
    assert at_odds(node(inventory, "export")) == []
    assert at_odds(node(inventory, "export", "upgrade")) == [
        "gwa: upgrade was begun, and did not end well: 'export complete'"
    ]
    assert at_odds(node(inventory)) == ["gwa: export is done by the status, and it has left no log"]


def test_what_is_not_done_is_named_with_the_tools_own_word(inventory):
    assert node(inventory).upgrade.undone("export", "upgrade") == [
        "gwa: upgrade is not done: sysupgrade status says 'export complete'"
    ]


def test_warnings_of_all_logs_that_there_are(inventory):
    host = node(inventory, "export", "upgrade", export="WARN: one\n",
                upgrade='WARN: feature "mcafee" not licensed\nWARN: Path Conflict\n')  # fmt: skip

    assert [row.partition(" WARN: ")[2].partition(":")[0] for row in unread(host)] == [
        "one", "Path Conflict",
    ]  # fmt: skip


def test_no_log_at_all_is_not_a_clean_one(inventory):
    with pytest.raises(CannotTell, match="none of the three logs"):
        unread(node(inventory))


def test_a_message_is_told_with_what_to_do():
    known, unknown = upgrade_log("ERROR: Path Conflict\nERROR: the moon\n", "x").errors

    assert known.told.endswith("a resolver was renamed; give it a new path in Policy Studio")
    assert unknown.told.endswith("ask Axway's support what it means")


FACTORY = {
    "paths": {"api": {"path": "/api/"}},
    "operations": {"look": {"methods": ["GET"], "paths": ["api"]}},
    "permissions": {"view": ["look"]},
    "roles": {"Admin": ["view"], "Other": ["view"]},
}


def acl(**parts):
    return rbac.acl(json.dumps(FACTORY | parts))


def test_what_a_role_stands_on():
    assert acl().needed(["Admin"]) == (
        "roles/Admin", "permissions/view", "operations/look", "paths/api",
    )  # fmt: skip
    with pytest.raises(CannotTell, match="roles/Nobody"):
        acl().needed(["Nobody"])


@pytest.mark.parametrize(
    ("argument", "heap"), [("-Xmx1024m", 1 << 30), ("-Xmx4G", 4 << 30), ("-Xmx4096", 4096)]
)
def test_heap(argument, heap):
    text = '<ConfigurationFragment><VMArg name="-Xms1m"/>{}</ConfigurationFragment>'

    assert jvm(text.format(f'<VMArg name="{argument}"/>')).heap == heap
    assert jvm(text.format("")).heap == 0


def test_a_heap_that_is_no_size():
    text = '<ConfigurationFragment><VMArg name="-Xmxlots"/></ConfigurationFragment>'
    with pytest.raises(CannotTell, match="is no size"):
        _ = jvm(text).heap


def run(folder, *words):
    script = upgraded_copy.script(str(folder), *words)
    guard.command(script)
    done = subprocess.run(["sh", "-c", script], capture_output=True, check=False)
    return CommandAnswer(done.returncode, done.stdout, done.stderr)


def packed(folder, name, text):
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/PrimaryStore.xml", text)


def test_words_of_archives_and_nothing_else_of_them(tmp_path):
    packed(tmp_path, "group-2/group-2.pol", "<value>10.0.0.1:9042</value> secret")
    packed(tmp_path, "group-2/group-2.env", "apigw")
    packed(tmp_path, "group-3/group-3.fed", "nothing")
    (tmp_path / "group-3/notes.txt").write_text("10.0.0.1")
    answer = run(tmp_path, "10.0.0.1", "apigw")

    assert "secret" not in answer.text
    assert upgraded_copy.words_found(answer, "x") == {
        "group-2": {"10.0.0.1", "apigw"},
        "group-3": frozenset(),
    }


def test_no_archive_or_a_broken_one_can_not_be_told(tmp_path):
    (tmp_path / "group-2").mkdir()
    with pytest.raises(CannotTell, match="no archive was read"):
        upgraded_copy.words_found(run(tmp_path, "x"), "x")
    (tmp_path / "group-2/group-2.fed").write_text("no zip")
    with pytest.raises(CannotTell):
        upgraded_copy.words_found(run(tmp_path, "x"), "x")
    with pytest.raises(CannotTell, match="there is no Python"):
        upgraded_copy.words_found(said("no python\n"), "x")
