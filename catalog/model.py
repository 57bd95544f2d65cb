"""A requirement: one row of a vendor's document, as the TOML files of `checks/` hold it."""

import re
from typing import Annotated, Any, Literal

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from inventory.declared import WORDS
from inventory.problems import nearest
from inventory.products import PRODUCTS

Phase = Literal["pre", "post", "rollback", "gate"]
Severity = Literal["blocker", "warning", "info"]
Consequence = Literal["upgrade-fails", "outage", "data-loss", "security", "no-way-back", "degraded"]
Target = Literal[
    "estate", "node", "service", "gateway", "dashboard", "pump", "redis", "mongo", "postgres",
    # Axway: a host of the domain, an instance, a group, the whole domain; a cluster and its members
    "domain", "domain-host", "admin-node-manager", "group", "instance", "analytics", "cassandra",
    "cassandra-node",
]  # fmt: skip
VerifiedBy = Literal["check", "attestation", "step", "declined"]
RollbackKind = Literal["readiness", "action", "outcome"]
Strategy = Literal["rolling", "blue-green", "downtime"]
Mode = Literal["", "dashboard", "file", "standard", "zdu"]
Install = Literal["", "repository", "local-rpm"]

ROW = re.compile(r"[A-Z]{3}(-[A-Z]+)?-\d{3}[a-h]?")


def _listed(value: Any) -> Any:
    """Let one value stand for a list of one: `crosses = "5.3.0"`."""
    if isinstance(value, str):
        return (value,)
    return tuple(value) if isinstance(value, list) else value


def _specifier(text: str) -> str:
    """Accept `>=5.8.3,<5.9 || >=5.10`, or nothing."""
    try:
        for part in text.split("||") if text else ():
            if not SpecifierSet(part):
                raise ValueError(f"{text!r}: an alternative is empty")
    except InvalidSpecifier as error:
        raise ValueError(f"{text!r} is no version specifier: >=5.8.3,<5.9 || >=5.10") from error
    return text


def _version(text: str) -> str:
    """Accept what `packaging` can compare."""
    try:
        Version(text)
    except InvalidVersion as error:
        raise ValueError(f"{text!r} is no version") from error
    return text


def _declarable(word: str) -> str:
    """Accept what an inventory can declare: a word that nobody knows would never hold."""
    if word not in WORDS:
        raise ValueError(f"{word!r} is nothing an inventory declares; {nearest(word, WORDS)}")
    return word


GateName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
Word = Annotated[str, AfterValidator(_declarable)]
Specifier = Annotated[str, AfterValidator(_specifier)]
VersionText = Annotated[str, AfterValidator(_version)]
Versions = Annotated[tuple[VersionText, ...], BeforeValidator(_listed)]


class Frozen(BaseModel):
    """Typed, closed and never changed after it was read."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class When(Frozen):
    """Under what a row applies; all given keys hold. Versions are the row's `component`'s."""

    to: Specifier = ""  # ">=5.0", ">=5.8.3,<5.8.4"; alternatives: ">=5.8.15,<5.9 || >=5.13.1"
    from_: Specifier = Field(default="", alias="from")
    crosses: Versions = ()  # from < X <= to for any of these
    not_crosses: Versions = ()  # for none of these: the other half of a row that was cut in two
    strategy: Annotated[tuple[Strategy, ...], BeforeValidator(_listed)] = ()  # any of these
    mode: Mode = ""  # the product's mode of the inventory, one of its `modes`
    install: Install = ""  # how packages come
    has: Annotated[tuple[Word, ...], BeforeValidator(_listed)] = ()  # all of these are declared
    lacks: Annotated[tuple[Word, ...], BeforeValidator(_listed)] = ()  # none of these is

    @property
    def of_versions(self) -> bool:
        """Whether any key speaks of a version hop."""
        return bool(self.to or self.from_ or self.crosses or self.not_crosses)


class Remedy(Frozen):
    """What a person does about a breach. `owner` is a role.

    `ours`: the sheet has no remedy; this is the smallest safe act.
    """

    owner: str = ""
    text: str = ""
    command: str = ""
    ours: bool = False


class Requirement(Frozen):
    """One row. `row` is its id with its letter (TYK-PRE-014a), `id` the sheet's (TYK-PRE-014)."""

    row: str
    product: str
    subject: str  # the file it stands in, or `subject` of the row: redis, services ...
    statement: str = Field(min_length=1)
    phases: Annotated[tuple[Phase, ...], BeforeValidator(_listed)] = Field(min_length=1)
    target: Target
    component: str = ""  # whose versions `when` speaks of
    severity: Severity
    consequence: Consequence
    origin: Literal["vendor", "suite"]
    verified_by: VerifiedBy
    rollback: RollbackKind | None = None  # of -RB- rows
    when: When = When()
    part: str = ""  # of a row cut in two by its subject-matter: which part; its `when` may overlap
    due: str = ""  # the step before which it can not hold
    gates: Annotated[tuple[GateName, ...], BeforeValidator(_listed)] = ()  # that ask for it
    planned: bool = False  # its check is still to come
    reason: str = ""  # of a declined row, and of why an attestation is one
    group: str = ""  # attestations that are signed together
    remedy: Remedy = Remedy()
    source: str = Field(min_length=1)
    url: str = ""

    @property
    def id(self) -> str:
        """The sheet's id: without the letter of a row that was cut in two."""
        return self.row.rstrip("abcdefgh")

    @property
    def seed(self) -> bool:
        """Whether it is a sentence of the vendor's page that the user began with."""
        page = next((one.page for name, one in PRODUCTS.items() if name == self.product), "")
        return bool(page) and page in self.source
