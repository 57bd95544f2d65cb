"""One session of the runner: the lock, the change's journal, and a last word whatever happens."""

import socket
import sys
import traceback
from collections.abc import Callable
from os import getpid
from pathlib import Path

from findings.chain import JournalError
from findings.change import STOPPED, Action, Change, Session, Stopped
from findings.deciding import leaves_a_trace
from findings.folding import change_of
from runner.change import (
    JOURNAL,
    CannotWrite,
    Work,
    directories,
    header_of,
    new_directory,
    sha256_of,
)
from runner.standing import standing
from runner.stopping import Interrupted, Refused, Stop
from runner.tools import Tools

Body = Callable[[Work, Tools], int]


def turn(tools: Tools, action: Action, body: Body) -> int:
    """Take the change up, do `body`, and give the exit status; every end is explained."""
    show = tools.show
    try:
        with tools.signals, tools.lock():
            work = _taken_up(tools, action)
            try:
                return _guarded(work, tools, action, body)
            finally:
                work.close()
                show.stops = False  # what follows is said to whoever still listens
    except Refused as refused:
        show.bad(str(refused))
        return refused.status
    except Stop as stop:
        show.bad(stop.why)
        show.say(stop.do)
        return stop.status
    except JournalError as error:
        show.bad(f"the journal can not be used:\n{error}")
        show.say(f"show it to whoever owns the change; `python -m runner verify` says more; "
                 f"what was done is known from the nodes alone. {_elsewhere(tools)}")  # fmt: skip
        return STOPPED
    except (CannotWrite, OSError) as error:
        show.bad(f"stopped: {error}")
        show.say(f"make room on this machine's disk, then: {tools.asked.command(action)}")
        return STOPPED
    except Interrupted as signal:
        show.bad(f"stopped by {signal}")
        return STOPPED
    finally:
        tools.executor.close()


def _elsewhere(tools: Tools) -> str:
    folder = tools.asked.runs / tools.inventory.change
    return f"It lies below {folder}."


def current(runs: Path, ticket: str, environment: str = "") -> Path | None:
    """Give the directory of a ticket's newest change in an environment."""
    found = directories(runs, ticket, environment)
    return found[-1] if found else None


def to_go_back(runs: Path, ticket: str, environment: str) -> Path | None:
    """Give the newest change of a ticket that did anything, else the newest.

    One that was refused at its beginning hides no earlier one.
    """
    found = directories(runs, ticket, environment)
    began = (path for path in reversed(found) if _did_anything(change_of(path / JOURNAL)))
    return next(began, found[-1] if found else None)


def _did_anything(change: Change) -> bool:
    begun = (line for line in change.steps if line.tries and leaves_a_trace(line.step))
    return change.way_back is not None or any(begun)


def _taken_up(tools: Tools, action: Action) -> Work:
    """Open the current change, or begin one; Refused where there is nothing to go back from."""
    inventory, runs = tools.inventory, tools.asked.runs
    if action == "rollback":
        path = to_go_back(runs, inventory.change, inventory.environment)
    else:
        path = current(runs, inventory.change, inventory.environment)
        path = None if path and _is_past(change_of(path / JOURNAL), tools) else path
    if path is None and action == "rollback":
        raise Refused(f"there is no change of {inventory.change} below {runs}: nothing was done "
                      "that could be rolled back", 10)  # fmt: skip
    begun = path is not None
    path = path or new_directory(runs, inventory.change, tools.now())
    work = Work(
        path, redactor=tools.redactor, now=tools.now, signals=tools.signals, journal=tools.journal
    )
    if not begun:
        asked = tools.asked
        header = header_of(inventory, asked.file, tools.operator, tools.now(), mode=asked.mode)
        work.write(header)
    note = work.torn and f"{work.torn}: taken off"
    work.write(
        Session(
            action=action, operator=tools.operator, host=socket.gethostname(), pid=getpid(),
            argv=("python", "-m", "runner", *sys.argv[1:]), note=note,
        )
    )  # fmt: skip
    return work


def _is_past(change: Change, tools: Tools) -> bool:
    """Whether a new change is begun: the old one is over, or began nothing by another inventory."""
    same = change.header.inventory_sha256 == sha256_of(tools.asked.file)
    return change.over or not (_did_anything(change) or same)


def _guarded(work: Work, tools: Tools, action: Action, body: Body) -> int:
    """Do it; a stop, a signal and an error of our own leave a last entry and a page."""
    again = tools.asked.command(action)
    try:
        status = body(work, tools)
    except Stop as stop:
        return _last_word(work, tools, Stopped(status=stop.status, why=stop.why, do=stop.do,
                                               step=stop.step))  # fmt: skip
    except Interrupted as signal:
        why = f"stopped by {signal}; a long step goes on on its node"
        return _last_word(work, tools, Stopped(status=STOPPED, why=why, do=again))
    except (CannotWrite, JournalError):
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, the operator reads a sentence
        tools.show.output(traceback.format_exc())
        why = f"the runner met what it does not know: {type(error).__name__}: {error}"
        do = f"keep the lines above for a report; the journal is whole, go on with: {again}"
        return _last_word(work, tools, Stopped(status=STOPPED, why=why, do=do))
    tools.show.stops = False
    tools.report(work)
    tools.show.say(f"journal    {work.directory / JOURNAL}")
    tools.show.say(f"chain head {work.journal.head}")
    return status


def _last_word(work: Work, tools: Tools, stopped: Stopped) -> int:
    work.write(stopped)
    show = tools.show
    show.stops = False
    show.bad(f"\nSTOPPED    {stopped.why}")
    show.lines(standing(work.change, tools.now()))
    show.lines([("do", stopped.do)])
    tools.report(work)
    show.say(f"journal    {work.directory / JOURNAL}")
    show.say(f"chain head {work.journal.head}")
    return stopped.status
