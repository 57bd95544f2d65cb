"""The page in a real browser: filter, hostile text, no JavaScript, print."""

import re
from pathlib import Path

import pytest

from reports.page import page
from tests.reports import samples
from tests.reports.browser import Elements, browse, dom, needs_chromium, paper_text
from tests.reports.hostile import hostile


@pytest.fixture
def saved(tmp_path):
    """Write a page and give its path."""

    def save(html: str) -> Path:
        path = tmp_path / "page.html"
        path.write_text(html, encoding="utf-8")
        return path

    return save


def _shown(html: str) -> list[str]:
    """The outcomes of the rows that are not hidden."""
    rows = [attrs for tag, attrs in Elements(html).tags if tag == "details" and "data-o" in attrs]
    return [attrs["data-o"] or "" for attrs in rows if "hidden" not in attrs]


@needs_chromium
@pytest.mark.parametrize(
    ("find", "outcomes"),
    [
        ("#o=fail", {"fail"}),
        ("#o=open", {"fail", "unknown", "blocked"}),
        ("#q=TYK-RB-004", {"pass"}),
    ],
)
def test_filter_hides_other_rows(saved, tmp_path, find, outcomes):
    """With JavaScript the table can be searched and filtered, also by the address."""
    shown = _shown(dom(saved(page(samples.no_go())), tmp_path / "profile", find))

    assert set(shown) == outcomes


@needs_chromium
def test_filter_by_target_hides_other_cells(saved, tmp_path):
    """A node's owner sees the rows that ran on that node."""
    html = dom(saved(page(samples.no_go())), tmp_path / "profile", "#t=documents")
    rows = [
        a for t, a in Elements(html).tags if t == "details" and "data-o" in a and "hidden" not in a
    ]

    assert rows
    assert {attrs["data-t"] for attrs in rows} == {"documents"}


@needs_chromium
def test_injected_script_does_not_run(saved, tmp_path):
    """Nothing of the hostile text ran, while our own script did."""
    html = dom(saved(page(hostile())), tmp_path / "profile")

    assert "<title>owned" not in html
    assert re.search(r"<output>\d+ of \d+ shown", html)


@needs_chromium
def test_script_that_got_into_the_page_does_not_run(saved, tmp_path):
    """Should escaping ever fail, the policy still stops a script."""
    html = page(samples.no_go()).replace("<h1>", "<script>document.title='owned'</script><h1>")

    assert "<title>owned" not in dom(saved(html), tmp_path / "profile")


@needs_chromium
def test_page_is_whole_without_javascript(saved, tmp_path):
    """Without JavaScript no row is hidden and no dead control is shown."""
    html = dom(saved(page(samples.no_go())), tmp_path / "profile", javascript=False)

    assert len(_shown(html)) == len(samples.no_go().requirements)
    assert '<form class="tools" hidden="">' in html


@needs_chromium
@pytest.mark.parametrize("javascript", [True, False])
def test_print_has_all_that_is_open(saved, tmp_path, javascript):
    """On paper every finding that does not pass is unfolded: there is nothing to click there."""
    target = tmp_path / "print.pdf"
    result = samples.no_go()
    browse(
        saved(page(result)).as_uri(),
        tmp_path / "profile",
        f"--print-to-pdf={target}",
        javascript=javascript,
    )

    assert "a password is required. The file could not be looked at" in paper_text(target)
