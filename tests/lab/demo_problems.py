"""What the demo plants, and what pre must say of it: data, and the recording of it.

Where a machine can have a lab the faults are planted in it. Where it cannot, the recording of the
healthy lab is changed by the cases that each check ships: the same problems, on paper.
"""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fixtures.cases import Case, load_cases
from fixtures.changing import changed
from probes.recording import encode, reseal
from probes.replay import answers_of
from probes.world import Answered
from tests.lab.demo_story import Problem
from tests.lab.names import CHECKOUT


@dataclass(frozen=True)
class Named:
    """How pre named a problem: the row, on what, whose it is and what to do."""

    row: str
    target: str
    owner: str
    remedy: str


def named(findings: dict[str, Any], problem: Problem) -> Named | None:
    """Find the failed finding of a problem in `findings.json`; None where none has a remedy."""
    for finding in findings["findings"]:
        rows = [row for row in finding["requirements"] if _is(row, problem.requirement)]
        remedy = finding["remedy"]
        if rows and finding["outcome"] == "fail" and remedy["text"]:
            return Named(rows[0], finding["target"], remedy["owner"], remedy["text"])
    return None


def _is(row: str, requirement: str) -> bool:
    return row == requirement or (row[:-1] == requirement and row[-1].isalpha())


def failing_case(problem: Problem) -> Case:
    """Give the first row of its check that fails by changed answers alone. Raises LookupError."""
    folder, _, subject = problem.cases.partition("/")
    file = CHECKOUT / "checks" / folder / "cases" / f"{subject}.yaml"
    for case in load_cases(file).get(problem.check, ()):
        other = case.inventory or case.now or case.baseline or case.attestations or case.waivers
        if case.outcome == "fail" and case.change and not other and case.phase in {None, "pre"}:
            return case
    raise LookupError(f"{file}: {problem.check} has no row that fails by a change of answers")


def write_troubled(healthy: Path, file: Path, problems: Sequence[Problem]) -> Path:
    """Write the healthy recording with every problem in it; what is not changed stays as it is."""
    old = answers_of(healthy)
    world = old
    for problem in problems:
        world = changed(world, failing_case(problem))
    lines, seen = [], Counter[str]()
    for line in map(json.loads, healthy.read_text(encoding="utf-8").splitlines()):
        key, number = line["key"], seen[line["key"]]
        seen[key] += 1
        same = world[key][number] == old[key][number]
        lines.append(line if same else _changed(key, world[key][number]))
    lines += [_changed(key, one) for key in world if key not in old for one in world[key]]
    file.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    reseal(file)
    return file


def _changed(key: str, answered: Answered) -> dict[str, Any]:
    """Write one changed answer as a line of a recording."""
    return {
        "key": key,
        "kind": "Changed",
        "asked_at": answered.asked_at.isoformat(),
        "seconds": answered.seconds,
        "value": encode(answered.value),
    }
