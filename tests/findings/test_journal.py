"""Whatever is done to a journal after it was written is named; a kill loses at most one entry."""

import json
import os
import stat

import pytest

from findings.chain import hash_of
from findings.journal import Journal, JournalError, read, verify
from findings.rebuild import from_journal
from tests.findings.runs import ENDED, cell, finding, header

AT = "2026-11-20T17:02:11Z"


@pytest.fixture
def path(tmp_path):
    """A journal of six entries, closed."""
    journal = Journal.create(tmp_path / "journal.jsonl")
    for number in range(1, 7):
        journal.append("finding", {"value": number, "text": "ü \udcff <b>"}, AT)
    journal.close()
    return journal.path


def lines(path):
    """Give the lines, each with its end."""
    return path.read_bytes().splitlines(keepends=True)


def put(path, *changed):
    """Write the lines back."""
    path.write_bytes(b"".join(changed))


def again(line, **changes):
    """Change an entry and hash it anew, as a careful forger does."""
    entry = {**json.loads(line), **changes}
    entry["hash"] = hash_of(entry)
    return json.dumps(entry, separators=(",", ":")).encode() + b"\n"


def test_what_was_written_is_read_back(path):
    found = read(path)

    assert [e.n for e in found.entries] == [1, 2, 3, 4, 5, 6]
    assert found.entries[1].data == {"value": 2, "text": "ü \udcff <b>"}
    assert (found.entries[0].at, found.torn) == (AT, "")
    assert verify(path, found.head) == []
    assert verify(path, found.head[:12]) == []


def test_each_entry_holds_the_hash_of_the_one_before(path):
    entries = read(path).entries

    assert [e.prev for e in entries[1:]] == [e.hash for e in entries[:-1]]
    assert entries[0].prev == "0" * 64


def test_head_is_the_last_hash(tmp_path):
    with_head = Journal.create(tmp_path / "j")
    first = with_head.append("a", {}, AT)

    assert with_head.head == first != with_head.append("b", {}, AT)
    assert with_head.head == read(tmp_path / "j").head
    with_head.close()
    with_head.close()


def test_only_the_owner_reads_it(path):
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_journal_is_never_written_over(path):
    with pytest.raises(FileExistsError):
        Journal.create(path)


def test_each_entry_is_on_the_disk_before_append_returns(tmp_path, monkeypatch):
    synced = []
    monkeypatch.setattr(os, "fsync", lambda fd: synced.append(os.fstat(fd).st_size))
    journal = Journal.create(tmp_path / "j")
    journal.append("a", {}, AT)
    size = journal.path.stat().st_size
    journal.append("b", {}, AT)
    journal.close()

    assert synced == [size, journal.path.stat().st_size]


def test_an_entry_that_need_not_wait_for_the_disk_is_with_the_kernel_at_once(tmp_path, monkeypatch):
    synced = []
    monkeypatch.setattr(os, "fsync", synced.append)
    journal = Journal.create(tmp_path / "journal.jsonl")
    journal.append("finding", {"n": 1}, AT, sync=False)

    assert synced == []
    assert [entry.kind for entry in read(journal.path).entries] == ["finding"]
    journal.close()


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_failed_write_leaves_a_whole_journal(tmp_path, monkeypatch, error):
    journal = Journal.create(tmp_path / "j")
    head = journal.append("a", {}, AT)
    write = os.write

    def half(descriptor, data):
        write(descriptor, bytes(data)[:20])
        raise error

    monkeypatch.setattr(os, "write", half)
    with pytest.raises(type(error)):
        journal.append("b", {}, AT)
    monkeypatch.undo()

    assert journal.head == head
    journal.append("c", {}, AT)
    journal.close()
    assert [e.kind for e in read(journal.path).entries] == ["a", "c"]
    assert verify(journal.path, journal.head) == []


def test_data_that_is_no_json_is_refused_and_leaves_no_trace(tmp_path):
    journal = Journal.create(tmp_path / "j")
    for bad in (float("nan"), {1, 2}, object()):
        with pytest.raises((TypeError, ValueError)):
            journal.append("a", bad, AT)
    journal.append("a", {1: (2, 3)}, AT)
    journal.close()

    assert verify(journal.path) == []
    assert read(journal.path).entries[0].data == {"1": [2, 3]}


