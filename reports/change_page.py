"""One page for the whole change: static, escaped, complete without JavaScript."""

from reports.change_screens import decisions, earlier, facts, first
from reports.change_steps import gates_of, steps_of
from reports.change_story import Story
from reports.clean import clean
from reports.page import LIMIT, environment
from reports.screen import PHASES

ROOMS = (20_000, 4_000, 1_000, 200)  # characters of a step's output, until the page fits
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "script-src 'none'"
)


def change_page(story: Story) -> str:
    """A whole HTML document of at most `LIMIT` bytes."""
    template = environment().get_template("change_page.html.j2")
    whole = [each for each in gates_of(story) if not each.run.step]
    back = [each for each in whole if each.run.phase == "rollback"]
    html = ""
    for room in ROOMS:
        html = template.render(
            story=story,
            name=PHASES[story.kind],
            policy=POLICY,
            facts=facts(story),
            first=first(story),
            earlier=earlier(story),
            decisions=decisions(story),
            back=steps_of(story, "rollback"),
            upgrade=steps_of(story, "upgrade"),
            whole=whole,
            back_whole=back,
            upgrade_whole=[each for each in whole if each not in back],
            room=room,
            tail=tail,
        )
        if len(html.encode("utf-8", "replace")) <= LIMIT:
            break
    return html


def tail(text: str, room: int) -> str:
    """The end of an output, where an error stands; the journal has all of it."""
    shown = clean(text)
    if len(shown) <= room:
        return shown
    return f"... {len(shown) - room} characters before this are in journal.jsonl\n{shown[-room:]}"
