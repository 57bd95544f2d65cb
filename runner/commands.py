"""The commands that lead through a change: plan, upgrade, rollback, status.

What they do is imported when one is called: `--help` must not wait for it.
"""

from pathlib import Path
from typing import Annotated, Literal

import typer

InventoryFile = Annotated[
    str | None, typer.Option("--inventory", metavar="FILE", help="also UPGRADE_INVENTORY")
]
Runs = Annotated[
    Path | None, typer.Option("--runs", metavar="DIR", help="where changes are kept: reports/runs")
]
Name = Annotated[str, typer.Option("--name", help="yours: who decides, or who did it")]
Reason = Annotated[str, typer.Option("--reason", help="why; it stands in the report")]
Done = Annotated[
    list[str] | None, typer.Option("--done", metavar="STEP", help="it was done; repeatable")
]
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
    from runner import acting  # noqa: PLC0415 (saves start-up)

    acting.plan(inventory, runs)


def upgrade(  # noqa: PLR0913 - one option for each decision
    *,
    inventory: InventoryFile = None,
    runs: Runs = None,
    mode: Mode = "run",
    name: Name = "",
    reason: Reason = "",
    override: Override = "",
    done: Done = None,
    not_done: NotDone = "",
    after_window: Annotated[
        bool, typer.Option("--after-window", help="the window is over: go on with all that is left")
    ] = False,
) -> None:
    """Upgrade step by step, each behind its gates; or go on where an upgrade stopped.

    It runs `pytest -m pre` itself and begins only with GO. It stops where going on would do
    damage, and says what to type next. What was done is never done again.
    """
    from runner import acting  # noqa: PLC0415 (saves start-up)

    acting.upgrade(
        inventory, runs, mode=mode, name=name, reason=reason, override=override,
        done=tuple(done or ()), not_done=not_done, after_window=after_window,
    )  # fmt: skip


def rollback(  # noqa: PLR0913 - one option for each decision
    *,
    inventory: InventoryFile = None,
    runs: Runs = None,
    mode: Mode = "run",
    name: Name = "",
    reason: Reason = "",
    override: Override = "",
    done: Done = None,
    not_done: NotDone = "",
    yes: Annotated[bool, typer.Option("--yes", help="with --name: do not ask again")] = False,
    accept_data_loss: Annotated[
        str, typer.Option("--accept-data-loss", metavar="ENVIRONMENT", help="type its name")
    ] = "",
    restore: Annotated[
        list[str] | None,
        typer.Option("--restore", help="data from its backup: redis, mongo, cassandra"),
    ] = None,
) -> None:
    """Undo what the current change did, in reverse, and prove it against the baseline.

    It is a person's decision, so it asks for one. Started again it goes on where it stopped.
    """
    from runner import acting  # noqa: PLC0415 (saves start-up)

    acting.rollback(
        inventory, runs, mode=mode, name=name, reason=reason, override=override,
        done=tuple(done or ()), not_done=not_done, yes=yes, accept_data_loss=accept_data_loss,
        restore=tuple(restore or ()),
    )  # fmt: skip


def status(*, inventory: InventoryFile = None, runs: Runs = None) -> None:
    """Show where the current change stands: done, not done, way back, decide-by, what next."""
    from runner import acting  # noqa: PLC0415 (saves start-up)

    acting.status(inventory, runs)
