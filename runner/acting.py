"""What the commands of a change do: find the files, refuse what can not be right, go."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

from findings.chain import JournalError
from inventory import InventoryError, find
from inventory import load as load_inventory
from probes.redaction import Redactor
from runner.change import ROOT
from runner.people import Asked
from runner.plans import PlanError, plan_of
from runner.showing import Showing
from runner.stopping import Refused

RUNS = ROOT / "reports" / "runs"


def plan(inventory: str | None, runs: Path | None) -> None:
    """Show the plan. Nothing is contacted."""
    from runner.dry import show_plan  # noqa: PLC0415 (saves start-up)

    with _refusing():
        asked = _asked(inventory, runs)
        given = load_inventory(asked.file)
        show_plan(plan_of(given), given, asked, Showing(Redactor()))


def upgrade(inventory: str | None, runs: Path | None, **words: object) -> None:
    """Upgrade, or go on where an upgrade stopped."""
    from runner.parts import tools_of  # noqa: PLC0415 (saves start-up)
    from runner.upgrade import upgrade as go_up  # noqa: PLC0415

    _run(lambda: go_up(tools_of(_asked(inventory, runs, **words))))


def rollback(inventory: str | None, runs: Path | None, **words: object) -> None:
    """Undo what the current change did, or go on with that."""
    from runner.parts import tools_of  # noqa: PLC0415 (saves start-up)
    from runner.rollback import rollback as roll_back  # noqa: PLC0415

    _run(lambda: roll_back(tools_of(_asked(inventory, runs, **words))))


def status(inventory: str | None, runs: Path | None) -> None:
    """Show where the current change stands."""
    from runner.status import newest, show_status  # noqa: PLC0415 (saves start-up)
    from runner.tools import utc_now  # noqa: PLC0415

    with _refusing():
        asked = _asked(inventory, runs)
        given = load_inventory(asked.file)
        directory, change = newest(asked.runs, given.change, given.environment)
        show_status(directory, change, utc_now(), asked, Showing(Redactor()))


def _asked(inventory: str | None, runs: Path | None, **words: object) -> Asked:
    """Find the files; refuse a decision that lacks its name or reason."""
    file = find(inventory, os.environ, Path.cwd())
    where = Path.cwd() / runs if runs else RUNS
    return Asked(file=file, runs=where, shown_runs=str(runs or ""), **words)  # type: ignore[arg-type]


def _run(action: Callable[[], int]) -> None:
    with _refusing():
        raise typer.Exit(action())


@contextmanager
def _refusing() -> Iterator[None]:
    """Say what is wrong with the files or the words; nothing was begun."""
    try:
        yield
    except (InventoryError, PlanError, JournalError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None
    except Refused as refused:
        typer.echo(str(refused), err=True)
        raise typer.Exit(refused.status) from None
