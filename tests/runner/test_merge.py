"""`merge`: parts become one run; what is not exactly one whole plan is UNKNOWN, and named."""

import json
from itertools import pairwise

import pytest
from typer.testing import CliRunner

import reports.write
from findings.baseline import BaselineDocument, load, write_once
from findings.chain import hash_of, hash_of_content, read
from findings.journal import Journal
from findings.plan import NodeHeader
from findings.rebuild import from_journal
from findings.share import Share
from runner.app import app
from runner.report import report, write_report
from runner.verify import verify
from tests.findings.runs import ENDED, cell, finding, header

ZONES = {"dmz": "gw1", "lan": "gw2"}
NODES = tuple(
    NodeHeader(name=name, address=f"10.0.0.{n}", roles=("gateway",), zone=zone)
    for n, (zone, name) in enumerate(ZONES.items(), 1)
)


@pytest.fixture(autouse=True)
def _no_pdf(monkeypatch):
    monkeypatch.setitem(reports.write.FILES, "report.pdf", lambda _: b"%PDF-")


def whole(phase="pre"):
    """Two cells on each node, the nodes by turns: a part's cells are not side by side."""
    return [cell(n, target, phase=phase) for n in (1, 2) for target in ZONES.values()]


def part(folder, zone, *, ended=True, outcomes=None, borrowed=(), identity="", ending=None,
         share=None, phase="pre", values=None, **changes):  # fmt: skip
    """Write the part of a zone as pytest leaves it; `changes` are of its header."""
    folder.mkdir(parents=True)
    plan = whole(phase)
    mine = [n for n, one in enumerate(plan) if one.node == ZONES[zone] or n in borrowed]
    own = [plan[n] for n in mine]
    made = {
        "zone": zone,
        "cells": {"dmz": 2, "lan": 2},
        "plan": hash_of_content([one.model_dump(mode="json") for one in plan]),
        "places": tuple(mine),
        "borrowed": tuple(plan[n].cell for n in borrowed),
        "inventory": "1a2b",
        "domain": ("estate lab",) if zone == "dmz" else (),
        **(share or {}),
    }
    named = header(plan, phase=phase, nodes=NODES, whole=len(plan), share=Share(**made))
    named = named.model_copy(
        update={"rows": tuple(r.model_copy(update={"phases": (phase,)}) for r in named.rows),
                **changes}
    )  # fmt: skip
    end = (ending or ENDED).model_copy(
        update={"identities": {ZONES[zone]: identity or f"host of {zone}"}}
    )
    if values:
        kept = write_once(folder, document(values, zone))
        end = end.model_copy(
            update={"baseline_path": str(kept.path), "baseline_sha256": kept.document.sha256}
        )
    journal = Journal.create(folder / "journal.jsonl")
    given = outcomes or ["pass"] * len(own)
    found = [finding(one, outcome) for one, outcome in zip(own, given, strict=False)]
    entries = [
        ("run", named), ("plan", {"cells": [one.model_dump(mode="json") for one in own]}),
        *(("finding", one) for one in found), *([("end", end)] if ended else []),
    ]  # fmt: skip
    for kind, data in entries:
        plain = data if isinstance(data, dict) else data.model_dump(mode="json")
        journal.append(kind, plain, "2026-11-20T17:02:11+00:00")
    journal.close()
    write_report(folder)
    return folder


def document(values, zone):
    return BaselineDocument(
        environment="lab", product="tyk", change="CHG1", nodes=tuple(ZONES.values()),
        versions={"gateway": "5.3.9"}, installed={"gateway": {ZONES[zone]: "5.3.9"}},
        taken_at="2026-11-20T17:03:00+00:00", complete=False, directory=zone, catalogue="9f3c",
        values=values,
    )  # fmt: skip


@pytest.fixture
def both(tmp_path):
    """Give two parts that are a whole."""
    change = tmp_path / "CHG1"
    return [part(change / zone, zone, values={"apis": {ZONES[zone]: [zone]}}) for zone in ZONES]


