"""The paper: two to four pages, readable, never a crash."""

import re

import pytest

from reports import paper
from reports.pdf import pdf
from tests.reports import samples
from tests.reports.browser import paper_text
from tests.reports.hostile import hostile

MAKES = (samples.no_go, samples.go_post, samples.dark, samples.partial, samples.large, hostile)
ODD = "日本語 🙂 עברית \u0301 \ud800 \x00\x1b[31m → … \u202e"


def _pages(raw: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b(?!s)", raw))


@pytest.mark.parametrize("make", MAKES)
@pytest.mark.parametrize("fonts", ["found", "missing"])
def test_two_to_four_pages(monkeypatch, make, fonts):
    """With DejaVu and without, small run or estate."""
    if fonts == "missing":
        monkeypatch.setattr(paper, "dejavu", lambda: None)

    assert 2 <= _pages(pdf(make())) <= 4


@pytest.mark.parametrize("fonts", ["found", "missing"])
def test_odd_characters_do_no_harm(monkeypatch, fonts):
    """Letters no font has, lone surrogates, marks and controls."""
    if fonts == "missing":
        monkeypatch.setattr(paper, "dejavu", lambda: None)
    result = samples.result([samples.finding(1)], change=ODD, operator=ODD, headline=f"GO {ODD}")

    assert pdf(result).startswith(b"%PDF")


def test_first_screen_is_on_it(tmp_path):
    """Verdict, accounting, what stops us and the head of the chain can be read from the paper."""
    result = samples.no_go()
    (tmp_path / "a.pdf").write_bytes(pdf(result))
    text = paper_text(tmp_path / "a.pdf")

    for part in ("NO-GO", "33 planned = 22 pass", result.vendor_line, result.stops[0].do):
        assert part in text
    assert result.chain_head[:40] in text


def test_equal_runs_make_equal_papers():
    """The file has no clock in it."""
    assert pdf(samples.no_go()) == pdf(samples.no_go())
