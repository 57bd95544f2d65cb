"""The pytest hooks of reports: pytest-html, without anyone typing `--html`, carries our page.

Its own rows are cleared and its summary hidden: they hold node ids unescaped, know three outcomes
of our eight, and show nothing without JavaScript. Without pytest-html `reports.write` makes the
same page.
"""

import re
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest
from markupsafe import escape

from findings.result import RunResult
from reports.clean import line
from reports.page import fragment, policy
from reports.screen import Screen
from reports.write import write

__all__ = ["DIRECTORY", "RESULT", "fragment", "write_into"]

# Set by the fixtures: the run's result, None where nothing was run; and the run's directory.
RESULT = pytest.StashKey[Callable[[], RunResult | None]]()
DIRECTORY = pytest.StashKey[Path]()
_OURS = pytest.StashKey[Path]()

# What pytest-html puts around the fragment. Its script stays out by the policy in the head.
HIDDEN = (
    "<style>#title, body > p, #environment-header, #environment, #results-table, .run-count,"
    " p.filter, .summary__reload, .controls, .summary__data > h2 { display: none !important; }"
    " .summary, .summary__data, .additional-summary { display: block; width: auto; margin: 0;"
    " padding: 0; flex: none; }</style>"
)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Have pytest-html write into the run's directory where that is known already."""
    if DIRECTORY in config.stash:
        write_into(config, config.stash[DIRECTORY])


def write_into(config: pytest.Config, directory: Path) -> None:
    """Have pytest-html write into that directory, unless the user named a file or switched it off.

    To be called before pytest-html's own `pytest_configure`: in one that is `tryfirst`.
    """
    config.stash[DIRECTORY] = directory
    if hasattr(config.option, "htmlpath") and not config.option.htmlpath:
        config.option.htmlpath = str(directory / "report.html")
        config.option.self_contained_html = True
        config.stash[_OURS] = directory / "report.html"


@pytest.hookimpl(optionalhook=True)
def pytest_html_report_title(report: Any) -> None:
    """Drop the environment: on a CI machine addresses with credentials get in there."""
    report.set_data("environment", {})


@pytest.hookimpl(optionalhook=True)
def pytest_html_results_table_row(cells: list[str]) -> None:
    """No rows: ours are in the fragment."""
    cells.clear()


@pytest.hookimpl(optionalhook=True)
def pytest_html_results_summary(prefix: list[str], session: pytest.Session) -> None:
    """Put our page where pytest-html lets others speak first."""
    result = _result(session.config)
    if result is not None:
        prefix.append(HIDDEN + fragment(result))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> Generator[None, object, object]:
    """Seal what pytest-html has written; take it away where nothing was run."""
    outcome = yield
    config = session.config
    named = getattr(config.option, "htmlpath", None)
    path = config.stash.get(_OURS, Path(named) if named else None)
    if path is None or not path.is_file():
        return outcome
    result = _result(config)
    if result is not None:
        write(path, sealed(path.read_text(encoding="utf-8", errors="replace"), result))
    elif _OURS in config.stash:
        path.unlink()
    return outcome


def sealed(html: str, result: RunResult) -> str:
    """pytest-html's page with our policy and title in its head: no script but ours runs in it."""
    title = escape(line(Screen(result).title))
    head = (
        f'<head><meta http-equiv="Content-Security-Policy" content="{escape(policy())}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
    )
    html = html.replace("<head>", head, 1)
    return re.sub(
        r'(<title id="head-title">).*?(</title>)', lambda m: f"{m[1]}{title}{m[2]}", html, count=1
    )


def _result(config: pytest.Config) -> RunResult | None:
    """The run's result when somebody keeps one."""
    make = config.stash.get(RESULT, None)
    return make() if make else None
