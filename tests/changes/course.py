"""The course of an upgrade that meets every incident, and what it said at each."""

from dataclasses import dataclass, field

from findings.change import Change
from tests.changes.changing import Ended, Operator, configuration, transactions, versions
from tests.changes.incidents import INCIDENTS, Incident
from tests.lab.operating import WHO


@dataclass(frozen=True)
class Met:
    """What an incident did: how the command ended, and the change as its journal tells it."""

    ended: Ended
    change: Change
    state: str  # of the step that it stopped at

    @property
    def said(self) -> str:
        """All that was told: on the terminal, and why a gate did not hold."""
        return "\n".join(
            [self.ended.output, *(why for _, run in self.change.phases[-1:] for why in run.why)]
        )

    @property
    def stopped_at(self) -> str:
        """The step that the journal's last word names."""
        return self.change.stopped.step if self.change.stopped else ""


@dataclass
class Course:
    """One upgrade, from incident to incident."""

    operator: Operator
    met: dict[str, Met] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)  # that the next command takes
    transactions: dict[str, int] = field(default_factory=dict)  # of before
    done: dict[str, int] = field(default_factory=dict)  # those of the upgrade
    versions: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)

    def begin(self) -> None:
        """Begin, and stop where people have to be told."""
        estate = self.operator.estate
        self.transactions, self.versions = transactions(estate), versions(estate)
        self.files = configuration(estate)
        self.note("begin", self.operator.leads("upgrade", until="inform"), "inform")
        self.words = ["--done", "inform", "--name", WHO]

    def meet(self, incident: Incident) -> None:
        """Plant one, go on until it stops the upgrade, and mend it."""
        if incident.until:
            self.note(incident.until, self.go_on(until=incident.until), incident.until)
        incident.plant(self.operator)
        try:
            ended = self.suffer(incident)
        finally:
            incident.mend(self.operator)
        self.note(incident.name, ended, incident.at)
        self.words = list(incident.word)

    def suffer(self, incident: Incident) -> Ended:
        """Go on while it happens."""
        if incident.act is None:
            return self.go_on(hours=incident.hours)
        words, self.words = self.words, []
        return incident.act(self.operator, *words)

    def go_on(self, until: str = "", hours: int = 0) -> Ended:
        """Go on to the next stop that is not a person's, or to that one."""
        words, self.words = self.words, []
        if hours:
            return self.operator.types_later(hours, "upgrade", *words)
        return self.operator.leads("upgrade", *words, until=until)

    def note(self, name: str, ended: Ended, step: str | None) -> None:
        """Keep what is known now."""
        change = self.operator.change
        lines = {line.step.key: line for line in (*change.steps, *change.back)}
        state = lines[step].state if step and step in lines else ""
        self.met[name] = Met(ended, change, state)


def everything(course: Course) -> None:
    """Meet them all, and end well."""
    course.begin()
    for incident in INCIDENTS:
        course.meet(incident)
    course.note("end", course.go_on(), "")
    now = transactions(course.operator.estate)  # faults that are planted later add their own
    course.done = {name: now[name] - number for name, number in course.transactions.items()}
