"""What the loop works with: each part can be another one, so that the loop is tested alone."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime

from findings.change import Change, FoundOut
from findings.journal import Journal
from findings.step import Plan, Step
from inventory import Inventory
from probes.redaction import Redactor
from runner.change import Work
from runner.executor import Executor
from runner.gates import Gates
from runner.people import Asked, People
from runner.showing import Showing
from runner.stopping import Signals


def utc_now() -> datetime:
    """Tell the time of the journal's entries, and whether the window is open."""
    return datetime.now(UTC)  # noqa: TID251 - when something was done, not what was found


def no_report(work: Work) -> None:
    """Write none."""
    del work


@dataclass
class Tools:
    """The parts of one session."""

    inventory: Inventory
    asked: Asked
    operator: str
    redactor: Redactor
    signals: Signals
    show: Showing
    people: People
    plan: Callable[[], Plan]
    way_back: Callable[[Change], Plan]  # Stop where a service can not be taken back
    executor: Executor
    gates: Callable[[Work], Gates]
    find_out: Callable[[Step, str, str], FoundOut]  # a step, when it was started, its unit
    lock: Callable[[], AbstractContextManager[object]]
    now: Callable[[], datetime] = utc_now
    journal: type[Journal] = Journal
    report: Callable[[Work], None] = no_report