def test_torn_last_line_is_left_out_and_told(path):
    whole = path.read_bytes()
    last = len(lines(path)[-1])
    for cut in range(2, last):
        path.write_bytes(whole[:-cut])
        found = read(path)

        assert len(found.entries) == 5
        assert "line 6: torn" in found.torn
        assert verify(path) == ["line 6: torn"]


def test_last_line_without_its_end_is_whole(path):
    path.write_bytes(path.read_bytes()[:-1])

    assert (len(read(path).entries), read(path).torn, verify(path)) == (6, "", [])


def test_bad_line_elsewhere_is_no_journal(path):
    good = lines(path)
    put(path, *good[:2], b"\xff\xfe what\n", *good[3:])

    with pytest.raises(JournalError, match="line 3: no entry"):
        read(path)
    assert "line 3: edited: no entry of a journal" in verify(path)


@pytest.mark.parametrize("number", range(6))
@pytest.mark.parametrize(
    "change",
    [{"data": {"value": 0}}, {"kind": "note"}, {"at": ""}, {"prev": "1" * 64}, {"n": 77}],
)
def test_edited_line_is_named(path, number, change):
    good = lines(path)
    entry = {**json.loads(good[number]), **change}
    good[number] = json.dumps(entry, separators=(",", ":")).encode() + b"\n"
    put(path, *good)

    kind = change.get("kind", "finding")
    assert verify(path)[0] == f"line {number + 1} ({kind}): edited, its hash does not fit"


@pytest.mark.parametrize("number", range(5))
def test_line_that_was_hashed_anew_is_found_by_the_next(path, number):
    good = lines(path)
    good[number] = again(good[number], data={"value": 0})
    put(path, *good)

    (problem,) = verify(path)
    assert problem.startswith(f"line {number + 2} (finding): does not follow the line before")


def test_last_line_that_was_hashed_anew_is_found_by_the_head(path):
    head = read(path).head
    good = lines(path)
    put(path, *good[:-1], again(good[-1], data={"value": 0}))

    assert verify(path) == []
    assert "is not here" in verify(path, head)[0]


@pytest.mark.parametrize("change", [(b'"n":3', b'"n":7,"n":3'), (b'"n":3', b'"n": 3')])
def test_line_that_says_the_same_in_other_bytes_is_named(path, change):
    good = lines(path)
    put(path, *good[:2], good[2].replace(*change), *good[3:])

    assert verify(path) == ["line 3 (finding): edited, it is not as it was written"]


def test_removed_lines_are_named(path):
    good = lines(path)
    put(path, *good[:2], *good[3:])
    assert verify(path) == ["line 3 (finding): entry 3 before it removed"]

    put(path, good[0], *good[4:])
    assert verify(path) == ["line 2 (finding): entries 2 to 4 before it removed"]

    put(path, *good[1:])
    assert verify(path) == ["line 1 (finding): entry 1 before it removed"]


def test_truncated_end_is_found_by_the_head(path):
    head = read(path).head
    put(path, *lines(path)[:4])

    assert verify(path) == []
    assert "truncated" in verify(path, head)[0]


def test_reordered_and_doubled_lines_are_named(path):
    good = lines(path)
    put(path, good[0], good[2], good[1], *good[3:])
    assert "line 2 (finding): reordered, entry 3 stands where 2 belongs" in verify(path)

    put(path, *good[:3], good[1], *good[3:])
    assert "line 4 (finding): entry 2 stands in line 2 already" in verify(path)


def test_lines_added_after_the_head_are_named(path):
    head = read(path).entries[3].hash

    assert verify(path, head) == ["line 5: added after the given head, as is all that follows"]


def test_short_head_proves_nothing(path):
    assert "too short" in verify(path, read(path).head[:4])[0]


def test_every_single_change_of_two_lines_is_noticed(path):
    good = lines(path)
    head = read(path).head
    for first in range(6):
        for second in range(first + 1, 6):
            swapped = list(good)
            swapped[first], swapped[second] = swapped[second], swapped[first]
            for changed in (swapped, good[:first] + good[second:], good[:second] + good[first:]):
                put(path, *changed)
                assert verify(path, head) or changed == good


