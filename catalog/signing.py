"""What people have to sign for an upgrade, by signer; and how a signature gets into the file."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from catalog.attestations import NAME, Attestation, valid
from catalog.catalogue import Catalogue, UnknownRequirementError
from catalog.conditions import Facts, applies
from catalog.model import Requirement
from catalog.signed import read_entries

NOBODY = "nobody named"


class SigningError(Exception):
    """What can not be signed, or not be written; `str()` says why and what to do."""


@dataclass(frozen=True)
class Signature:
    """One thing to sign: a row, or the rows of a group, which are signed together."""

    owner: str
    group: str
    rows: tuple[Requirement, ...]
    signed: str  # by whom, when, on what grounds; empty while nobody did
    why: str  # why a signature that is there does not count

    @property
    def name(self) -> str:
        """What `--requirement` or `--group` takes."""
        return self.group or self.rows[0].row


def to_sign(
    catalogue: Catalogue,
    facts: Facts,
    attestations: Sequence[Attestation],
    now: datetime,
    change: str,
) -> tuple[Signature, ...]:
    """List what has to be signed for this upgrade, by its owner; groups are one thing."""
    wanted: dict[str, list[Requirement]] = {}
    for row in catalogue.values():
        if row.verified_by == "attestation" and not applies(row, facts):
            wanted.setdefault(row.group or row.row, []).append(row)
    made = []
    for rows in wanted.values():
        found = [valid(row, attestations, now, change) for row in rows]
        signed = "; ".join(dict.fromkeys(str(one) for one, _ in found if one))
        missing = [why for one, why in found if one is None]
        made.append(
            Signature(
                owner=rows[0].remedy.owner or NOBODY,
                group=rows[0].group,
                rows=tuple(rows),
                signed="" if missing else signed,
                why="; ".join(dict.fromkeys(filter(None, missing))),
            )
        )
    return tuple(sorted(made, key=lambda one: (one.owner, one.name)))


def rows_to_sign(names: Iterable[str], catalogue: Catalogue, facts: Facts) -> tuple[str, ...]:
    """Resolve ids to the rows that are signed for; SigningError for one that can not be."""
    rows: dict[str, None] = {}
    for name in names:
        try:
            found = catalogue.of(name)
        except UnknownRequirementError as error:
            raise SigningError(str(error)) from None
        signed = [row for row in found if row.verified_by == "attestation"]
        if not signed:
            raise SigningError(
                f"{name} is verified by a {found[0].verified_by}, not by a signature"
            )
        apply = [row for row in signed if not applies(row, facts)]
        if not apply:
            raise SigningError(f"{name} does not apply here: {applies(signed[0], facts)}")
        rows |= dict.fromkeys(row.row for row in apply)
    return tuple(rows)


def entry(
    rows: Sequence[str], *, name: str, evidence: str, change: str, when: datetime
) -> dict[str, object]:
    """Give what goes into the file. SigningError for a name or an evidence that says nothing."""
    for word, text in (("name", name), ("evidence", evidence)):
        if not text.strip():
            raise SigningError(f"a signature without {word} proves nothing: give --{word}")
    return {
        "requirement": list(rows),
        "signed_by": name.strip(),
        "when": when.isoformat(timespec="seconds"),
        "evidence": evidence.strip(),
        "change": change,
    }


def appended(text: str, data: dict[str, object]) -> str:
    """Give the file's text with one more entry; all that stood there stays as it is."""
    indent = next((m[1] for m in re.finditer(r"(?m)^([ ]*)- ", text)), "")
    keys = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in data.items()]
    block = f"{indent}- " + f"\n{indent}  ".join(keys) + "\n"
    kept = re.sub(r"(?m)^\[\s*\]\s*$", "", text)  # an empty list takes no entry behind it
    gap = "" if not kept or kept.endswith("\n") else "\n"
    made = f"{kept}{gap}{block}"
    return made.replace("\r\n", "\n").replace("\n", "\r\n") if "\r\n" in text else made


def prove(
    path: Path, before: Sequence[Attestation], data: dict[str, object], catalogue: Catalogue
) -> None:
    """Read a new file back: all of before is there, and the one entry. SigningError otherwise.

    Raises InventoryError where it is no valid file any more.
    """
    found = read_entries(path, Attestation, catalogue)
    ours = {"file", "line", "rows", "unknown"}
    old = [one.model_dump(exclude=ours) for one in before]
    new = [one.model_dump(exclude=ours) for one in found]
    wanted = Attestation.model_validate(data).model_dump(exclude=ours)
    if new != [*old, wanted]:
        raise SigningError(f"{NAME} is of a form that nothing can be added to; add it by hand")
