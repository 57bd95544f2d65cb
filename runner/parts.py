"""The parts of a session, made of what the operator typed: the real ones."""

import getpass
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from findings.change import Change, FoundOut
from findings.step import Plan, Step
from inventory import Inventory
from inventory import load as load_inventory
from probes.engine import Engine
from probes.errors import ProbeError
from probes.live import LiveWorld
from probes.redaction import Redactor
from reports.write import ReportError
from runner.change import JOURNAL, Work
from runner.executor import Executor
from runner.gates import Gates, Pytest
from runner.knowing import know, late
from runner.lock import LockedError, held
from runner.on_nodes import OnNodes
from runner.people import Asked, People
from runner.plans import PlanError, plan_of, way_back_of
from runner.printing import Printing
from runner.remembered import baseline_of
from runner.report import write_report
from runner.showing import Showing
from runner.stopping import Refused, Signals, Stop
from runner.tools import Tools
from runner.truth import find_out


def tools_of(asked: Asked) -> Tools:
    """Make the parts of one session. Raises InventoryError."""
    inventory = load_inventory(asked.file)
    redactor, operator = Redactor(), _operator()
    know(inventory, redactor)
    show = Showing(redactor)
    people = People(asked, show)
    return Tools(
        inventory=inventory,
        asked=asked,
        operator=operator,
        redactor=redactor,
        signals=Signals(),
        show=show,
        people=people,
        plan=lambda: _planned(inventory),
        way_back=lambda change: _way_back(inventory, change, asked, redactor),
        executor=_executor(inventory, asked, redactor, show, people),
        gates=lambda work: _gates(inventory, asked, show, work),
        find_out=lambda step, at, unit: _found(inventory, redactor, step, at, unit),
        lock=lambda: _locked(inventory, operator),
        report=lambda work: _reported(work, show, redactor),
    )


def _operator() -> str:
    return os.environ.get("SUDO_USER") or getpass.getuser()


def _executor(
    inventory: Inventory, asked: Asked, redactor: Redactor, show: Showing, people: People
) -> Executor:
    if asked.mode == "print":
        return Printing(inventory, show.console, people.answer)
    return OnNodes(inventory, redactor)


def _gates(inventory: Inventory, asked: Asked, show: Showing, work: Work) -> Gates:
    return Pytest(
        inventory=asked.file,
        runs=asked.runs,
        change=work.directory,
        seconds=inventory.timeouts.phase,
        tell=show.progress,
        baseline=lambda: baseline_of(work.change, work.directory),
    )


def _planned(inventory: Inventory) -> Plan:
    try:
        return plan_of(inventory)
    except PlanError as error:
        raise Stop(error.why, error.do) from error


@contextmanager
def _engine(inventory: Inventory, redactor: Redactor) -> Iterator[Engine]:
    """Give an engine that asks the nodes now, and remembers nothing of before."""
    # a shell that is ended at once is reaped by whoever is first: that is no news to an operator
    logging.getLogger("asyncio").setLevel(logging.ERROR)
    engine = Engine(LiveWorld(inventory, redactor), redactor, inventory.timeouts.phase)
    try:
        yield engine
    finally:
        engine.close()


def _way_back(inventory: Inventory, change: Change, asked: Asked, redactor: Redactor) -> Plan:
    try:
        with _engine(inventory, redactor) as engine:
            return way_back_of(inventory, change, engine, asked.restore)
    except PlanError as error:
        again = asked.command("rollback")
        raise Stop(f"there is no way back: {error.why}", f"{error.do} Then: {again}") from error


def _found(inventory: Inventory, redactor: Redactor, step: Step, at: str, unit: str) -> FoundOut:
    try:
        with _engine(inventory, redactor) as engine:
            return find_out(step, at, engine, inventory, unit)
    except ProbeError as error:
        return FoundOut(step=step.key, state="unclear", why=error.why, do=error.remedy)


@contextmanager
def _locked(inventory: Inventory, operator: str) -> Iterator[Path]:
    try:
        with held(inventory, operator) as path:
            yield path
    except LockedError as error:
        raise Refused(f"{error.why}\n{error.do}", 11) from error


def _reported(work: Work, show: Showing, redactor: Redactor) -> None:
    """Make the change's pages; without them it ends as well: the journal has it all."""
    try:
        show.say(f"report     {write_report(work.directory, redactor)}")
        if said := late(work.directory / JOURNAL, redactor):
            show.bad(said)
    except (ReportError, OSError, ValueError) as error:
        show.warn(f"the report could not be written, `python -m runner report "
                  f"{work.directory}` makes it: {error}")  # fmt: skip
