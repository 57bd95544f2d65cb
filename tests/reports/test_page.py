"""The page: escaped, complete without JavaScript, nothing loaded from elsewhere, small."""

import base64
import hashlib
import re

import pytest

from findings.finding import Evidence
from reports.cells import DETAILS, table
from reports.page import LIMIT, fragment, page
from tests.reports import samples
from tests.reports.browser import Elements
from tests.reports.hostile import hostile

SMALL = (samples.no_go, samples.go_post, samples.dark, samples.partial, hostile)


def test_hostile_text_makes_no_element_and_no_attribute():
    """Text from outside ends up as text: one script, no image, no handler, web links only."""
    found = Elements(page(hostile()))

    assert [tag for tag, _ in found.tags].count("script") == 1
    assert not {"img", "iframe", "object", "link", "base", "b onerror"} & {t for t, _ in found.tags}
    assert not [a for _, attrs in found.tags for a in attrs if a.startswith("on")]
    links = [attrs["href"] or "" for tag, attrs in found.tags if tag == "a"]
    assert [each for each in links if not each.startswith(("#f", "https://", "http://"))] == []
    assert "<script>document.title='owned'</script>" in found.text


def test_controls_are_shown_and_never_put_out():
    """Escape codes, bidi marks and lone surrogates are readable; none gets through."""
    html = page(hostile())

    assert r"\x1b]0;title\x07\x00\u202eevil\u2028\ud800 \udcff" in html
    assert not [each for each in html if not each.isprintable() and each != "\n"]


@pytest.mark.parametrize("make", SMALL)
def test_nothing_is_loaded_from_elsewhere(make):
    """No element loads anything, no style imports anything."""
    html = page(make())
    loads = [a for _, attrs in Elements(html).tags for a in attrs if a in {"src", "srcset", "data"}]

    assert loads == []
    assert not re.search(r"@import|url\(|<link", html)


def test_policy_allows_the_script_of_the_page_and_no_other():
    """The hash in the policy is that of the script as it stands in the page."""
    html = page(samples.no_go())
    script = re.search(r"<script>(.*?)</script>", html, re.DOTALL)

    assert script
    digest = base64.b64encode(hashlib.sha256(script[1].encode()).digest()).decode()
    assert f"script-src &#39;sha256-{digest}&#39;" in html


@pytest.mark.parametrize("make", SMALL)
def test_every_finding_is_shown_once(make):
    """No finding is dropped and none stands twice."""
    result = make()
    anchors = [attrs["id"] for _, attrs in Elements(page(result)).tags if "id" in attrs]

    assert sorted(anchors) == sorted(f"f{index}" for index in range(len(result.findings)))


def test_finding_without_a_row_is_shown():
    """A finding that no requirement names has a place of its own."""
    found = samples.finding(1, "fail")
    html = page(samples.result([found], "NO-GO", requirements=()))

    assert "findings without a row in the catalogue" in html
    assert found.check in html


def test_row_whose_finding_is_missing_says_so():
    """A planned cell without a finding is named, not passed over."""
    full = samples.result([samples.finding(1)])

    assert "No finding: checks/tyk/" in page(full.model_copy(update={"findings": ()}))


@pytest.mark.parametrize("outcome", ["unknown", "blocked"])
def test_page_never_says_all_was_seen_when_a_cell_is_open(outcome):
    """`None: every planned cell was judged` needs that none is unknown or blocked."""
    seen, unseen = (
        page(samples.result([samples.finding(each, o) for each in range(3)]))
        for o in ("pass", outcome)
    )

    assert "every planned cell was judged" in seen
    assert "every planned cell was judged" not in unseen


def test_page_never_says_all_was_seen_when_findings_are_missing():
    """Fewer findings than planned cells: something was not seen."""
    html = page(samples.partial())

    assert "every planned cell was judged" not in html
    assert "202 of 214 planned cells have no finding." in html


