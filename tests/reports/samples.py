"""Results that look like real runs, for the tests of the reports and for looking at their pages."""

import hashlib
import random
from collections import Counter

from findings.finding import OUTCOMES, Difference, Evidence, Finding, Outcome, Remedy
from findings.result import (
    BaselineLine,
    NodeLine,
    RequirementLine,
    RunResult,
    Stop,
    VendorPage,
)

SUBJECTS = {
    "redis": ("Redis runs a version that the target release supports", "main", "redis-cli INFO"),
    "packages": ("The target version can be installed from a repository", "gw1", "dnf -q list"),
    "services": ("The service is enabled and survives a reboot", "gw1.tyk-gateway", "systemctl"),
    "apis": ("Every API is loaded on every gateway", "gw1", "GET /tyk/apis/"),
    "configuration": ("The configuration names the stores of the inventory", "gw1", "cat tyk.conf"),
    "licence": ("The licence is valid past the window", "dash1", "cat tyk_analytics.conf"),
    "mongo": (
        "MongoDB holds the collections that will be upgraded",
        "documents",
        "listCollections",
    ),
    "backups": ("The backup of Redis is younger than the freeze and can be read", "main", "stat"),
}
VENDOR_LINE = "vendor page: 97 of 97 statements: 79 checked, 12 attested, 3 steps, 3 declined"
MESSAGES: dict[Outcome, str] = {
    "fail": "assert '4.0.14' in ('6.2', '7.0', '7.2')\nRedis main answers with version 4.0.14.",
    "unknown": "sudo: a password is required. The file could not be looked at.",
    "blocked": "blocked by checks/estate/test_nodes.py::test_node_is_reached[gw2]",
    "not-applicable": "The strategy is downtime; this row speaks of rolling upgrades.",
    "due": "Can hold only after the freeze; the gate before the first step demands it.",
    "waived": "Redis main keeps no append-only file.",
}


def evidence(question: str, answer: str = "redis_version:7.0.15\r\nrole:master\n") -> Evidence:
    """One probe with its answer."""
    return Evidence(
        question=question,
        asked_at="2026-11-20T17:02:11Z",
        seconds=0.012,
        answer=answer,
        length=len(answer),
        sha256=hashlib.sha256(answer.encode("utf-8", "surrogatepass")).hexdigest(),
    )


def finding(
    number: int, outcome: Outcome = "pass", target: str = "", phase: str = "pre"
) -> Finding:
    """One judged cell of the row with that number."""
    subject = list(SUBJECTS)[number % len(SUBJECTS)]
    title, usual, question = SUBJECTS[subject]
    return Finding(
        check=f"checks/tyk/test_{subject}.py::test_{subject}_{number}",
        target=target or usual,
        node=target,
        title=f"{title} ({number}).",
        subject=subject,
        requirements=(f"TYK-PRE-{number:03d}",),
        phase=phase,
        severity=("blocker", "warning", "info")[number % 3],
        consequence="outage",
        outcome=outcome,
        message=MESSAGES.get(outcome, ""),
        remedy=Remedy()
        if outcome in {"pass", "not-applicable", "attested"}
        else Remedy(owner="dba", text="Upgrade Redis first.", command="sudo yum upgrade redis"),
        blocked_by=MESSAGES["blocked"].removeprefix("blocked by ") if outcome == "blocked" else "",
        accepted="a.miller until Sun 22 Nov 06:00 CET: approved with the platform board"
        if outcome in {"waived", "attested"}
        else "",
        evidence=(evidence(f"{question} on {target or usual}"),)
        if outcome not in {"blocked", "attested", "due"}
        else (),
        started_at="2026-11-20T17:02:11Z",
        seconds=0.02,
    )


def rows(findings: list[Finding]) -> tuple[RequirementLine, ...]:
    """The requirement table that belongs to the findings, with a declined row and a step."""
    worst = ("fail", "unknown", "blocked", "due", "waived", "attested", "pass", "not-applicable")
    by_row: dict[str, list[Finding]] = {}
    for each in findings:
        for row in each.requirements:
            by_row.setdefault(row, []).append(each)
    made = [
        RequirementLine(
            row=row,
            statement=cells[0].title,
            subject=cells[0].subject,
            severity=cells[0].severity,
            consequence=cells[0].consequence,
            origin="vendor",
            verified_by="check",
            outcome=min((cell.outcome for cell in cells), key=worst.index),
            source="Upgrading Tyk, before you begin",
            url="https://tyk.io/docs/developer-support/upgrading",
            cells=tuple(cell.cell for cell in cells),
        )
        for row, cells in by_row.items()
    ]
    return (*made, _line("TYK-PRE-090", "declined"), _line("TYK-PRE-091", "step"))


def _line(row: str, verified_by: str) -> RequirementLine:
    """A row that no check verifies."""
    return RequirementLine(
        row=row,
        statement="Copy the whole installation folder to another disk.",
        subject="backups",
        severity="info",
        consequence="no-way-back",
        origin="vendor",
        verified_by=verified_by,
        outcome=None,
        reason="The package manager keeps the old package; the configuration is saved on its own.",
        source="Upgrading on Red Hat, step 2",
    )


def node(number: int, *, reached: bool = True) -> NodeLine:
    """One gateway node."""
    return NodeLine(
        name=f"gw{number}",
        address=f"10.213.77.{number}",
        roles=("gateway",),
        zone="dmz",
        identity=f"gw{number}.lab, machine 4f1c0a{number:04d}" if reached else "",
        reached=reached,
        why="" if reached else "no answer to ssh within 5 s",
    )


def result(findings: list[Finding], verdict: str = "GO", **changes: object) -> RunResult:
    """A whole run around findings; any field can be given."""
    counts = {each: n for each in OUTCOMES if (n := Counter(f.outcome for f in findings).get(each))}
    total = " + ".join(f"{n} {each.replace('-', ' ')}" for each, n in counts.items())
    fields: dict[str, object] = {
        "environment": "PROD-EU",
        "product": "tyk",
        "change": "CHG0123456",
        "phase": "pre",
        "strategy": "downtime",
        "versions": {
            "gateway": ("5.3.9", "5.8.9"),
            "dashboard": ("5.3.9", "5.8.9"),
            "pump": ("1.12.0", "1.14.0"),
        },
        "timezone": "Europe/Berlin",
        "window_start": "2026-11-21T21:00:00Z",
        "window_end": "2026-11-22T03:00:00Z",
        "freeze": "2026-11-21T20:00:00Z",
        "operator": "j.doe",
        "started_at": "2026-11-20T17:02:00Z",
        "ended_at": "2026-11-20T17:02:18Z",
        "verdict": verdict,
        "headline": verdict,
        "reasons": () if verdict == "GO" else ("1 blocker failed", "2 nodes have no pass"),
        "planned": len(findings),
        "accounting": counts,
        "accounting_line": f"{len(findings)} planned = {total} -> {verdict}",
        "vendor_line": VENDOR_LINE,
        "vendor": VendorPage(total=97, checked=79, attested=12, steps=3, declined=3),
        "stops": (),
        "nodes": (node(1), node(2)),
        "requirements": rows(findings),
        "findings": tuple(findings),
        "tool_version": "0.1.0",
        "catalogue": "9f3c21ab",
        "selftest": "142 of 142 checks shown able to fail",
        "argv": ("pytest", "-m", "pre", "--inventory=prod-eu"),
        "chain_head": "7b1e4c" * 10 + "ab12",
    }
    return RunResult.model_validate({**fields, **changes})


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
