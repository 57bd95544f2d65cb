"""Results that look like real runs, for the tests of the reports and for looking at their pages."""

import random

from findings.finding import Difference, Finding, Outcome
from findings.result import BaselineLine, RunResult, Stop
from tests.reports.parts import evidence, finding, node, result

__all__ = ["finding", "result"]


def stop(found: Finding) -> Stop:
    """What a person does about a failed blocker."""
    return Stop(
        requirements=found.requirements,
        target=found.target,
        title=found.title,
        message=found.message,
        owner="dba",
        do="Upgrade Redis to 6.2 or 7.0 before the gateway; the new gateway refuses older ones.",
        command="sudo yum upgrade redis && sudo systemctl restart redis",
        then=f"pytest -m pre --requirement={found.requirements[0]}",
    )


def _way_back(found: list[Finding]) -> list[Finding]:
    """The same cells with two that speak of the way back."""
    back = {
        "TYK-RB-001": "The backup of Redis can be read back.",
        "TYK-RB-004": "The old packages can still be installed.",
    }
    cells = [
        finding(1, "pass" if index else "unknown", "gw1").model_copy(
            update={
                "requirements": (row,),
                "title": title,
                "check": f"checks/tyk/test_backups.py::test_{index}",
                "subject": "backups",
            }
        )
        for index, (row, title) in enumerate(back.items())
    ]
    return found + cells


def no_go() -> RunResult:
    """A small pre run with two blockers, a waiver, an attestation and rows that are due."""
    outcomes: list[Outcome] = ["pass"] * 21
    outcomes += [
        "fail",
        "attested",
        "unknown",
        "fail",
        "waived",
        "due",
        "unknown",
        "blocked",
        "fail",
    ]
    outcomes += ["not-applicable"]
    found = _way_back([finding(index, outcome) for index, outcome in enumerate(outcomes)])
    blockers = [each for each in found if each.outcome == "fail" and each.severity == "blocker"]
    return result(
        found,
        "NO-GO",
        headline="NO-GO",
        reasons=("2 blockers failed", "1 blocker could not be told"),
        stops=tuple(stop(each) for each in blockers),
        could_not_see=("gw2: sudo asks for a password; 3 checks are therefore unknown",),
        notes=("endpoint dashboard:dash1 is read over plain HTTP", "late redaction: 0"),
        baseline=BaselineLine(
            path="baseline-20261120T170218Z.json",
            sha256="ab" * 32,
            taken_at="2026-11-20T17:02:18Z",
            values=31,
        ),
    )


def go_post() -> RunResult:
    """A post run that is GO with an accepted risk, with differences."""
    found = [finding(index, phase="post") for index in range(40)]
    found[3] = finding(3, "waived", phase="post")
    changed = (
        Difference(
            name="version", target="gw1", before="5.3.9", after="5.8.9", explained="the change"
        ),
        Difference(
            name="apis",
            target="gw1",
            before=["orders", "payments"],
            after=["orders", "payments", "health"],
            explained="5.5 adds a health API",
        ),
    )
    found[5] = found[5].model_copy(update={"differences": changed})
    return result(
        found,
        phase="post",
        headline="GO with 1 accepted risk",
        differences=changed,
        baseline=BaselineLine(
            path="baseline-20261120T170218Z.json",
            sha256="ab" * 32,
            taken_at="2026-11-20T17:02:18Z",
            values=31,
        ),
    )


def dark(nodes: int = 2, rows: int = 30) -> RunResult:
    """Nothing could be reached: every cell is unknown or blocked by a node that did not answer."""
    root = "checks/estate/test_nodes.py::test_node_is_reached"
    found = []
    for name in (f"gw{number}" for number in range(1, nodes + 1)):
        reach = finding(0, "unknown", name)
        found.append(
            reach.model_copy(update={"check": root, "message": f"no answer from {name} within 5 s"})
        )
        found += [
            finding(number, "blocked", name).model_copy(
                update={"blocked_by": f"{root}[{name}]", "message": f"node {name} was not reached"}
            )
            for number in range(1, rows)
        ]
    return result(
        found,
        "UNKNOWN",
        reasons=("no node was reached",),
        could_not_see=tuple(f"gw{number}: no answer to ssh" for number in range(1, nodes + 1)),
        nodes=tuple(node(number, reached=False) for number in range(1, nodes + 1)),
    )


def partial() -> RunResult:
    """A narrowed run whose journal did not end."""
    return result(
        [finding(index) for index in range(12)],
        "UNKNOWN",
        headline="PARTIAL 12 of 214",
        partial=True,
        incomplete=True,
        planned=214,
        reasons=("narrowed by -k redis",),
    )


def large(nodes: int = 50, rows: int = 150) -> RunResult:
    """An estate of 50 nodes with 150 checks each; answers as long as real ones."""
    dice = random.Random(7)
    answer = "".join(f"key{index}: value {dice.random()}\n" for index in range(40))
    found = []
    for number in range(rows):
        for name in (f"gw{each}" for each in range(1, nodes + 1)):
            outcome: Outcome = "pass" if dice.random() > 0.01 else "fail"
            cell = finding(number, outcome, name)
            asked = (evidence(f"sudo -n cat /opt/tyk-gateway/tyk.conf # {number}", answer),) * 2
            found.append(cell.model_copy(update={"evidence": asked}))
    blockers = [each for each in found if each.outcome == "fail" and each.severity == "blocker"]
    return result(
        found,
        "NO-GO",
        stops=tuple(stop(each) for each in blockers),
        nodes=tuple(node(number) for number in range(1, nodes + 1)),
    )