def merged(parts, *options):
    """Merge into a new directory beside the parts, and give the exit status, text and directory."""
    out = parts[0].parent / "merged"
    done = CliRunner().invoke(app, ["merge", *map(str, parts), "--out", str(out), *options])
    return done.exit_code, done.output, out


def assert_unknown(parts, *sentences, options=()):
    """Merge what is not the whole: UNKNOWN, with each of the sentences, and without a baseline."""
    status, text, out = merged(parts, *options)
    result = from_journal(out / "journal.jsonl")

    assert status == 7, text
    assert (result.verdict, result.headline) == ("UNKNOWN", "UNKNOWN")
    assert [s for s in sentences if s not in "\n".join(result.reasons)] == [], result.reasons
    assert not list(out.parent.glob("baseline-*.json"))
    return result


def test_parts_that_are_the_whole_are_one_run(both):
    status, text, out = merged(both)
    result = from_journal(out / "journal.jsonl")

    assert status == 0, text
    assert result.accounting_line == "4 planned = 4 pass -> GO"
    assert [f.cell for f in result.findings] == [one.cell for one in whole()]
    assert [line.zone for line in result.parts] == ["dmz", "lan"]
    assert {node.name: node.identity for node in result.nodes} == {
        "gw1": "host of dmz", "gw2": "host of lan",
    }  # fmt: skip
    assert "looked at from zone dmz" in text
    assert not result.partial


def test_it_leaves_all_that_a_run_leaves(both):
    _, _, out = merged(both)

    assert {file.name for file in out.iterdir()} == {*reports.write.FILES, "journal.jsonl"}
    assert verify(out) == 0
    assert report(out) == 0
    page = (out / "report.html").read_text()
    assert "zone lan: 2 cells, by ops" in page


def test_the_order_of_the_parts_makes_no_difference(both):
    _, _, out = merged(both[::-1])

    found = from_journal(out / "journal.jsonl").findings
    assert [f.cell for f in found] == [one.cell for one in whole()]


def test_one_baseline_is_written_beside_it_and_bound_to_it(both):
    _, _, out = merged(both)
    (path,) = out.parent.glob("baseline-*.json")
    kept = load(path)

    assert kept.complete
    assert kept.values == {"apis": {"gw1": ["dmz"], "gw2": ["lan"]}}
    assert kept.installed == {"gateway": {"gw1": "5.3.9", "gw2": "5.3.9"}}
    assert kept.identity == {"gw1": "host of dmz", "gw2": "host of lan"}
    assert (kept.directory, kept.environment, kept.change) == ("merged", "lab", "CHG1")
    assert from_journal(out / "journal.jsonl").baseline.sha256 == kept.sha256


def test_a_failed_blocker_of_one_part_is_no_go(both):
    part(both[0].parent / "failed", "lan", outcomes=("pass", "fail"))
    status, text, _ = merged([both[0], both[0].parent / "failed"])

    assert status == 1
    assert "4 planned = 3 pass + 1 fail -> NO-GO" in text


def test_what_a_part_asked_elsewhere_is_not_counted_twice(both):
    lan = part(both[0].parent / "borrowing", "lan", borrowed=(0,))
    status, text, _ = merged([both[0], lan])

    assert status == 0, text
    assert "4 planned = 4 pass -> GO" in text


def test_a_missing_part(both):
    result = assert_unknown(both[:1], "zone lan is missing: 2 of the 4 cells were not looked at")

    assert result.accounting_line == "4 planned = 2 pass + 2 unknown -> UNKNOWN"
    assert sum(result.accounting.values()) == result.planned == 4
    assert result.could_not_see[0].startswith("zone lan is missing")


def test_a_missing_part_beside_a_failed_blocker(both):
    failed = part(both[0].parent / "failed", "lan", outcomes=("pass", "fail"))

    assert "blocker failed" in assert_unknown([failed], "zone dmz is missing").reasons[1]


def test_a_doubled_part(both):
    again = part(both[0].parent / "again", "dmz")

    assert_unknown([*both, again], f"zone dmz is there twice: {both[0]} and {again}")


