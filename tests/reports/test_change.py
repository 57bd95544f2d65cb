"""The page, the paper and the summaries of a whole change say what its journal says."""

import pytest

from findings.change import Decision, Finished, PlanEntry
from reports.change_page import change_page
from reports.change_post import customers
from reports.change_story import Story
from reports.change_text import change_summary_markdown, change_summary_text
from reports.change_write import FILES, write_change
from reports.page import LIMIT
from reports.text import ROOM
from tests.reports import changes, samples
from tests.reports.browser import Elements, dom, needs_chromium, paper_text
from tests.reports.parts import finding, result

MAKES = {
    "not ready": changes.not_ready,
    "upgraded": changes.upgraded,
    "overridden": lambda d: changes.upgraded(d, override=True),
    "stopped": lambda d: changes.stopped(d).change(),
    "killed": changes.killed,
    "found out": changes.found,
    "rolled back": changes.rolled_back,
    "not back": lambda d: changes.rolled_back(d, status=13),
}


def results(*, ready=True):
    """Give the results of the runs that the sample journals name."""
    post = samples.go_post()
    kept = tuple(
        found.model_copy(update={"remembered": number % 2 == 0, "differences": ()})
        for number, found in enumerate(post.findings)
    )
    pre = post.model_copy(update={"phase": "pre", "findings": kept, "differences": ()})
    return {
        "../pre": pre if ready else samples.no_go(),
        "../post": post,
        "../rollback": post.model_copy(update={"phase": "rollback"}),
    }


@pytest.fixture(params=MAKES, ids=list(MAKES))
def story(request, tmp_path):
    """Give each of the sample changes."""
    change = MAKES[request.param](tmp_path / "change")
    return Story(change, results(ready=request.param != "not ready"), directory=tmp_path)


def made(tmp_path, name, **changed):
    """Give one sample change, with what else is known of it."""
    runs = changed.pop("runs", results(ready=name != "not ready"))
    return Story(MAKES[name](tmp_path / "change"), runs, directory=tmp_path, **changed)


@pytest.mark.parametrize("make", [change_summary_text, change_summary_markdown])
def test_summary_fits_a_comment_and_ends_with_the_head(story, make):
    text = make(story)

    assert len(text) <= ROOM
    assert story.change.head in text.splitlines()[-1]
    assert story.change.header.change in text.splitlines()[0]


def test_page_and_summary_say_the_same(story):
    """Every line of the first screen that a ticket's comment has, the page has too."""
    shown = " ".join(Elements(change_page(story)).text.split())
    said = [each.strip() for each in change_summary_text(story).splitlines()]

    missing = [
        each for each in said
        if each.startswith(("TYK-", "closed", "open,", "decide by", "lost by"))
        and " ".join(each.split()) not in shown
    ]  # fmt: skip

    assert missing == []


def test_what_was_stopped_and_rolled_back_in_the_words_of_the_screen(tmp_path):
    said = change_summary_text(made(tmp_path, "rolled back")).splitlines()

    names = [each for each in said if each.isupper() and not each.startswith(" ")]
    assert names[:6] == ["DECIDED", "WHY", "STATE NOW", "DATA", "EQUAL TO BASELINE", "ACCOUNTING"]
    assert said[0] == "ROLLBACK CHG0123456 tyk 5.3.9 → 5.8.9 PROD-EU"
    assert said[1].startswith("BACK AND GO, actual Sat 21 Nov 2026 22:06 - 22:25 CET")
    assert "  gate restart gateway.gw1.update: TYK-POST-022 [gw1] 1 API is gone: orders" in said
    assert "  20 of 20 comparable of Fri 20 Nov 2026 18:02 CET (17:02 UTC)" in said
    assert "suggested close code: Unsuccessful, backed out" in said


