"""The first screen of a change, and those that came before it: the same lines for every format."""

from collections.abc import Callable, Iterator

from reports.change_back import back_parts
from reports.change_post import post_parts
from reports.change_pre import pre_parts
from reports.change_story import Item, Kind, Part, Story
from reports.screen import PHASES

PARTS: dict[Kind, Callable[[Story], Iterator[Part]]] = {
    "pre": pre_parts,
    "post": post_parts,
    "rollback": back_parts,
}
ORDER: tuple[Kind, ...] = ("rollback", "post", "pre")


def first(story: Story) -> tuple[Part, ...]:
    """What a change manager reads first."""
    return (*_overrides(story), *PARTS[story.kind](story))


def earlier(story: Story) -> tuple[tuple[str, tuple[Part, ...]], ...]:
    """The screens of what came before, newest first, each under its name."""
    rest = ORDER[ORDER.index(story.kind) + 1 :]
    return tuple((PHASES[kind], tuple(PARTS[kind](story))) for kind in rest)


def facts(story: Story) -> tuple[tuple[str, str], ...]:
    """What the change is; what is not known of it is left out."""
    head = story.change.header
    ran = story.ran("pre")
    result = story.result("pre")
    valid = f"{story.at(result.started_at)}, before every upgrade anew" if result else ""
    named = (
        ("Window", story.window),
        ("Actual", story.actual),
        ("Change", story.hop),
        ("Environment", head.environment),
        ("Strategy", head.strategy),
        ("Operator", ", ".join(dict.fromkeys(one.operator for one in story.change.sessions))),
        ("Pre was run", valid or (ran.headline if ran else "never")),
        ("CIs", ", ".join(node.name for node in head.nodes)),
        ("Suggested close code", story.close_code),
    )
    return tuple((name, value) for name, value in named if value)


def decisions(story: Story) -> tuple[tuple[str, Item], ...]:
    """Who decided what: the time, and the sentence; overrides and losses in red."""
    red = {"override", "accept-data-loss", "after-window"}
    return tuple(
        (
            story.at(at),
            Item(
                " ".join(filter(None, (one.kind, one.requirement, one.step)))
                + f" by {one.name}{f': {one.reason}' if one.reason else ''}",
                "bad" if one.kind in red else "",
            ),
        )
        for at, one in story.change.decisions
    )


def _overrides(story: Story) -> tuple[Part, ...]:
    """A gate that somebody overrode comes before all else: the verdict rests on it."""
    items = tuple(item for _, item in decisions(story) if item.text.startswith("override"))
    return (Part("OVERRIDDEN", items),) if items else ()
