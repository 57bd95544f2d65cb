"""A requirement: one row of a vendor's document, as `checks/<product>/requirements*.toml` holds it."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Phase = Literal["pre", "post", "rollback", "gate"]
Severity = Literal["blocker", "warning", "info"]
Consequence = Literal[
    "upgrade-fails", "outage", "data-loss", "security", "no-way-back", "degraded"
]
Target = Literal[
    "estate", "node", "service", "gateway", "dashboard", "pump", "redis", "mongo", "postgres"
]
VerifiedBy = Literal["check", "attestation", "step", "declined"]
RollbackKind = Literal["readiness", "action", "outcome"]


class Frozen(BaseModel):
    """Typed, closed and never changed after it was read."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class When(Frozen):
    """Under what a row applies; all given keys must hold. Version keys speak of the row's `component`."""

    to: str = ""  # a specifier: ">=5.0", ">=5.8.3,<5.8.4"
    from_: str = Field(default="", alias="from")
    crosses: tuple[str, ...] = ()  # from < X <= to for any of these
    strategy: tuple[str, ...] = ()  # any of these
    mode: str = ""  # the product's mode of the inventory: tyk: dashboard | file
    install: str = ""  # how packages come: repository | local-rpm
    has: tuple[str, ...] = ()  # what the inventory must declare: mongo, postgres, redis, backup, mdcb, portal ...


class Remedy(Frozen):
    """What a person does about a breach. `owner` is a role; `ours`: the sheet has none, this is the smallest safe act."""

    owner: str = ""
    text: str = ""
    command: str = ""
    ours: bool = False


class Requirement(Frozen):
    """One row. `row` is its id with its letter (TYK-PRE-014a), `id` the sheet's own (TYK-PRE-014)."""

    row: str
    product: str
    subject: str  # the file it stands in, or `subject` of the row: redis, services ...
    statement: str
    phases: tuple[Phase, ...]
    target: Target
    component: str = ""  # whose versions `when` speaks of
    severity: Severity
    consequence: Consequence
    origin: Literal["vendor", "suite"]
    verified_by: VerifiedBy
    rollback: RollbackKind | None = None  # of -RB- rows
    when: When = When()
    due: str = ""  # the step before which it can not hold
    planned: bool = False  # its check is still to come
    reason: str = ""  # of a declined row, and of why an attestation is one
    group: str = ""  # attestations that are signed together
    remedy: Remedy = Remedy()
    source: str
    url: str = ""

    @property
    def id(self) -> str:
        """The sheet's id: without the letter of a row that was cut in two."""
        return self.row.rstrip("abcdefgh")