def test_golden_summary_of_a_change_that_went_well(tmp_path):
    said = change_summary_text(made(tmp_path, "upgraded"))
    expected = """\
POST CHG0123456 tyk 5.3.9 → 5.8.9 PROD-EU
GO with 1 accepted risk, actual Sat 21 Nov 2026 22:06 - 22:19 CET (21:06 - 21:19 UTC)
window Sat 21 Nov 2026 22:00 - Sun 22 Nov 04:00 CET (21:00 - 03:00 UTC)
by anna; pre was run Fri 20 Nov 2026 18:02 CET (17:02 UTC), before every upgrade anew

CUSTOMERS SAW
  4 of 5 checks of the APIs hold, on 1 target
  waived: TYK-PRE-003 gw1 Every API is loaded on every gateway (3).
  whether an API is open that was closed was not looked at
ACCOUNTING
  40 planned = 39 pass + 1 waived -> GO
  vendor page: 97 of 97 statements: 79 checked, 12 attested, 3 steps, 3 declined
BEFORE → AFTER
  which versions run was not looked at
  as before: configuration 5 of 5; mongo 5 of 5; redis 5 of 5; services 5 of 5
DIFFERENCES
  explained 2 | expected but absent not looked at | unexplained 0
ACCEPTED
  TYK-PRE-003 gw1: a.miller until Sun 22 Nov 06:00 CET: approved with the platform board
COULD NOT SEE
  none: every planned cell was judged
STILL TO DO
  nothing that the run knows of
STEPS
  5 done, 0 overridden, the done ones took 15 min 10 s, planned 19 min
WAY BACK
  closed Sat 21 Nov 2026 22:13 CET (21:13 UTC) by: Restart the dashboard on dash1

suggested close code: Successful
CIs gw1, gw2, dash1
tool 1.2, catalogue 9f3c2c11ab00
"""

    assert said.startswith(expected)


def test_what_no_run_told_is_said_not_to_be_known(tmp_path):
    """Without the results of its runs a page promises nothing."""
    said = change_summary_text(made(tmp_path, "rolled back", runs={}))

    assert "rollback was not verified" in said
    assert "not known: there are not both runs to compare" in said
    assert "lost since the baseline: not known" in said


def test_a_way_back_without_an_upgraded_package_names_the_gate_that_proves_it(tmp_path):
    """The rollback's own rows are not applicable then, and the whole of it was never run."""
    made = changes.stopped(tmp_path / "change")
    made.write("decision", Decision(kind="roll-back", name="petra"))
    made.write("plan", PlanEntry(plan=changes.BACK, sha256="ef" * 32))
    made.phase("gate", gate="begin")
    ended = Finished(action="rollback", status=12, verdict="GO", headline="GO")
    story = Story(made.write("finished", ended).change(), {}, directory=tmp_path)
    said = change_summary_text(story)

    assert "no package had been upgraded; gate begin holds as before the first step: GO" in said
    assert "rollback was not verified" not in said


def test_equal_is_only_what_passed(tmp_path):
    """A cell that could not tell is not counted as equal, nor as comparable."""
    runs = results()
    found = runs["../rollback"].findings
    dark = (found[0].model_copy(update={"outcome": "unknown"}), *found[1:])
    runs["../rollback"] = runs["../rollback"].model_copy(update={"findings": dark})

    said = change_summary_text(made(tmp_path, "rolled back", runs=runs))

    assert "19 of 19 comparable" in said
    assert "1 could not be compared" in said


def test_a_kill_is_stamped_and_its_step_named(tmp_path):
    story = made(tmp_path, "killed")
    said = change_summary_text(story)

    assert story.verdict == "UNKNOWN"
    assert "UPGRADE INCOMPLETE" in said
    assert "INCOMPLETE: The runner did not end" in said
    assert "Update the gateway on gw1: begun, nobody saw its end" in said
    assert "close code" not in said
    assert "INCOMPLETE" in Elements(change_page(story)).text


def test_decide_by_counts_what_was_done(tmp_path):
    """The window ends 04:00; 2 + 6 + 6 minutes to undo, 2 to verify."""
    said = change_summary_text(made(tmp_path, "stopped"))

    assert "open, until: Restart the dashboard on dash1; decide by Sun 22 Nov 2026 03:44" in said


def test_an_override_is_red_and_spoils_the_close_code(tmp_path):
    story = made(tmp_path, "overridden")
    html = change_page(story)

    assert 'class="stamp red"' in html
    assert '<p class="item bad">override TYK-POST-017 gateway.gw1.update by petra' in html
    assert '<p class="gate bad">' in html
    assert story.close_code == "Successful with issues"


def test_gates_lead_to_their_own_report(tmp_path):
    links = [
        attrs["href"] for tag, attrs in Elements(change_page(made(tmp_path, "stopped"))).tags
        if tag == "a"
    ]  # fmt: skip

    assert "./../pre/report.html" in links
    assert "./../gate-restart-gateway.gw1.update/report.html" in links


