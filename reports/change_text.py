"""A whole change as plain text and as Markdown, short enough for a ticket's comment."""

from collections.abc import Callable

from reports.change_screens import facts, first
from reports.change_steps import steps_of, told
from reports.change_story import Item, Part, Story
from reports.clean import line, short
from reports.text import ROOM, code, escaped

Make = Callable[[Story, int, int], str]


def change_summary_text(story: Story) -> str:
    """`summary.txt`: what the change is, the verdict, the first screen; last the chain's head."""
    return _fitted(story, _text)


def change_summary_markdown(story: Story) -> str:
    """`summary.md`: the same lines, every text escaped."""
    return _fitted(story, _markdown)


def _fitted(story: Story, make: Make) -> str:
    text = ""
    for entries, width in ((40, 400), (12, 240), (6, 160), (4, 120), (2, 90), (1, 60), (1, 40)):
        text = make(story, entries, width)
        if len(text) <= ROOM:
            break
    return text


def _head(story: Story, width: int) -> list[str]:
    head = story.change.header
    known = dict(facts(story))
    lines = [
        f"{story.kind.upper()} {head.change} {story.hop} {head.environment}",
        f"{story.headline}{f', actual {story.actual}' if story.kind != 'pre' else ''}",
        f"window {story.window or 'not given'}",
        *(f"{word}: {sentence}" for word, sentence in story.stamps),
    ]
    if known.get("Operator"):
        lines.append(f"by {known['Operator']}; pre was run {known['Pre was run']}")
    return [short(each, max(width, 110)) for each in lines]


def _parts(story: Story, entries: int) -> list[Part]:
    """The first screen, then the steps that are not simply done: nothing dropped uncounted."""
    shown = [*steps_of(story, "rollback"), *steps_of(story, "upgrade")]
    odd = [Item(told(each)) for each in shown if each.line.state not in {"done", "waiting"}]
    parts = [*first(story), *([Part("STEPS NOT DONE", tuple(odd))] if odd else [])]
    return [Part(part.name, _some(part.items, entries)) for part in parts]


def _some(items: tuple[Item, ...], entries: int) -> tuple[Item, ...]:
    if len(items) <= entries:
        return items
    return (*items[:entries], Item(f"and {len(items) - entries} more in report.html"))


def _foot(story: Story) -> list[str]:
    head = story.change.header
    return [
        *([f"suggested close code: {story.close_code}"] if story.close_code else []),
        f"CIs {short(', '.join(node.name for node in head.nodes), 200)}",
        f"tool {head.tool_version}, catalogue {head.catalogue}",
    ]


def _text(story: Story, entries: int, width: int) -> str:
    out = [*_head(story, width), ""]
    for part in _parts(story, entries):
        out.append(part.name)
        for item in part.items:
            out.append(f"  {short(item.text, width)}")
            out += [f"    $ {line(each)}" for each in _whole(item)]
    out += ["", *_foot(story), f"chain head {line(story.change.head)}"]
    return "\n".join(out) + "\n"


def _markdown(story: Story, entries: int, width: int) -> str:
    head = [escaped(each) for each in _head(story, width)]
    out = [f"{head[0]}  ", f"**{head[1]}**  ", *(f"{each}  " for each in head[2:]), ""]
    for part in _parts(story, entries):
        out += [f"**{part.name}**", ""]
        for item in part.items:
            commands = "".join(f"  \n  {code(each)}" for each in _whole(item))
            out.append(f"- {escaped(short(item.text, width))}{commands}")
        out.append("")
    out += [f"{escaped(each)}  " for each in _foot(story)]
    return "\n".join([*out, f"chain head {code(story.change.head)}"]) + "\n"


def _whole(item: Item) -> list[str]:
    """Commands of a line, whole: half a command is worse than none."""
    return [each for each in item.commands if len(line(each)) <= 160]
