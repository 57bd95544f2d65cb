"""What was planned before the first probe: every check on every target, frozen."""

from pydantic import Field

from findings.finding import Frozen, Phase, Remedy, Severity
from findings.share import Merged, Share


class PlannedCell(Frozen):
    """One check on one target. A run ends with one finding for each of them, or it is not GO."""

    check: str
    target: str
    node: str = ""
    title: str
    subject: str
    requirements: tuple[str, ...]  # row ids that apply, or all of them where none does
    phase: Phase
    severity: Severity  # the highest of its rows
    consequence: str = ""
    remedy: Remedy = Remedy()
    not_applicable: str = ""  # why none of its rows applies; empty: it runs
    due: str = ""  # the step before which it can not hold, while that is still to come
    attestation: bool = False

    @property
    def cell(self) -> str:
        """What identifies it: the check and its target."""
        return f"{self.check}[{self.target}]"


class Row(Frozen):
    """A row of the catalogue as the report shows it; `applies_not` is why it does not apply."""

    row: str
    id: str
    statement: str
    subject: str
    phases: tuple[Phase, ...]
    rollback: str | None = None  # of the way back: readiness, action, outcome
    gates: tuple[str, ...] = ()  # that ask for it, where gate is among its phases
    severity: Severity
    consequence: str
    origin: str
    verified_by: str
    planned: bool = False
    reason: str = ""
    applies_not: str = ""
    source: str
    url: str = ""


class NodeHeader(Frozen):
    """A node as the inventory names it."""

    name: str
    address: str
    roles: tuple[str, ...]
    zone: str


class RunHeader(Frozen):
    """Everything that is known before the first probe, the first entry of a run's journal."""

    environment: str
    product: str
    change: str
    phase: Phase
    gate: str = ""  # of the phase gate: which one
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
    argv: tuple[str, ...]
    nodes: tuple[NodeHeader, ...]
    rows: tuple[Row, ...]
    whole: int  # cells of the whole phase; more than the plan's where the run was narrowed
    narrowed: tuple[str, ...] = ()  # by what: "-k redis", "--lf", ...
    selftest: str = ""
    replay: str = ""  # the recording that was judged; nothing was contacted
    demo: bool = False  # the replay is a demonstration: judged as the run that was recorded
    share: Share | None = None  # it is the part of one zone
    merged: Merged | None = None  # it was joined from parts


class RunEnding(Frozen):
    """What is known at the end of a run, the last entry of its journal."""

    ended_at: str
    interrupted: str = ""  # "Ctrl-C", "-x after 3 of 40" ...: cells are missing
    identities: dict[str, str] = Field(default_factory=dict)  # node: who it says it is
    unreached: dict[str, str] = Field(default_factory=dict)  # node: why
    notes: tuple[str, ...] = ()
    baseline_path: str = ""
    baseline_sha256: str = ""
    baseline_taken_at: str = ""
    baseline_values: int = 0
