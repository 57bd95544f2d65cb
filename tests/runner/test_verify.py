"""`verify`: each way of touching what was written is named; what was not touched is clean."""

import json
import shutil

import pytest

from findings.baseline import BaselineDocument, write_once
from findings.chain import hash_of, written
from findings.plan import RunEnding
from runner.report import write_report
from runner.verify import verify
from tests.reports import changes
from tests.runner.written import run


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A change with its two runs and a baseline, all reported, and then moved elsewhere."""
    folder = tmp_path_factory.mktemp("made") / "CHG1"
    baseline = write_once(folder, BaselineDocument(
        environment="lab", product="tyk", change="CHG1", nodes=("gw1",), versions={},
        taken_at="2026-11-20T17:02:18+00:00", complete=True, directory="pre", catalogue="9f3c",
        values={"apis": {"gw1": ["a", "b"]}},
    ))  # fmt: skip
    ending = RunEnding(
        ended_at="2026-11-20T17:03:00Z", baseline_path=str(baseline.path), baseline_values=1,
        baseline_sha256=baseline.document.sha256, baseline_taken_at=baseline.document.taken_at,
    )  # fmt: skip
    heads = {"pre": run(folder / "pre", ending=ending, outcomes=("pass", "pass"))}
    heads["post"] = run(folder / "post", ending=ending, phase="post")
    writing = changes.Writing(folder / "change").write("change", changes.HEADER)
    writing.phase("pre", directory="../pre", head=heads["pre"], when="first")
    writing.write("plan", changes.PlanEntry(plan=changes.PLAN, sha256=""))
    writing.done("drain").done("gateway.gw1.update")
    writing.phase("post", directory="../post", head=heads["post"])
    writing.write("finished", changes.Finished(
        action="upgrade", status=0, verdict="GO", headline="GO")).change()  # fmt: skip
    for each in (*heads, "change"):
        write_report(folder / each)
    return folder.rename(folder.parent / "moved")


@pytest.fixture
def change(whole, tmp_path):
    """A copy of it to touch."""
    return shutil.copytree(whole, tmp_path / "CHG1")


def lines(path):
    return path.read_bytes().splitlines(keepends=True)


def told(capsys, directory, head=""):
    """What it says of a directory in which something was touched."""
    assert verify(directory, head) == 1
    return capsys.readouterr().err


def test_what_was_not_touched_is_clean(change, capsys):
    head = json.loads(lines(change / "change" / "journal.jsonl")[-1])["hash"]

    assert verify(change / "change", head[:16]) == 0
    said = capsys.readouterr().out
    assert "nothing was edited" in said
    assert head in said


def test_an_edited_entry(change, capsys):
    path = change / "change" / "journal.jsonl"
    path.write_text(path.read_text().replace("Complete!", "Complete?", 1))

    assert "line 5 (output): edited, its hash does not fit" in told(capsys, change / "change")


def test_an_entry_that_was_edited_and_hashed_anew(change, capsys):
    path = change / "change" / "journal.jsonl"
    found = lines(path)
    entry = json.loads(found[4])
    entry["data"]["text"] = "nothing happened"
    entry["hash"] = hash_of(entry)
    path.write_bytes(b"".join([*found[:4], written(entry) + b"\n", *found[5:]]))

    assert "line 6 (ended): does not follow the line before" in told(capsys, change / "change")


def test_a_removed_entry(change, capsys):
    path = change / "change" / "journal.jsonl"
    found = lines(path)
    path.write_bytes(b"".join([*found[:4], *found[5:]]))

    assert "entry 5 before it removed" in told(capsys, change / "change")


def test_reordered_entries(change, capsys):
    path = change / "change" / "journal.jsonl"
    found = lines(path)
    path.write_bytes(b"".join([*found[:4], found[5], found[4], *found[6:]]))

    assert "reordered" in told(capsys, change / "change")


def test_a_cut_end_is_seen_with_the_head_of_the_ticket(change, capsys):
    path = change / "change" / "journal.jsonl"
    found = lines(path)
    head = json.loads(found[-1])["hash"]
    path.write_bytes(b"".join(found[:-1]))

    assert "the end was truncated" in told(capsys, change / "change", head)


def test_a_run_whose_end_was_cut_is_seen_by_the_change(change, capsys):
    """The change holds the head of each of its runs: no ticket is needed for that."""
    path = change / "pre" / "journal.jsonl"
    path.write_bytes(b"".join(lines(path)[:-1]))

    said = told(capsys, change / "change")
    assert "pre/journal.jsonl" in said
    assert "truncated" in said


def test_a_removed_run(change, capsys):
    (change / "post" / "journal.jsonl").unlink()

    assert "post: removed; the change's journal names this run" in told(capsys, change / "change")


def test_edited_findings(change, capsys):
    path = change / "pre" / "findings.json"
    path.write_text(path.read_text().replace('"verdict": "GO"', '"verdict": "NO-GO"'))

    said = told(capsys, change / "pre")
    assert 'verdict: the journal says "GO", the file "NO-GO"' in said


def test_an_edited_outcome_is_named_with_its_cell(change, capsys):
    path = change / "pre" / "findings.json"
    path.write_text(path.read_text().replace('"outcome": "pass"', '"outcome": "fail"', 1))

    assert "the journal says" in told(capsys, change / "pre")


@pytest.mark.parametrize("name", ["summary.txt", "summary.md", "report.html", "report.pdf"])
@pytest.mark.parametrize("of", ["pre", "change"])
def test_an_edited_report(change, capsys, name, of):
    path = change / of / name
    path.write_bytes(path.read_bytes() + b"and all was well\n")

    assert f"{name}: it is not what the journal gives" in told(capsys, change / "change")


def test_a_removed_report(change, capsys):
    (change / "post" / "summary.txt").unlink()

    assert "summary.txt: removed" in told(capsys, change / "change")


def test_an_edited_baseline(change, capsys):
    path = next(change.glob("baseline-*.json"))
    path.write_text(path.read_text().replace('"b"', '"c"'))

    assert "was edited: its hash does not fit" in told(capsys, change / "change")


def test_a_baseline_that_was_edited_and_hashed_anew(change, capsys):
    path = next(change.glob("baseline-*.json"))
    document = BaselineDocument.model_validate(json.loads(path.read_text()))
    path.unlink()
    write_once(change, document.model_copy(update={"values": {"apis": {"gw1": ["a"]}}}))

    assert "edited and hashed anew" in told(capsys, change / "change")


def test_a_removed_baseline(change, capsys):
    next(change.glob("baseline-*.json")).unlink()

    assert "removed: " in told(capsys, change / "change")


def test_a_kill_is_no_edit(tmp_path, capsys):
    """A run that was killed has a torn line and no reports: that is said, and is no breach."""
    run(tmp_path / "pre", ended=False)
    path = tmp_path / "pre" / "journal.jsonl"
    path.write_bytes(path.read_bytes()[:-30])

    assert verify(tmp_path / "pre") == 0
    said = capsys.readouterr().out
    assert "torn" in said
    assert "INCOMPLETE" in said


def test_no_journal_at_all(tmp_path, capsys):
    assert verify(tmp_path) == 2
    assert "nothing can be verified" in capsys.readouterr().err