def test_stamps_and_verdict_are_words():
    """A reader without colours sees verdict, INCOMPLETE and PARTIAL."""
    text = Elements(page(samples.partial())).text

    assert "PARTIAL 12 of 214" in text
    assert "INCOMPLETE The run did not end." in text


def test_first_screen_of_a_no_go():
    """Accounting, vendor's page, what stops us with owner, command and the command after it."""
    result = samples.no_go()
    text = Elements(page(result)).text
    stop = result.stops[0]

    for part in (
        result.accounting_line,
        result.vendor_line,
        "Sat 21 Nov 2026 22:00 - Sun 22 Nov 04:00 CET (21:00 - 03:00 UTC)",
        *(stop.do, stop.command, stop.then, stop.owner),
        "a.miller until Sun 22 Nov 06:00 CET",
        result.chain_head,
    ):
        assert part in text


def test_differences_show_what_nobody_explained():
    """A difference without an explanation stands out and is counted."""
    result = samples.go_post()
    change = result.differences[0].model_copy(update={"explained": ""})
    text = Elements(page(result.model_copy(update={"differences": (change,)}))).text

    assert "explained 0 · unexplained 1" in text
    assert "must be none to close" in text


def test_long_answer_is_cut_with_length_and_hash():
    """The page shows the start; length and sha256 are those of what the probe got."""
    probe = Evidence(
        question="q", asked_at="", seconds=0, answer="x" * 9000, length=12345, sha256="feed"
    )
    found = samples.finding(3, "fail").model_copy(update={"evidence": (probe,)})
    html = page(samples.result([found], "NO-GO"))

    assert "cut: 12345 long, sha256 feed" in html
    assert "x" * (DETAILS[0].answer + 1) not in html


def test_estate_fits_two_megabytes():
    """50 nodes with 150 checks stay below the limit, and every cell is still on the page."""
    result = samples.large()
    html = page(result)

    assert len(html.encode()) < LIMIT
    assert html.count('id="f') == len(result.findings)
    assert "Passing cells show their questions" in html


def test_dark_estate_fits_two_megabytes():
    """The same when nothing could be reached."""
    result = samples.dark(50, 150)

    assert len(page(result).encode()) < LIMIT


def test_smallest_detail_shows_every_cell():
    """However little is shown of each, no cell goes away."""
    result = samples.no_go()
    groups, loose = table(result, DETAILS[-1])
    cells = {each.anchor for rows in groups.values() for row in rows for each in row.cells}

    assert len(cells) + len(loose) == len(result.findings)


def test_fragment_carries_style_and_script():
    """The fragment stands alone in another document's body."""
    html = fragment(samples.no_go())

    assert html.startswith("<style>")
    assert html.rstrip().endswith("</script>")
    assert "<html" not in html


@pytest.mark.parametrize("url", ["javascript:alert(1)", " https://x", "data:text/html,x", "//x"])
def test_address_that_is_not_of_the_web_makes_no_link(url):
    """A row's source is a link only when its address begins as one of the web."""
    result = samples.result([samples.finding(1)])
    row = result.requirements[0].model_copy(update={"url": url})
    links = [
        attrs
        for tag, attrs in Elements(page(result.model_copy(update={"requirements": (row,)}))).tags
        if tag == "a"
    ]

    assert links == []


def test_the_fragment_kept_is_of_the_same_run_only():
    """A run whose notes came later gets a fragment of its own, and the page holds it whole."""
    first = samples.no_go()
    later = first.model_copy(update={"notes": ("late redaction: 3",)})
    assert fragment(first) is fragment(first)
    assert "late redaction: 3" in fragment(later)
    assert fragment(later) in page(later)
    assert "late redaction: 3" not in page(first)


def test_a_post_says_what_customers_saw():
    """Of a pre nobody asks that."""
    assert "checks of the APIs hold" in page(samples.go_post())
    assert "Customers saw" not in page(samples.no_go())
