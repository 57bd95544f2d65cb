"""A whole change: the runner's journal, entry by entry, and what follows from it.

The journal alone says what was done, what was not, and what nobody knows. An entry's `kind` is a
key of `ENTRIES`, its data that model. `runner` writes them, `reports` shows what `change_of` makes.
"""

from typing import Literal

from pydantic import Field

from findings.finding import Frozen, Verdict
from findings.plan import NodeHeader
from findings.step import Plan, Step

Action = Literal["upgrade", "rollback"]
Ended = Literal["done", "failed", "unknown", "skipped"]
State = Literal["waiting", "running", "done", "failed", "unknown", "skipped", "undone"]

GO, NOT_READY, STOPPED, BACK, NOT_BACK = 0, 10, 11, 12, 13
"""Exit status: upgraded and GO; nothing changed; stopped; rolled back and GO; rollback not GO."""


class ChangeHeader(Frozen):
    """`change`, the first entry: what is known before anything is asked or done."""

    environment: str
    product: str
    change: str
    strategy: str
    versions: dict[str, tuple[str, str]]
    timezone: str
    window_start: str
    window_end: str
    freeze: str
    operator: str
    started_at: str
    tool_version: str
    catalogue: str
    inventory_sha256: str
    mode: Literal["run", "print"] = "run"
    nodes: tuple[NodeHeader, ...]


class Session(Frozen):
    """`session`: a runner took the change up, or took it up again."""

    action: Action
    operator: str
    host: str
    pid: int
    argv: tuple[str, ...]
    note: str = ""  # "line 81 was torn: its writing was cut off"


class PhaseRun(Frozen):
    """`phase`: one run of pytest, with the directory of its report and its journal's head."""

    phase: Literal["pre", "gate", "post", "rollback"]
    gate: str = ""
    on: tuple[str, ...] = ()  # the services that it was narrowed to
    step: str = ""  # the key of the step it stands before or after
    when: Literal["first", "before", "after", "last"]
    directory: str  # relative to the change's own directory, or absolute
    head: str = ""
    verdict: Verdict
    headline: str = ""
    holds: bool
    why: tuple[str, ...] = ()  # what does not hold: "TYK-POST-022 [gw1] 1 API is gone"
    status: int
    seconds: float


class Started(Frozen):
    """`started`: written before the command is sent, so that a kill leaves it unknown."""

    step: str
    unit: str = ""  # the transient unit on the node
    shown: str = ""  # the command line as a person would type it


class Output(Frozen):
    """`output`: a piece of what a step printed, redacted."""

    step: str
    text: str


class StepEnd(Frozen):
    """`ended`: how a step ended; `status` is None where nobody saw an exit status."""

    step: str
    outcome: Ended
    status: int | None = None
    why: str = ""
    do: str = ""
    seconds: float = 0.0
    by: str = ""  # the person who did it


class FoundOut(Frozen):
    """`found`: what the world says of a step whose end nobody saw."""

    step: str
    state: Literal["done", "not-done", "running", "unclear"]
    why: str
    do: str = ""


class Decision(Frozen):
    """`decision`: a person decided, by name."""

    kind: Literal["override", "confirm", "accept-data-loss", "roll-back", "restore", "after-window"]
    name: str
    reason: str = ""
    step: str = ""
    requirement: str = ""


class Stopped(Frozen):
    """`stopped`: the runner ended before the plan did."""

    status: int
    why: str
    do: str
    step: str = ""


class Finished(Frozen):
    """`finished`: the plan's end was reached and judged; nothing of this action follows."""

    action: Action
    status: int
    verdict: Verdict
    headline: str


class PlanEntry(Frozen):
    """`plan`: the steps of an action, frozen before its first one."""

    plan: Plan
    sha256: str
    measured: dict[str, float] = Field(default_factory=dict)  # step key: minutes, of a rehearsal
    undone_in: dict[str, float] = Field(default_factory=dict)  # the same, of undoing it


ENTRIES: dict[str, type[Frozen]] = {
    "change": ChangeHeader,
    "session": Session,
    "plan": PlanEntry,
    "phase": PhaseRun,
    "started": Started,
    "output": Output,
    "ended": StepEnd,
    "found": FoundOut,
    "decision": Decision,
    "stopped": Stopped,
    "finished": Finished,
}


class StepLine(Frozen):
    """A step as the journal left it. Times are UTC, ISO 8601."""

    step: Step
    action: Action
    state: State = "waiting"
    started_at: str = ""
    ended_at: str = ""
    end: StepEnd | None = None
    found: FoundOut | None = None
    unit: str = ""
    earlier: tuple[str, ...] = ()  # the units of the tries before
    output: str = ""  # the last part of it
    tries: int = 0  # how often it was started


class Change(Frozen):
    """Everything a status, a resume or a report needs."""

    header: ChangeHeader
    sessions: tuple[Session, ...] = ()
    plan: PlanEntry | None = None  # of the upgrade
    way_back: PlanEntry | None = None  # of the rollback, once one was begun
    steps: tuple[StepLine, ...] = ()  # of the upgrade, in the plan's order
    back: tuple[StepLine, ...] = ()  # of the rollback
    phases: tuple[tuple[str, PhaseRun], ...] = ()  # when it was written, and what
    decisions: tuple[tuple[str, Decision], ...] = ()
    stopped: Stopped | None = None  # the last word, where the last session stopped
    finished: tuple[Finished, ...] = ()
    last_at: str
    head: str
    torn: str = ""  # what is wrong with the journal's last line

    @property
    def incomplete(self) -> bool:
        """Whether the last session ended without a word: killed, or still at work."""
        return self.stopped is None and not self.over

    @property
    def over(self) -> bool:
        """Whether the last action that was begun is finished."""
        action = "rollback" if self.way_back else "upgrade"
        return any(one.action == action for one in self.finished)
