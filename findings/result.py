"""What a whole run found: what every report is made of, and `findings.json` itself."""

from findings.finding import Difference, Finding, Frozen, Outcome, Phase, Severity, Verdict
from findings.share import PartLine

SCHEMA = 1  # of findings.json; raised when a reader of an older file would misread a newer one


class RequirementLine(Frozen):
    """One row of the vendor's page in this phase. `outcome` is its worst cell's."""

    row: str
    statement: str
    subject: str
    severity: Severity
    consequence: str
    origin: str  # vendor | suite
    verified_by: str  # check | attestation | step | declined
    outcome: Outcome | None  # None: not planned in this phase or run
    reason: str = ""  # why it does not apply, was declined, is still to come
    source: str
    url: str = ""
    cells: tuple[str, ...] = ()


class VendorPage(Frozen):
    """`97 of 97 statements: 79 checked, 12 attested, 3 steps, 3 declined`, over base ids."""

    total: int
    checked: int
    attested: int
    steps: int
    declined: int
    planned: int = 0  # their check is still to come; a phase that holds one is never GO


class NodeLine(Frozen):
    """A node as it was met: who it says it is, and whether it was reached."""

    name: str
    address: str
    roles: tuple[str, ...]
    zone: str
    identity: str = ""  # host name and machine id as the node gave them
    reached: bool = False
    why: str = ""  # of a node that was not reached


class Stop(Frozen):
    """One entry of `STOPS US`: what stands in the way, whose it is, and what to do."""

    requirements: tuple[str, ...]
    target: str
    title: str
    message: str
    owner: str
    do: str
    command: str = ""
    then: str = ""  # the command that checks it again


class BaselineLine(Frozen):
    """The baseline that a pre wrote or that a post compared with."""

    path: str
    sha256: str
    taken_at: str
    values: int


class RunResult(Frozen):
    """Everything a report shows. Times are UTC, ISO 8601; `timezone` is the window's."""

    schema_version: int = SCHEMA
    environment: str
    product: str
    change: str
    phase: Phase
    gate: str = ""  # of the phase gate: which one
    strategy: str
    versions: dict[str, tuple[str, str]]  # component: (from, to)
    timezone: str = "UTC"
    window_start: str = ""
    window_end: str = ""
    freeze: str = ""
    operator: str = ""
    started_at: str
    ended_at: str
    verdict: Verdict
    headline: str  # "NO-GO", "GO with 2 accepted risks", "PARTIAL 12 of 214"
    reasons: tuple[str, ...]  # why it is not GO, most important first; empty when GO
    partial: bool = False
    incomplete: bool = False  # made from a journal whose run did not end
    zone: str = ""  # of a part: whose; its verdict is never GO
    whole_plan: str = ""  # of a part: sha256 of the plan of all parts
    parts: tuple[PartLine, ...] = ()  # that it was joined from
    planned: int
    accounting: dict[Outcome, int]
    accounting_line: str  # "214 planned = 188 pass + ... -> NO-GO"
    vendor_line: str  # "vendor page: 97 of 97 statements: ..."
    vendor: VendorPage
    stops: tuple[Stop, ...]
    could_not_see: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()  # late redactions, insecure endpoints, failed warnings ...
    nodes: tuple[NodeLine, ...]
    requirements: tuple[RequirementLine, ...]
    findings: tuple[Finding, ...]
    differences: tuple[Difference, ...] = ()
    baseline: BaselineLine | None = None
    tool_version: str
    catalogue: str  # short hash of the catalogue that was used
    selftest: str = ""  # "142 of 142 checks shown able to fail"
    argv: tuple[str, ...]
    chain_head: str
