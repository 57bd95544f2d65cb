"""The page that goes into the change ticket: static, escaped, complete without JavaScript."""

import base64
import hashlib
import json
from collections import Counter
from functools import cache
from pathlib import Path
from shlex import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from findings.finding import OUTCOMES
from findings.result import RunResult, Stop
from reports.cells import DETAILS, Cell, table
from reports.change_post import customers
from reports.clean import clean, line
from reports.screen import PHASES, SEVERITIES, WORDS, WORST, Screen

FOLDER = Path(__file__).parent / "templates"
FEW = 12  # rows that stand unfolded when the page opens
LIMIT = 1_900_000  # bytes: ticket systems and mail refuse more than 2 MB
AROUND = 2_000  # of them for the document around the fragment


def page(result: RunResult) -> str:
    """A whole HTML document. Takes no more than `LIMIT` bytes for 50 nodes with 150 checks each."""
    body = Markup(fragment(result))  # noqa: S704  made and escaped by us
    template = environment().get_template("page.html.j2")
    return template.render(screen=Screen(result), body=body, policy=policy())


def fragment(result: RunResult) -> str:
    """The same as one element for another document's body; styles and script are inside.

    The last one is kept: a run writes it into our page, and into pytest-html's.
    """
    if not _LAST or _LAST[0][0] is not result:
        _LAST[:] = [(result, _fitted(result))]
    return _LAST[0][1]


_LAST: list[tuple[RunResult, str]] = []


def policy() -> str:
    """The Content-Security-Policy: our one script runs, nothing else does, nothing is loaded."""
    digest = hashlib.sha256(_asset("script.js").encode()).digest()
    return (
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
        f"script-src 'sha256-{base64.b64encode(digest).decode()}'"
    )


def _fitted(result: RunResult) -> str:
    """The fragment with as much evidence as fits, tried from the first detail with a chance."""
    html = ""
    for detail in DETAILS[_first(result) :]:
        groups, loose = table(result, detail)
        html = (
            environment()
            .get_template("fragment.html.j2")
            .render(
                run=result,
                screen=Screen(result),
                groups=groups,
                loose=loose,
                detail=detail,
                stops=_stops(result),
                saw=tuple(customers(result)) if result.phase == "post" else (),
                few=sum(row.opened for rows in groups.values() for row in rows) <= FEW,
                targets=sorted({found.target for found in result.findings}),
                rows=Counter(row.outcome for row in result.requirements if row.outcome),
            )
        )
        if len(html.encode("utf-8", "replace")) <= LIMIT - AROUND:
            break
    return html


def _first(result: RunResult) -> int:
    """The first detail worth rendering, by the text alone: one rendering is the rule."""
    for index, detail in enumerate(DETAILS):
        size = 0
        for found in result.findings:
            kept = detail.good if found.outcome == "pass" else detail.bad
            if kept == "answers":
                size += sum(min(len(each.answer), detail.answer) + 250 for each in found.evidence)
            size += min(len(found.message), detail.message) + 60
        if size <= LIMIT - AROUND:
            return index
    return len(DETAILS) - 1


def _stops(result: RunResult) -> list[tuple[Stop, str]]:
    """What stops us, each with the anchor of its finding where there is one."""
    anchors = {
        (row, found.target): f"f{index}"
        for index, found in enumerate(result.findings)
        for row in found.requirements
    }
    made = []
    for each in result.stops:
        keys = ((row, each.target) for row in each.requirements)
        made.append((each, next((anchors[key] for key in keys if key in anchors), "")))
    return made


@cache
def _asset(name: str) -> str:
    """A file of ours that goes into the page as it is."""
    return (FOLDER / name).read_text(encoding="utf-8").strip()


@cache
def environment() -> Environment:
    """The template engine: escapes all, and cleans every text at the one place it gets in."""
    made = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        finalize=_finalize,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"json": _json, "line": line, "web": _web, "lead": _lead, "quote": quote}
    made.globals |= {
        "asset": lambda name: Markup(_asset(name)),  # noqa: S704  our own files
        "WORDS": WORDS,
        "WORST": WORST,
        "OUTCOMES": OUTCOMES,
        "PHASES": PHASES,
        "SEVERITIES": SEVERITIES,
        "MARKS": MARKS,
    }
    return made


# Outcomes are told apart by their word, then by this sign, then by colour: a print may be grey.
MARKS = {
    "pass": "✓",
    "fail": "✕",
    "unknown": "?",
    "blocked": "⊘",
    "due": "◷",
    "waived": "!",
    "attested": "✎",
    "not-applicable": "\u2013",
}


def _finalize(value: object) -> object:
    """Clean every text that a template puts out; markup was cleaned when it was made."""
    return clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _json(value: object) -> str:
    """A value before or after the change, as a person reads it: text bare, the rest as JSON."""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)


def _web(url: str) -> str:
    """The address when it is one of the web; anything else makes no link."""
    return url if url.startswith(("https://", "http://")) else ""


def _lead(bundle: tuple[Cell, ...]) -> Cell:
    """The cell that speaks for those that say the same."""
    return bundle[0]