def test_one_directory_given_twice(both):
    assert_unknown([*both, both[0]], "zone dmz is there twice")


def test_cells_that_two_parts_have(both):
    share = {"places": (0, 3)}
    lan = part(both[0].parent / "own", "lan", share=share)

    assert_unknown([both[0], lan], "both have 1 cell of the plan")


def test_cells_that_nobody_has(both):
    """Both shares fit, the cells are others than those of the plan."""
    share = {"places": (1, 7)}
    moved = part(both[0].parent / "moved", "lan", share=share, outcomes=("pass", "pass"))
    plan = read(moved / "journal.jsonl").entries[1].data["cells"]
    plan[1]["check"] += "_other"
    rewrite(moved, lambda entry: entry["data"].update(cells=plan) if entry["n"] == 2 else None)
    write_report(moved)

    assert_unknown([both[0], moved], "the parts joined are not the plan that each of them names")


FOREIGN = {
    "change": ({"change": "CHG2"}, "(CHG2, not CHG1)"),
    "environment": ({"environment": "prod"}, "(prod, not lab)"),
    "product": ({"product": "axway"}, "(axway, not tyk)"),
    "catalogue": ({"catalogue": "ffff"}, "(ffff, not 9f3c)"),
    "tool version": ({"tool_version": "0.0.1"}, "(0.0.1, not 0.1.0)"),
    "strategy": ({"strategy": "rolling"}, "(rolling, not downtime)"),
    "nodes": ({"nodes": NODES[1:]}, ""),
    "inventory, waivers or attestations": ({"share": {"inventory": "3c4d"}}, ""),
    "plan": ({"share": {"plan": "00"}}, ""),
    "shares": ({"share": {"cells": {"dmz": 1, "lan": 3}}}, ""),
    "phase": ({"phase": "post"}, "(post, not pre)"),
}


@pytest.mark.parametrize("what", FOREIGN)
def test_a_part_of_another(both, what):
    changes, values = FOREIGN[what]
    other = part(both[0].parent / "other", "lan", **changes)

    sentence = f"{other}: is foreign, it does not have the {what} of {both[0]}"
    assert_unknown([both[0], other], sentence, values, "zone lan is missing")


def test_a_whole_run_is_no_part(both):
    run = part(both[0].parent / "run", "lan")
    rewrite(run, lambda entry: entry["data"].update(share=None) if entry["n"] == 1 else None)

    assert_unknown([both[0], run], f"{run}: is a run of its own, not the part of a zone")


def test_what_was_merged_is_no_part(both):
    _, _, out = merged(both)
    status, text, _ = merged([both[0], out], "--out", str(out.parent / "again"))

    assert status == 7
    assert "is merged already" in text


def test_parts_of_other_times(both):
    late = part(both[0].parent / "late", "lan", started_at="2026-11-20T18:03:00Z")

    assert_unknown(
        [both[0], late], "the parts are too far apart", "that is 1:01:00, at most 1:00:00"
    )


def test_how_far_apart_is_said(both):
    late = part(both[0].parent / "late", "lan", started_at="2026-11-20T18:03:00Z")

    assert merged([both[0], late], "--within=90")[0] == 0


def test_a_part_that_was_narrowed_further(both):
    less = part(both[0].parent / "less", "lan", narrowed=("-k redis",))

    assert_unknown([both[0], less], f"zone lan ({less}) was narrowed further: -k redis")


def test_a_part_that_was_interrupted(both):
    ending = ENDED.model_copy(update={"interrupted": "Ctrl-C"})
    cut = part(both[0].parent / "cut", "lan", outcomes=("pass",), ending=ending)

    assert_unknown(
        [both[0], cut], f"zone lan ({cut}) was interrupted: Ctrl-C", "1 cell was not run"
    )


def test_a_part_that_did_not_end(both):
    killed = part(both[0].parent / "killed", "lan", ended=False)

    assert_unknown([both[0], killed], f"zone lan ({killed}) did not end")


