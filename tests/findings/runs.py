"""Small runs to judge: a plan, its findings, a header and an ending that would be GO."""

from findings.finding import Finding
from findings.plan import NodeHeader, PlannedCell, Row, RunEnding, RunHeader


def row(name, **changes):
    """One row of the vendor's page."""
    given = {
        "row": name,
        "id": name.rstrip("abcdefgh"),
        "statement": f"{name} holds.",
        "subject": "redis",
        "phases": ("pre",),
        "severity": "blocker",
        "consequence": "outage",
        "origin": "vendor",
        "verified_by": "check",
        "source": "page 7",
    }
    return Row(**{**given, **changes})


def cell(number=1, target="gw1", **changes):
    """One planned cell; it is a blocker of row TYK-PRE-00<number>."""
    given = {
        "check": f"checks/tyk/test_redis.py::test_{number}",
        "target": target,
        "node": target,
        "title": f"Redis does thing {number}.",
        "subject": "redis",
        "requirements": (f"TYK-PRE-{number:03d}",),
        "phase": "pre",
        "severity": "blocker",
        "remedy": {"owner": "dba", "text": f"Mend {number}.", "command": f"mend {number}"},
    }
    return PlannedCell(**{**given, **changes})


def finding(planned, outcome="pass", **changes):
    """Give the finding of a planned cell."""
    given = planned.model_dump(exclude={"not_applicable", "due", "attestation"})
    return Finding(**{**given, "outcome": outcome, "started_at": "2026-11-20T17:02:11Z", **changes})


def header(plan=(), **changes):
    """Give the header of a run of the whole phase on the nodes of the plan."""
    names = list(dict.fromkeys(c.node for c in plan if c.node)) or ["gw1"]
    rows = list(dict.fromkeys(name for c in plan for name in c.requirements))
    given = {
        "environment": "lab",
        "product": "tyk",
        "change": "CHG1",
        "phase": "pre",
        "strategy": "downtime",
        "versions": {"gateway": ("5.3.9", "5.8.9"), "dashboard": ("5.3.9", "5.8.9")},
        "timezone": "Europe/Berlin",
        "window_start": "2026-11-21T21:00:00Z",
        "window_end": "2026-11-22T03:00:00Z",
        "freeze": "2026-11-21T20:00:00Z",
        "operator": "ops",
        "started_at": "2026-11-20T17:02:00Z",
        "tool_version": "0.1.0",
        "catalogue": "9f3c",
        "argv": ("pytest", "-m", "pre"),
        "nodes": tuple(
            NodeHeader(name=n, address="10.0.0.1", roles=("gateway",), zone="dmz") for n in names
        ),
        "rows": tuple(row(name) for name in rows),
        "whole": len(plan),
    }
    return RunHeader(**{**given, **changes})


ENDED = RunEnding(ended_at="2026-11-20T17:03:00Z")
