"""The first screen as plain text and as Markdown, short enough for a ticket's comment."""

import re
from collections.abc import Callable
from itertools import islice
from shlex import quote

from findings.result import RequirementLine, RunResult, Stop
from reports.change_post import customers
from reports.clean import line, short
from reports.screen import WORDS, Screen, cell, commands

ROOM = 3900  # characters: the smallest comment a common ticket system takes is 4000
SPECIAL = re.compile(r"([\\`*_\[\]<|~])|^(>|(?:[#=+-]+|\d+[.)])(?=\s|$))")


def summary_text(result: RunResult) -> str:
    """`summary.txt`: accounting and vendor's page first, the chain's head last."""
    return _fitted(result, _text)


def summary_markdown(result: RunResult) -> str:
    """`summary.md`: the same for a ticket that renders Markdown, every text escaped."""
    return _fitted(result, _markdown)


def escaped(text: str) -> str:
    """One line of text that Markdown, and HTML in it, leaves alone."""
    return SPECIAL.sub(_escape, line(text).replace("&", "&amp;"))


def _escape(match: re.Match[str]) -> str:
    """A backslash before what Markdown would read there; `<` as an entity, for it opens HTML."""
    mark: str = match[0]
    return "&lt;" if mark == "<" else f"{mark[:-1]}\\{mark[-1]}"


def code(text: str) -> str:
    """A code span whose fence no text inside can close."""
    shown = line(text)
    fence = "`" * (max((len(run) for run in re.findall(r"`+", shown)), default=0) + 1)
    pad = " " if "`" in shown else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def _fitted(result: RunResult, make: Callable[[RunResult, int, int], str]) -> str:
    """The longest form that fits: fewer entries, shorter ones; first and last lines stay."""
    text = ""
    for entries, width in ((8, 240), (5, 160), (3, 110), (2, 70), (1, 45)):
        text = make(result, entries, width)
        if len(text) <= ROOM:
            break
    return text


def _head(result: RunResult, width: int) -> list[str]:
    """What the run was, in three lines."""
    screen = Screen(result)
    marks = "".join(f" [{word}]" for word, _ in screen.stamps)
    reasons = "; ".join(islice(result.reasons, 4))
    return [
        short(f"{result.headline}{marks} - {result.phase.upper()} {result.change}", width),
        *([short(f"because {reasons}", width)] if reasons else []),
        short(
            f"{screen.change}, {result.environment}, window {screen.window or 'not given'}", width
        ),
        short(f"run {screen.run}", width),
    ]


def _parts(screen: Screen, entries: int, width: int) -> list[tuple[str, list[str]]]:
    """The short lists under what stops us: name and entries, nothing left out without a count."""
    parts = [
        ("CUSTOMERS SAW", _customers(screen.result)),
        ("WAY BACK", [_row(each) for each in screen.way_back]),
        ("ACCEPTED", [f"{cell(each)}: {each.accepted}" for each in screen.accepted]),
        ("COULD NOT SEE", screen.unseen),
        ("DUE IN THE WINDOW", [cell(each) for each in screen.due]),
        ("OPEN, DOES NOT STOP", [f"{each.outcome} {cell(each)}" for each in screen.warnings]),
        ("DIFFERENCES", _differences(screen)),
    ]
    return [
        (name, _some([short(each, width) for each in items], entries))
        for name, items in parts
        if items
    ]


def _customers(result: RunResult) -> list[str]:
    """What customers saw of a change that was made; empty before it."""
    return [item.text for item in customers(result)] if result.phase == "post" else []


def _differences(screen: Screen) -> list[str]:
    """Both counts, then the unexplained ones by name; empty where nothing is compared."""
    run = screen.result
    if not run.differences and run.phase not in {"post", "rollback"}:
        return []
    open_ones = [f"{each.name} on {each.target}" for each in run.differences if not each.explained]
    return [f"explained {screen.explained}, unexplained {screen.unexplained}", *open_ones]


def _some(items: list[str], entries: int) -> list[str]:
    """The first few, and how many more the page has."""
    if len(items) <= entries:
        return items
    return [*items[:entries], f"and {len(items) - entries} more in report.html"]


def _row(row: RequirementLine) -> str:
    """`pass TYK-RB-001 The backup can be read`, for the way back."""
    return f"{WORDS[row.outcome] if row.outcome else ''} {row.row} {row.statement}"


def _foot(result: RunResult, width: int) -> list[str]:
    """What made it, and last the head of the chain."""
    close = Screen(result).close_code
    made = f"tool {result.tool_version}, catalogue {result.catalogue}"
    argv = " ".join(quote(each) for each in result.argv)
    return [
        *([f"suggested close code: {close}"] if close else []),
        short(f"CIs {', '.join(node.name for node in result.nodes)}", width),
        short(f"{made}: {argv}", width),
    ]


def _text(result: RunResult, entries: int, width: int) -> str:
    """Plain lines."""
    out = [line(result.accounting_line), line(result.vendor_line), "", *_head(result, width), ""]
    stops = [_stop_text(number, each, width) for number, each in enumerate(result.stops, 1)]
    if stops:
        out += ["STOPS US", *_some(stops, entries), ""]
    for name, items in _parts(Screen(result), entries, width):
        out += [name, *(f"  {each}" for each in items)]
    out += ["", *_foot(result, width), f"chain head {line(result.chain_head)}"]
    return "\n".join(out) + "\n"


def _stop_text(number: int, stop: Stop, width: int) -> str:
    """One blocker: what, whose, what to do."""
    what = short(f"{', '.join(stop.requirements)} {stop.target}: {stop.title}", width)
    lines = [f"{number:>2} {what}", f"   {short(f'{stop.owner}: {stop.do}', width)}"]
    lines += [f"   $ {each}" for each in commands(stop, width)]
    return "\n".join(lines)


def _markdown(result: RunResult, entries: int, width: int) -> str:
    """The same lines as Markdown; two spaces at an end keep a line a line."""
    head = [escaped(each) for each in _head(result, width)]
    out = [f"{escaped(result.accounting_line)}  ", escaped(result.vendor_line), ""]
    out += [f"**{head[0]}**  ", *(f"{each}  " for each in head[1:]), ""]
    stops = [_stop_markdown(each, width) for each in result.stops]
    if stops:
        numbered = (f"{n}. {each}" for n, each in enumerate(_some(stops, entries), 1))
        out += ["**STOPS US**", "", *numbered, ""]
    for name, items in _parts(Screen(result), entries, width):
        out += [f"**{name}**", "", *(f"- {escaped(each)}" for each in items), ""]
    out += [f"{escaped(each)}  " for each in _foot(result, width)]
    return "\n".join([*out, f"chain head {code(result.chain_head)}"]) + "\n"


def _stop_markdown(stop: Stop, width: int) -> str:
    """One blocker as a list entry; commands are code, never cut inside a fence."""
    what = short(f"{', '.join(stop.requirements)} {stop.target}: {stop.title}", width)
    lines = [f"{escaped(what)}  ", f"   {escaped(short(f'{stop.owner}: {stop.do}', width))}  "]
    lines += [f"   {code(each)}  " for each in commands(stop, width)]
    return "\n".join(lines).rstrip()
