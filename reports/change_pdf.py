"""The change as an attachment where a ticket system refuses HTML: the same lines, on paper."""

from reports.change_screens import decisions, facts, first
from reports.change_steps import Shown, ShownGate, gates_of, steps_of
from reports.change_story import Part, Story
from reports.clean import short
from reports.paper import COLOURS, DIM, INK, Paper
from reports.screen import PHASES

PAGES = 6
TONES = {"good": COLOURS["GO"], "bad": COLOURS["NO-GO"], "ask": COLOURS["UNKNOWN"], "dim": DIM}


def change_pdf(story: Story) -> bytes:
    """The document. What does not fit is counted and left to the page."""
    head = story.change.header
    raw = b""
    for entries, width in ((40, 400), (12, 240), (6, 160), (3, 100), (1, 60)):
        paper = Paper(story.title, f"{head.change}: {story.headline}", story.change.last_at)
        _write(paper, story, entries, width)
        raw = bytes(paper.output())
        paper.close_fonts()
        if paper.pages_count <= PAGES:
            break
    return raw


def _write(paper: Paper, story: Story, entries: int, width: int) -> None:
    _top(paper, story, width)
    for part in first(story):
        _part(paper, part, entries, width)
    for name, action in (("rollback", "rollback"), ("upgrade", "upgrade")):
        shown = steps_of(story, action)  # type: ignore[arg-type]
        if shown:
            paper.head(f"Steps of the {name} ({len(shown)})")
            _steps(paper, shown, entries * 2, width)
    _gates(paper, gates_of(story), entries, width)
    made = decisions(story)
    if made:
        paper.head(f"Decisions ({len(made)})")
        for at, item in made:
            paper.put(short(f"{at}: {item.text}", width), 8.5, "", TONES.get(item.tone, INK))
    paper.head("How this paper came to be")
    head = story.change.header
    paper.put(short(f"tool {head.tool_version}, catalogue {head.catalogue}", width), 8.5)
    paper.put(short(f"chain head {story.change.head}", 300), 8.5, "B")


def _top(paper: Paper, story: Story, width: int) -> None:
    colour = COLOURS[story.verdict]
    paper.set_fill_color(*colour)
    paper.rect(paper.l_margin, paper.get_y(), paper.epw, 1.6, style="F")
    paper.ln(4)
    name = f"{PHASES[story.kind]} ({story.kind.upper()})   {short(story.change.header.change, 60)}"
    paper.put(name, 9, "", DIM)
    paper.put(short(story.headline, 60), 24, "B", colour)
    for word, sentence in story.stamps:
        paper.put(
            f"{word}: {short(sentence, 600)}",
            10,
            "B",
            TONES["bad" if word == "OVERRIDDEN" else "ask"],
        )
    paper.ln(2)
    for label, value in facts(story):
        paper.put(f"{label}:  {short(value, width)}", 9)


def _part(paper: Paper, part: Part, entries: int, width: int) -> None:
    paper.head(part.name)
    for item in part.items[:entries]:
        paper.put(short(item.text, width), 8.5, "", TONES.get(item.tone, INK))
        for each in item.commands:
            paper.put(f"$ {each}" if len(each) <= 200 else "(a long command: see report.html)", 8)
    _more(paper, len(part.items) - entries)


def _steps(paper: Paper, shown: tuple[Shown, ...], entries: int, width: int) -> None:
    # What went wrong is shown whatever else is cut.
    kept = sorted(shown, key=lambda each: each.line.state in {"done", "waiting"})[:entries]
    rows = [
        (
            each.began or "-",
            each.word,
            "; ".join([short(each.line.step.title, width), *(short(n, width) for n in each.notes)]),
            f"{each.took or '-'} / {each.planned}",
            each.who,
        )
        for each in shown
        if each in kept
    ]
    paper.rows(("At", "State", "Step", "Took / plan", "By"), rows, (8, 12, 50, 20, 10))
    _more(paper, len(shown) - entries)


def _gates(paper: Paper, gates: tuple[ShownGate, ...], entries: int, width: int) -> None:
    if not gates:
        return
    paper.head(f"Runs of checks ({len(gates)})")
    odd = [each for each in gates if each.tone == "bad"]
    rest = [each for each in gates if each not in odd]
    rows = [
        (
            each.at,
            each.name,
            "overridden" if each.overridden else "holds" if each.run.holds else "does not hold",
            short(
                "; ".join(filter(None, (each.run.headline, *each.run.why, each.overridden))), width
            ),
        )
        for each in (*odd, *rest)[: entries * 2]
    ]
    paper.rows(("At", "Run", "Verdict", "Why"), rows, (8, 20, 14, 58))
    _more(paper, len(gates) - entries * 2)


def _more(paper: Paper, left: int) -> None:
    if left > 0:
        paper.put(f"and {left} more in report.html", 8.5, "", DIM)
