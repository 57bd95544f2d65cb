"""What a result is made of: cells, rows and nodes that look like real ones."""

import hashlib
from collections import Counter

from findings.finding import OUTCOMES, Evidence, Finding, Outcome, Remedy
from findings.result import (
    NodeLine,
    RequirementLine,
    RunResult,
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
