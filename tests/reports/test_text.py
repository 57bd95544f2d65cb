"""The summaries: first lines, last line, short enough, and harmless in a ticket."""

import pytest

from reports.text import ROOM, code, escaped, summary_markdown, summary_text
from tests.reports import samples
from tests.reports.hostile import hostile

MAKES = (samples.no_go, samples.go_post, samples.dark, samples.partial, samples.large, hostile)
SAMPLES = [pytest.param(make(), id=make.__name__) for make in MAKES]


@pytest.mark.parametrize("result", SAMPLES[:-1])
@pytest.mark.parametrize("make", [summary_text, summary_markdown])
def test_first_two_lines_and_the_last(make, result):
    """Accounting and vendor's page come first, the head of the chain last."""
    lines = make(result).splitlines()

    assert lines[0].rstrip() == result.accounting_line
    assert lines[1] == result.vendor_line
    assert lines[-1].startswith("chain head ")
    assert result.chain_head in lines[-1]


@pytest.mark.parametrize("result", SAMPLES)
@pytest.mark.parametrize("make", [summary_text, summary_markdown])
def test_fits_a_comment(make, result):
    """No ticket system cuts it."""
    assert len(make(result)) <= ROOM


def test_what_stops_us_with_remedy_and_command():
    """The operator can act on the summary alone."""
    result = samples.no_go()
    text = summary_text(result)

    for stop in result.stops:
        assert stop.do in text
        assert f"$ {stop.command}" in text
        assert f"$ {stop.then}" in text


def test_what_is_left_out_is_counted():
    """A list that is cut says by how much."""
    assert "and 18 more in report.html" in summary_text(samples.large())


def test_long_command_is_never_cut_in_half():
    """Half a command pasted into a shell does something else."""
    result = samples.no_go()
    long = result.stops[0].model_copy(update={"command": "rm -rf /var/lib/x" + "/y" * 400})

    text = summary_text(result.model_copy(update={"stops": (long,)}))

    assert "rm -rf" not in text
    assert "(a long command: see report.html)" in text


def test_unknown_is_seen():
    """A run that saw nothing says so, and does not say that all was judged."""
    text = summary_text(samples.dark())

    assert "every planned cell was judged" not in text
    assert "58 more could not be judged because of these" in text


@pytest.mark.parametrize("make", [summary_text, summary_markdown])
def test_no_control_gets_through(make):
    """A terminal that shows the summary is not driven by it."""
    assert not [each for each in make(hostile()) if not each.isprintable() and each != "\n"]


def test_markdown_has_no_html_and_no_link():
    """Outside of code every special character is escaped."""
    lines = summary_markdown(hostile()).splitlines()
    prose = "\n".join(each for each in lines if "`" not in each.replace("\\`", ""))

    assert "&lt;script>" in prose
    assert "<" not in prose
    assert "[x]" not in prose


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a_b*c", r"a\_b\*c"),
        ("<b>", "&lt;b>"),
        ("# no heading", r"\# no heading"),
        ("1. no list", r"1\. no list"),
        ("> no quote", r"\> no quote"),
        ("5.3.9 -> 5.8.9 + 2", "5.3.9 -> 5.8.9 + 2"),
        ("two\nlines", "two lines"),
        ("&lt;", "&amp;lt;"),
    ],
)
def test_escaped(text, shown):
    """Markdown reads it as the text it is."""
    assert escaped(text) == shown


def test_code_span_can_not_be_closed_from_inside():
    """The fence is longer than any run of backticks in the text."""
    assert code("a``b") == "``` a``b ```"
