"""A finding: the outcome of one check on one target, with its evidence."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

Outcome = Literal[
    "pass", "fail", "unknown", "not-applicable", "due", "waived", "attested", "blocked"
]
Severity = Literal["blocker", "warning", "info"]
Phase = Literal["pre", "post", "rollback", "gate"]
Verdict = Literal["GO", "NO-GO", "UNKNOWN"]

# The order in which outcomes are listed in every accounting line.
OUTCOMES: tuple[Outcome, ...] = (
    "pass", "fail", "waived", "attested", "not-applicable", "due", "unknown", "blocked",
)  # fmt: skip


class Frozen(BaseModel):
    """What comes from outside or goes into a file: typed, and never changed after it was made."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Evidence(Frozen):
    """One probe a check used: what was asked, when (UTC, ISO 8601), and the answer, redacted."""

    question: str
    asked_at: str
    seconds: float
    answer: str
    length: int
    sha256: str
    error: str = ""


class Remedy(Frozen):
    """What a person does about a finding. `owner` is a role: network, dba, api-team ...

    `ours`: not the vendor's words.
    """

    owner: str = ""
    text: str = ""
    command: str = ""
    ours: bool = False


class Difference(Frozen):
    """One named value before and after, both JSON; `explained` says why a change was expected."""

    name: str
    target: str
    before: object
    after: object
    explained: str = ""


class Finding(Frozen):
    """One cell of the plan, judged."""

    check: str  # node id without its parameter: checks/tyk/test_redis.py::test_redis_version
    target: str  # the inventory's name: gw1, main, gw1.tyk-gateway, estate
    node: str = ""  # the node it ran on, where there is exactly one
    title: str  # first line of the check's docstring: what must hold
    subject: str  # redis, services, apis ...: the module without test_
    requirements: tuple[str, ...]  # row ids: TYK-PRE-046, TYK-PRE-014a
    phase: Phase
    severity: Severity
    consequence: str = ""
    outcome: Outcome
    message: str = ""  # what was found, redacted; several lines are allowed
    remedy: Remedy = Remedy()
    blocked_by: str = ""  # the cell that is the root cause: checks/...::test_x[gw1]
    accepted: str = ""  # of a waived or attested cell: by whom, until when, why
    remembered: bool = False  # pre: kept in the baseline, not compared
    differences: tuple[Difference, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    started_at: str = ""
    seconds: float = 0.0
    tries: int = 1

    @property
    def cell(self) -> str:
        """What identifies it in a plan: the check and its target."""
        return f"{self.check}[{self.target}]"