def test_a_recording(both):
    replay = part(both[0].parent / "replay", "lan", replay="recording.jsonl")
    status, text, _ = merged([both[0], replay])

    assert status == 7
    assert "is the judgement of a recording: recording.jsonl" in text


def test_an_edited_journal(both):
    journal = both[1] / "journal.jsonl"
    journal.write_text(journal.read_text().replace('"outcome":"pass"', '"outcome":"waived"', 1))

    assert_unknown(both, f"{both[1]}: can not be joined", "edited, its hash does not fit")


def test_an_edited_journal_that_was_hashed_anew(both):
    def hide(entry):
        if entry["kind"] == "finding":
            entry["data"]["outcome"] = "waived"

    rewrite(both[1], hide)

    assert_unknown(both, "was edited: findings.json names another chain head")


def test_a_head_that_was_noted_elsewhere(both):
    heads = [read(one / "journal.jsonl").head for one in both]
    given = [word for head in heads for word in ("--head", head)]

    assert merged(both, *given)[0] == 0
    status, text, _ = merged(both, "--head", heads[0], "--out", str(both[0].parent / "again"))
    assert status == 7
    assert f"chain head {heads[1]} is none of those that were given" in text


def test_an_edited_memory(both):
    (path,) = both[0].glob("baseline-*.json")
    path.write_text(path.read_text().replace("dmz", "dnz"))

    assert_unknown(both, "what it remembered is lost", "was edited: its hash does not fit")


def test_a_memory_of_another_run(both):
    (path,) = both[0].glob("baseline-*.json")
    path.unlink()
    other = write_once(both[0], document({"apis": {"gw1": ["other"]}}, "dmz"))

    assert other.path == path
    assert_unknown(both, "is not the one that it wrote")


def test_memories_that_contradict(both):
    other = part(both[0].parent / "other", "lan", values={"apis": {"gw1": ["lan"]}})

    assert_unknown([both[0], other], "remembers another apis of gw1")


def test_parts_that_compared_with_different_baselines(both):
    def post(zone, sha256):
        ending = ENDED.model_copy(update={"baseline_path": "b.json", "baseline_sha256": sha256})
        return part(both[0].parent / f"post-{zone}", zone, phase="post", ending=ending)

    assert_unknown([post("dmz", "aa"), post("lan", "bb")], "did not compare with one baseline")


def test_one_node_that_is_two_machines(both):
    """Two zones use one private address: each part met another machine under the name."""
    lan = part(both[0].parent / "twin", "lan")

    def twin(entry):
        if entry["kind"] == "end":
            entry["data"]["identities"]["gw1"] = "somebody else"

    rewrite(lan, twin)
    write_report(lan)

    assert_unknown([both[0], lan], "gw1 is one machine to zone dmz", "and another to zone lan")


def test_nothing_that_could_be_joined(tmp_path):
    done = CliRunner().invoke(app, ["merge", str(tmp_path), "--out", str(tmp_path / "out")])

    assert done.exit_code == 7
    assert "there is no part that could be joined" in done.output
    assert not (tmp_path / "out").exists()


def test_what_is_there_is_not_written_over(both):
    merged(both)
    status, text, out = merged(both)

    assert status == 2
    assert "holds a run already" in text
    assert len(list(out.parent.glob("baseline-*.json"))) == 1


def test_without_a_place_it_lies_beside_the_first_part(both):
    done = CliRunner().invoke(app, ["merge", *map(str, both)])

    assert done.exit_code == 0, done.output
    assert (both[0].parent / "20261120T170200Z-pre-merged" / "report.html").is_file()


def rewrite(folder, change):
    """Change entries of a journal and hash all of it anew, as somebody could who knows how."""
    path = folder / "journal.jsonl"
    entries = [json.loads(line) for line in path.read_text().splitlines()]
    entries[0]["prev"] = "0" * 64
    for entry in entries:
        change(entry)
    entries[0]["hash"] = hash_of(entries[0])
    for before, entry in pairwise(entries):
        entry["prev"] = before["hash"]
        entry["hash"] = hash_of(entry)
    path.write_text("".join(json.dumps(e, separators=(",", ":")) + "\n" for e in entries))