def test_empty_and_missing_journals_are_told(tmp_path):
    (tmp_path / "j").touch()

    assert verify(tmp_path / "j") == ["the journal is empty"]
    with pytest.raises(JournalError, match="can not be read"):
        verify(tmp_path / "gone")


PLAN = (cell(1), cell(2, "gw2"))


@pytest.fixture
def written(tmp_path):
    """Give a function that writes the journal of a run and closes it."""

    def write(*, found=PLAN, ending=ENDED, more=()):
        journal = Journal.create(tmp_path / "run.jsonl")
        journal.append("run", header(PLAN).model_dump(mode="json"), AT)
        journal.append("plan", {"cells": [c.model_dump(mode="json") for c in PLAN]}, AT)
        for planned in found:
            journal.append("finding", finding(planned).model_dump(mode="json"), AT)
        if ending:
            journal.append("end", ending.model_dump(mode="json"), AT)
        for kind, data in more:
            journal.append(kind, data, AT)
        journal.close()
        return journal.path

    return write


def test_result_is_rebuilt_from_the_journal(written):
    result = from_journal(written())

    assert (result.verdict, result.incomplete, result.planned) == ("GO", False, 2)
    assert list(result.versions) == ["gateway", "dashboard"]
    assert result.chain_head


def test_killed_run_is_incomplete(written):
    result = from_journal(written(found=PLAN[:1], ending=None))

    assert (result.verdict, result.incomplete) == ("UNKNOWN", True)
    assert result.accounting == {"pass": 1, "unknown": 1}


def test_run_that_was_killed_while_writing_its_end_is_incomplete(written):
    path = written()
    path.write_bytes(path.read_bytes()[:-9])
    result = from_journal(path)

    assert (result.verdict, result.incomplete) == ("UNKNOWN", True)
    assert result.notes == ("journal line 5: torn, the writing was cut off",)


def test_finding_after_the_end_makes_it_incomplete(written):
    path = written(found=PLAN[:1], more=[("finding", finding(PLAN[1]).model_dump(mode="json"))])

    assert from_journal(path).incomplete


def test_entries_of_other_kinds_are_left_alone(written):
    assert from_journal(written(more=[("note", {"text": "hello"})])).verdict == "GO"


def test_journal_that_was_tampered_with_makes_no_result(written):
    path = written()
    good = lines(path)
    put(path, *good[:2], good[2].replace(b'"pass"', b'"fail"'), *good[3:])

    with pytest.raises(JournalError, match=r"line 3 \(finding\): edited"):
        from_journal(path)


def test_torn_end_excuses_nothing_else(written):
    path = written()
    good = lines(path)
    put(path, *good[:2], good[2].replace(b'"pass"', b'"fail"'), good[3], good[4][:-9])

    with pytest.raises(JournalError, match=r"line 3 \(finding\): edited"):
        from_journal(path)


def test_something_torn_after_the_end_makes_it_incomplete(written):
    path = written(more=[("finding", finding(PLAN[1]).model_dump(mode="json"))])
    path.write_bytes(path.read_bytes()[:-9])

    assert from_journal(path).incomplete


def test_journal_of_two_runs_makes_no_result(written):
    run = ("run", header(PLAN).model_dump(mode="json"))
    with pytest.raises(JournalError, match="does not begin with one run"):
        from_journal(written(ending=None, more=[run]))


def test_journal_of_two_plans_makes_no_result(written):
    with pytest.raises(JournalError, match="does not begin with one run and its plan"):
        from_journal(written(ending=None, more=[("plan", {"cells": []})]))


def test_run_that_ended_twice_did_not_end(written):
    assert from_journal(written(more=[("end", ENDED.model_dump(mode="json"))])).incomplete


def test_truncated_journal_does_not_fit_its_head(written):
    path = written()
    head = read(path).head
    put(path, *lines(path)[:-1])

    with pytest.raises(JournalError, match="truncated"):
        from_journal(path, head)


def test_what_is_no_run_makes_no_result(path):
    with pytest.raises(JournalError, match="does not begin with one run"):
        from_journal(path)


def test_entry_of_another_version_is_named(written):
    with pytest.raises(JournalError, match=r"line 6 \(finding\): .*another version"):
        from_journal(written(more=[("finding", {"cell": "x"})]))
