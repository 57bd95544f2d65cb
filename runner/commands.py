"""The commands that lead through a change: plan, upgrade, rollback, status."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Literal

import typer

from findings.chain import JournalError
from inventory import InventoryError, find
from inventory import load as load_inventory
from probes.redaction import Redactor
from runner.dry import show_plan
from runner.parts import RUNS, tools_of
from runner.people import Asked
from runner.plans import PlanError, plan_of
from runner.rollback import rollback as roll_back
from runner.showing import Showing
from runner.status import newest, show_status
from runner.stopping import Refused
from runner.tools import Tools, utc_now
from runner.upgrade import upgrade as go_up

InventoryFile = Annotated[
    str | None, typer.Option("--inventory", metavar="FILE", help="also UPGRADE_INVENTORY")
]
Runs = Annotated[
    Path | None, typer.Option("--runs", metavar="DIR", help="where changes are kept: reports/runs")
]
Name = Annotated[str, typer.Option("--name", help="yours: who decides, or who did it")]
Reason = Annotated[str, typer.Option("--reason", help="why; it stands in the report")]
Done = Annotated[str, typer.Option("--done", metavar="STEP", help="this step was done")]
NotDone = Annotated[str, typer.Option("--not-done", metavar="STEP", help="it was not: do it")]
Override = Annotated[
    str, typer.Option("--override", metavar="ROW", help="go on past this one row of a gate")
]
Mode = Annotated[
    Literal["run", "print"],
    typer.Option("--mode", help="print: show each command, a person runs it, the probes judge"),
]
ENDS = (
    "Exit status: 0 upgraded and GO, 10 not ready (nothing changed), 11 stopped, "
    "12 rolled back and GO, 13 rollback not GO."
)


def register(app: typer.Typer) -> None:
    """Add the commands, in the order in which they are used."""
    app.command()(plan)
    app.command(epilog=ENDS)(upgrade)
    app.command()(status)
    app.command(epilog=ENDS)(rollback)


def plan(*, inventory: InventoryFile = None, runs: Runs = None) -> None:
    """Show the steps of the upgrade, their gates, commands and times. Nothing is contacted."""
    with _refusing():
        asked = _asked(inventory, runs)
        given = load_inventory(asked.file)
        show_plan(plan_of(given), given, asked, Showing(Redactor()))


def upgrade(  # noqa: PLR0913 - one option for each decision
    *,
    inventory: InventoryFile = None,
    runs: Runs = None,
    mode: Mode = "run",
    name: Name = "",
    reason: Reason = "",
    override: Override = "",
    done: Done = "",
    not_done: NotDone = "",
    after_window: Annotated[
        bool, typer.Option("--after-window", help="begin the next component all the same")
    ] = False,
) -> None:
    """Upgrade step by step, each behind its gates; or go on where an upgrade stopped.

    It runs `pytest -m pre` itself and begins only with GO. It stops where going on would do
    damage, and says what to type next. What was done is never done again.
    """
    _run(
        go_up,
        lambda: _asked(
            inventory, runs, mode=mode, name=name, reason=reason, override=override, done=done,
            not_done=not_done, after_window=after_window,
        ),
    )  # fmt: skip


def rollback(  # noqa: PLR0913 - one option for each decision
    *,
    inventory: InventoryFile = None,
    runs: Runs = None,
    mode: Mode = "run",
    name: Name = "",
    reason: Reason = "",
    override: Override = "",
    done: Done = "",
    not_done: NotDone = "",
    yes: Annotated[bool, typer.Option("--yes", help="with --name: do not ask again")] = False,
    accept_data_loss: Annotated[
        str, typer.Option("--accept-data-loss", metavar="ENVIRONMENT", help="type its name")
    ] = "",
    restore: Annotated[
        list[str] | None, typer.Option("--restore", help="redis or mongo, from its backup")
    ] = None,
) -> None:
    """Undo what the current change did, in reverse, and prove it against the baseline.

    It is a person's decision, so it asks for one. Started again it goes on where it stopped.
    """
    _run(
        roll_back,
        lambda: _asked(
            inventory, runs, mode=mode, name=name, reason=reason, override=override, done=done,
            not_done=not_done, yes=yes, accept_data_loss=accept_data_loss,
            restore=tuple(restore or ()),
        ),
    )  # fmt: skip


def status(*, inventory: InventoryFile = None, runs: Runs = None) -> None:
    """Show where the current change stands: done, not done, way back, decide-by, what next."""
    with _refusing():
        asked = _asked(inventory, runs)
        directory, change = newest(asked.runs, load_inventory(asked.file).change)
        show_status(directory, change, utc_now(), asked, Showing(Redactor()))


def _asked(inventory: str | None, runs: Path | None, **words: object) -> Asked:
    """Find the files; refuse a decision that lacks its name or reason."""
    file = find(inventory, os.environ, Path.cwd())
    where = Path.cwd() / runs if runs else RUNS
    return Asked(file=file, runs=where, shown_runs=str(runs or ""), **words)  # type: ignore[arg-type]


def _run(action: Callable[[Tools], int], asked: Callable[[], Asked]) -> None:
    with _refusing():
        raise typer.Exit(action(tools_of(asked())))


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
