"""The time line of a change: each step with its state, its times against the plan, its gates."""

from dataclasses import dataclass

from findings.change import Action, PhaseRun, PlanEntry, StepLine
from findings.deciding import minutes
from reports import times
from reports.change_story import Item, Story, Tone

WORDS = {
    "waiting": "not begun",
    "running": "running or cut off",
    "done": "done",
    "failed": "failed",
    "unknown": "unknown",
    "skipped": "skipped",
    "undone": "undone",
}
TONES: dict[str, Tone] = {"done": "good", "failed": "bad", "unknown": "ask", "running": "ask"}


@dataclass(frozen=True)
class Shown:
    """A step as every report shows it."""

    line: StepLine
    word: str
    tone: Tone
    began: str  # clock of the window
    took: str
    planned: str
    who: str
    notes: tuple[str, ...]
    gates: tuple["ShownGate", ...]


@dataclass(frozen=True)
class ShownGate:
    """A run of pytest as the page shows it, with the way to its own report."""

    run: PhaseRun
    at: str
    name: str
    overridden: str  # by whom and why; empty where nobody did
    link: str

    @property
    def tone(self) -> Tone:
        """Red where it does not hold, and where somebody said that it shall."""
        return "bad" if self.overridden or not self.run.holds else "good"


def steps_of(story: Story, action: Action) -> tuple[Shown, ...]:
    """The steps of an action in the plan's order."""
    change = story.change
    entry, lines = (
        (change.way_back, change.back) if action == "rollback" else (change.plan, change.steps)
    )
    gates = gates_of(story)
    return tuple(_shown(story, entry, each, gates) for each in lines) if entry else ()


def gates_of(story: Story) -> tuple[ShownGate, ...]:
    """Every run of pytest, in the order in which they ran."""
    return tuple(_gate(story, at, run) for at, run in story.change.phases)


def lasted(minutes_: float) -> str:
    """`4 min`, `1 min 30 s`, `20 s`."""
    seconds = round(minutes_ * 60)
    if seconds < 60:
        return f"{seconds} s"
    return f"{seconds // 60} min{f' {seconds % 60} s' if seconds % 60 else ''}"


def summary(story: Story, action: Action) -> Item:
    """`31 done, 1 failed, 2 not begun; 34 min against 38 min planned; 1 overridden`."""
    shown = steps_of(story, action)
    if not shown:
        return Item("no plan was made", "ask")
    counts = [
        f"{number} {word}"
        for state, word in WORDS.items()
        if (number := sum(each.line.state == state for each in shown))
    ]
    counts.append(f"{len(story.decided('override'))} overridden")
    ended = [each for each in shown if each.line.end and each.line.state == "done"]
    entry = story.change.way_back if action == "rollback" else story.change.plan
    if ended and entry:
        took = sum(each.line.end.seconds for each in ended if each.line.end) / 60
        planned = sum(minutes(entry, each.line.step) for each in ended)
        counts.append(f"the done ones took {lasted(took)}, planned {lasted(planned)}")
    bad = any(each.tone == "bad" for each in shown)
    return Item(", ".join(counts), "bad" if bad else "")


def told(each: Shown) -> str:
    """One step in one line, for text and paper."""
    times_ = f"{each.took} (plan {each.planned})" if each.took else f"plan {each.planned}"
    head = f"{each.began or '--:--'} {each.word}, {times_}: {each.line.step.title}"
    return "; ".join([f"{head}{f', by {each.who}' if each.who else ''}", *each.notes])


def _shown(story: Story, entry: PlanEntry, each: StepLine, gates: tuple[ShownGate, ...]) -> Shown:
    end, found, step = each.end, each.found, each.step
    notes = []
    if each.tries > 1:
        notes.append(f"begun {each.tries} times")
    if end and end.why:
        notes.append(end.why)
    if end and end.status is not None and end.outcome != "done":
        notes.append(f"exit status {end.status}")
    if end and end.do:
        notes.append(end.do)
    if found:
        notes.append(f"found out: {found.state}, {found.why}{f' {found.do}' if found.do else ''}")
    return Shown(
        line=each,
        word=WORDS[each.state],
        tone=TONES.get(each.state, ""),
        began=story.clock(each.started_at) if each.started_at else "",
        took=_took(each),
        planned=lasted(minutes(entry, step)) + (" measured" if step.key in entry.measured else ""),
        who=end.by if end else "",
        notes=tuple(notes),
        gates=tuple(gate for gate in gates if gate.run.step == step.key),
    )


def _took(each: StepLine) -> str:
    """How long it took: as the runner measured it, else by the clock of the journal."""
    if each.end and each.end.seconds:
        return lasted(each.end.seconds / 60)
    return times.lasted(each.started_at, each.ended_at)


def _gate(story: Story, at: str, run: PhaseRun) -> ShownGate:
    over = [
        f"{one.requirement} by {one.name}: {one.reason}"
        for _, one in story.decided("override")
        if run.holds and any(one.requirement in why for why in run.why)
    ]
    return ShownGate(
        run=run,
        at=story.clock(at),
        name=" ".join(filter(None, (run.phase, run.gate))),
        overridden="; ".join(over),
        link=story.link(run.directory),
    )