def test_hostile_output_and_directories_stay_text(tmp_path):
    """What a node printed, and where a run says it lies, opens nothing on the page."""
    writing = changes.Writing(tmp_path / "change").begun()
    writing.done("drain", "</pre><script>document.title='owned'</script>\x1b[31m\u202e")
    writing.phase("gate", directory='javascript:alert(1)//"><b>', gate="x", step="drain",
                  when="after")  # fmt: skip
    html = change_page(Story(writing.change(), {}, directory=tmp_path))

    tags = [tag for tag, _ in Elements(html).tags]
    links = [attrs["href"] for tag, attrs in Elements(html).tags if tag == "a"]
    assert "script" not in tags
    assert all(each.startswith("./") for each in links)
    assert "\u202e" not in html


def test_long_outputs_are_cut_to_fit_and_say_so(tmp_path):
    """A hundred steps that each print 20000 characters stay under what mail takes."""
    steps = tuple(changes.step(f"s{n}", f"Step {n}") for n in range(150))
    plan = changes.PLAN.model_copy(update={"steps": steps})
    writing = changes.Writing(tmp_path / "change")
    writing.write("change", changes.HEADER).write("session", changes.HOST)
    writing.write("plan", changes.PlanEntry(plan=plan, sha256=""))
    for step in steps:
        writing.done(step.key, "x" * 20_000)

    html = change_page(Story(writing.change(), {}, directory=tmp_path))

    assert len(html.encode()) <= LIMIT
    assert "characters before this are in journal.jsonl" in html


def test_every_file_is_written(story, tmp_path):
    paths = write_change(story.change, story.runs, tmp_path / "change")

    assert [path.name for path in paths] == list(FILES)
    assert {path.stat().st_mode & 0o777 for path in paths} == {0o600}


def test_paper_says_what_the_page_says(tmp_path):
    write_change(MAKES["rolled back"](tmp_path / "change"), results(), tmp_path / "change")
    text = paper_text(tmp_path / "change" / "report.pdf")

    for each in ("BACK AND GO", "STATE NOW", "20 of 20 comparable", "1 API is gone: orders",
                 "Undo the update on dash1", "roll-back by petra"):  # fmt: skip
        assert each in text


@needs_chromium
@pytest.mark.parametrize("javascript", [True, False])
def test_page_is_whole_in_a_browser(tmp_path, javascript):
    """It has no script of its own: with and without JavaScript it is the same."""
    page = tmp_path / "page.html"
    page.write_text(change_page(made(tmp_path, "stopped")), encoding="utf-8")

    html = dom(page, tmp_path / "profile", javascript=javascript)

    for each in ("UPGRADE STOPPED", "gw1 serves one API less", "does not hold", "Running trans"):
        assert each in html


def test_a_rollback_that_is_not_go_says_so_in_red(tmp_path):
    story = made(tmp_path, "not back")

    assert (story.headline, story.verdict, story.close_code) == ("BACK, NO-GO", "NO-GO", "")


def test_a_gate_that_is_no_go_makes_the_change_no_go(tmp_path):
    story = made(tmp_path, "stopped")

    assert (story.headline, story.verdict) == ("UPGRADE STOPPED", "NO-GO")


def test_a_run_that_was_narrowed_is_not_the_whole_phase(tmp_path):
    """The readiness rows before a rollback are not its verdict."""
    made_ = changes.stopped(tmp_path / "change")
    made_.write("decision", changes.Decision(kind="roll-back", name="petra"))
    change = made_.phase("rollback", gate="begin", directory="../ready").change()

    assert Story(change, {}).ran("rollback") is None


def test_a_difference_that_nothing_explains_keeps_the_ticket_open(tmp_path):
    runs = results()
    diffs = tuple(d.model_copy(update={"explained": ""}) for d in runs["../post"].differences)
    runs["../post"] = runs["../post"].model_copy(update={"differences": diffs})

    story = made(tmp_path, "upgraded", runs=runs)

    assert story.close_code == "not yet: 2 differences are unexplained"


def test_sample_calls_are_what_customers_see():
    calls = finding(1).model_copy(update={"subject": "calls", "outcome": "pass"})

    (said, _) = customers(result([calls]))

    assert said.text.startswith("1 of 1 checks of the APIs hold")
