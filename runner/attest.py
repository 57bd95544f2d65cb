"""`attest`: what people have to sign, by whom, and how they sign it."""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import typer

from catalog.attestations import NAME, Attestation, load_attestations
from catalog.catalogue import Catalogue, CatalogueError
from catalog.conditions import Facts, facts_of
from catalog.signing import (
    Signature,
    SigningError,
    appended,
    entry,
    prove,
    rows_to_sign,
    to_sign,
)
from inventory import Inventory, InventoryError, find, load
from reports.write import write
from runner.catalog import read
from runner.sheet import command, sheet_html, sheet_markdown

DONE, CAN_NOT = 0, 2


@dataclass(frozen=True)
class Asked:
    """What is known of one environment."""

    inventory: Inventory
    catalogue: Catalogue
    facts: Facts
    attestations: tuple[Attestation, ...]
    given: str  # the folder as it was typed

    @property
    def path(self) -> Path:
        """Where signatures stand."""
        return (self.inventory.folder / NAME).resolve()


def attest(  # noqa: PLR0913  one for each option
    given: Path | None,
    now: datetime,
    *,
    sheet: bool = False,
    requirements: Sequence[str] = (),
    group: str = "",
    name: str = "",
    evidence: str = "",
) -> int:
    """List, write the sheets, or sign; 0 when it was done, 2 with a sentence when it can not be."""
    try:
        asked = _asked(given)
        if requirements or group or name or evidence:
            _sign(asked, now, requirements, group, name=name, evidence=evidence)
        elif sheet:
            _sheets(asked, now)
        else:
            _list(asked, now)
    except (InventoryError, CatalogueError, SigningError, OSError) as error:
        typer.echo(str(error), err=True)
        return CAN_NOT
    return DONE


def _asked(given: Path | None) -> Asked:
    file = find(str(given) if given else None, os.environ, Path.cwd())
    inventory = load(file)
    catalogue = read(inventory.product)
    return Asked(
        inventory=inventory,
        catalogue=catalogue,
        facts=facts_of(inventory),
        attestations=load_attestations(inventory.folder, catalogue),
        given=str(given or file),
    )


def _wanted(asked: Asked, now: datetime) -> tuple[Signature, ...]:
    change = asked.inventory.change
    return to_sign(asked.catalogue, asked.facts, asked.attestations, now, change)


def _list(asked: Asked, now: datetime) -> None:
    """Say what is to be signed, by whom, and how."""
    wanted = _wanted(asked, now)
    signed = sum(bool(one.signed) for one in wanted)
    typer.echo(f"{asked.inventory.change}: {signed} of {len(wanted)} signed, in {asked.path}")
    owner = ""
    for one in wanted:
        if one.owner != owner:
            owner = one.owner
            typer.echo(f"\n{owner}")
        typer.echo(f"  {'signed' if one.signed else 'open  '}  {one.name}")
        for row in one.rows:
            label = f"{row.row}: " if one.group else ""
            typer.echo(f"            {label}{row.statement} ({', '.join(row.phases)})")
        for text in filter(None, (one.signed, one.why)):
            typer.echo(f"            {text}")
    left = next((one for one in wanted if not one.signed), None)
    if left:
        typer.echo(f"\nto sign, for instance:\n  {command(left, asked.given)}")


def _sheets(asked: Asked, now: datetime) -> None:
    """Write a page for each signer, beside the inventory."""
    folder = asked.inventory.folder / "sheets"
    folder.mkdir(exist_ok=True)
    by_owner: dict[str, list[Signature]] = {}
    for one in _wanted(asked, now):
        by_owner.setdefault(one.owner, []).append(one)
    for owner, items in by_owner.items():
        stem = re.sub(r"[^A-Za-z0-9._-]+", "-", f"{asked.inventory.change}-{owner}")
        for suffix, make in ((".md", sheet_markdown), (".html", sheet_html)):
            text = make(owner, tuple(items), asked.inventory, asked.given)
            typer.echo(write(folder / f"{stem}{suffix}", text))


def _sign(  # noqa: PLR0913  one for each option
    asked: Asked,
    now: datetime,
    requirements: Sequence[str],
    group: str,
    *,
    name: str,
    evidence: str,
) -> None:
    """Add a signature to the file: whole and valid, or not at all."""
    names = [*requirements, *(_of_group(asked, group) if group else ())]
    if not names:
        raise SigningError("what is signed? give --requirement ID or --group NAME")
    rows = rows_to_sign(names, asked.catalogue, asked.facts)
    zone = asked.inventory.window.start.tzinfo
    change = asked.inventory.change
    data = entry(rows, name=name, evidence=evidence, change=change, when=now.astimezone(zone))
    path = asked.path
    before = path.read_bytes() if path.is_file() else b""
    new = path.with_name(f".{NAME}.new")
    try:
        write(new, appended(before.decode(), data))
        if before:
            new.chmod(path.stat().st_mode & 0o777)
        prove(new, asked.attestations, data, asked.catalogue)
        if (path.read_bytes() if path.is_file() else b"") != before:
            raise SigningError(f"{path} was changed by somebody else meanwhile: sign again")
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)
    typer.echo(f"{path}: {', '.join(rows)} signed by {name} for {change}")


def _of_group(asked: Asked, group: str) -> list[str]:
    """Give the rows of a group that apply; SigningError for a group that nobody knows."""
    groups = {row.group for row in asked.catalogue.values() if row.group}
    if group not in groups:
        raise SigningError(f"unknown group {group}; there is {', '.join(sorted(groups)) or 'none'}")
    signed = to_sign(asked.catalogue, asked.facts, (), asked.inventory.window.start, "")
    rows = [row.row for one in signed if one.group == group for row in one.rows]
    if not rows:
        raise SigningError(f"no row of the group {group} applies here")
    return rows
