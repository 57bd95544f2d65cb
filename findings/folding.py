"""A whole change from the runner's journal: the one reader of its entries."""

from pathlib import Path

from pydantic import ValidationError

from findings.chain import Entry, JournalError, read, verify
from findings.change import (
    ENTRIES,
    Action,
    Change,
    ChangeHeader,
    Decision,
    Finished,
    FoundOut,
    Output,
    PhaseRun,
    PlanEntry,
    Session,
    Started,
    State,
    StepEnd,
    StepLine,
    Stopped,
)
from findings.finding import Frozen

TAIL = 20_000  # characters of a step's output that a change keeps; the journal has all of it


def change_of(path: Path, head: str = "") -> Change:
    """Read a change from its journal; a torn last line is what a kill leaves, and is noted.

    Raises JournalError for a journal that was tampered with, or is of no change.
    """
    journal = read(path)
    problems = [p for p in verify(path, head) if not (journal.torn and p.endswith(": torn"))]
    if problems:
        raise JournalError(*(f"{path}: {problem}" for problem in problems))
    if not journal.entries or journal.entries[0].kind != "change":
        raise JournalError(f"{path}: does not begin with a change")
    folding = Folding()
    for entry in journal.entries:
        folding.take(entry, _read(path, entry))
    return folding.change(journal.entries[-1].at, journal.head, journal.torn)


def _read(path: Path, entry: Entry) -> Frozen:
    if entry.kind not in ENTRIES:
        raise JournalError(f"{path}: line {entry.n}: {entry.kind!r} is no entry of a change")
    try:
        return ENTRIES[entry.kind].model_validate(entry.data)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        wrong = f"{path}: line {entry.n} ({entry.kind}): {where}: {first['msg']}"
        raise JournalError(f"{wrong}. Was it written by another version of this tool?") from error


class Folding:
    """What is known after the entries so far."""

    def __init__(self) -> None:
        """Know nothing."""
        self.header: ChangeHeader | None = None
        self.sessions: list[Session] = []
        self.plans: dict[Action, PlanEntry] = {}
        self.lines: dict[Action, dict[str, StepLine]] = {"upgrade": {}, "rollback": {}}
        self.phases: list[tuple[str, PhaseRun]] = []
        self.decisions: list[tuple[str, Decision]] = []
        self.stopped: Stopped | None = None
        self.finished: list[Finished] = []

    def take(self, entry: Entry, data: Frozen) -> None:
        """Take one entry."""
        match data:
            case ChangeHeader():
                self.header = data
            case Session():
                self.sessions.append(data)
                self.stopped = None
            case PlanEntry():
                action = data.plan.action
                self.plans[action] = data
                self.lines[action] = {
                    step.key: StepLine(step=step, action=action) for step in data.plan.steps
                }
            case PhaseRun():
                self.phases.append((entry.at, data))
            case Decision():
                self.decisions.append((entry.at, data))
            case Started():
                line = self._line(data.step)
                earlier = (*line.earlier, line.unit) if line.unit else line.earlier
                self._put(
                    line, state="running", started_at=entry.at, unit=data.unit, earlier=earlier,
                    tries=line.tries + 1, end=None, found=None, ended_at="",
                )  # fmt: skip
            case Output():
                line = self._line(data.step)
                self._put(line, output=(line.output + data.text)[-TAIL:])
            case StepEnd():
                self._put(self._line(data.step), state=data.outcome, ended_at=entry.at, end=data)
            case FoundOut():
                self._found(entry.at, data)
            case Stopped():
                self.stopped = data
            case Finished():
                self.finished.append(data)

    def refuse(self, data: Frozen) -> None:
        """Raise JournalError for an entry that nobody could read back; asked before it is kept."""
        if isinstance(data, Started | Output | StepEnd | FoundOut):
            self._line(data.step)

    def _found(self, at: str, data: FoundOut) -> None:
        states: dict[str, State] = {
            "done": "done", "not-done": "waiting", "running": "running", "unclear": "unknown",
        }  # fmt: skip
        ended = at if data.state == "done" else ""
        self._put(self._line(data.step), state=states[data.state], found=data, ended_at=ended)

    @property
    def action(self) -> Action:
        """The action whose steps are spoken of: the last one that has a plan."""
        return "rollback" if "rollback" in self.plans else "upgrade"

    def _line(self, key: str) -> StepLine:
        try:
            return self.lines[self.action][key]
        except KeyError:
            raise JournalError(f"the plan has no step {key}") from None

    def _put(self, line: StepLine, **news: object) -> None:
        self.lines[self.action][line.step.key] = line.model_copy(update=news)

    def change(self, at: str, head: str, torn: str) -> Change:
        """Give what is known now."""
        if self.header is None:
            raise JournalError("does not begin with a change")
        return Change(
            header=self.header,
            sessions=tuple(self.sessions),
            plan=self.plans.get("upgrade"),
            way_back=self.plans.get("rollback"),
            steps=tuple(self.lines["upgrade"].values()),
            back=tuple(self.lines["rollback"].values()),
            phases=tuple(self.phases),
            decisions=tuple(self.decisions),
            stopped=self.stopped,
            finished=tuple(self.finished),
            last_at=at,
            head=head,
            torn=torn,
        )
