"""`report`: pages from a journal alone, of a run and of a change."""

from findings.late import held
from runner.report import report, write_report
from tests.reports import changes
from tests.runner.written import run


def test_a_run_is_shown_anew(tmp_path, capsys):
    run(tmp_path / "pre")

    assert report(tmp_path / "pre") == 0
    assert "GO: " in capsys.readouterr().out
    assert (tmp_path / "pre" / "report.html").is_file()


def test_a_run_that_did_not_end_is_stamped(tmp_path, capsys):
    run(tmp_path / "pre", ended=False)

    assert report(tmp_path / "pre") == 0
    assert "INCOMPLETE" in capsys.readouterr().out
    assert "INCOMPLETE" in (tmp_path / "pre" / "summary.txt").read_text()


def test_a_change_joins_its_runs(tmp_path):
    """The findings of pre come from the run's own journal, whose head must fit."""
    head = run(tmp_path / "pre")
    writing = changes.Writing(tmp_path / "change").write("change", changes.HEADER)
    writing.phase("pre", directory="../pre", head=head, when="first").change()

    write_report(tmp_path / "change")

    assert "1 planned = 1 pass" in (tmp_path / "change" / "summary.txt").read_text()


def test_a_run_with_another_head_is_not_believed(tmp_path):
    run(tmp_path / "pre")
    writing = changes.Writing(tmp_path / "change").write("change", changes.HEADER)
    writing.phase("pre", directory="../pre", head="ab" * 32, when="first").change()

    said = write_report(tmp_path / "change")

    assert "the pre run can not be shown" in said
    assert "1 planned" not in (tmp_path / "change" / "summary.txt").read_text()


def test_a_journal_that_holds_a_secret_makes_no_page(tmp_path, capsys):
    """What was washed out of the reports would come back from the journal."""
    run(tmp_path / "pre")
    report(tmp_path / "pre")
    found = tmp_path / "pre" / "findings.json"
    note = "a secret stands in journal.jsonl: 1 times, found after it was written"
    found.write_text(found.read_text().replace('"notes": []', f'"notes": ["{note}"]'))
    (tmp_path / "pre" / "report.html").unlink()

    assert note in found.read_text()
    assert report(tmp_path / "pre") == 2
    assert note in capsys.readouterr().err
    assert not (tmp_path / "pre" / "report.html").exists()


def test_what_is_no_journal_is_refused_with_a_sentence(tmp_path, capsys):
    assert report(tmp_path) == 2
    assert "can not be read" in capsys.readouterr().err


def test_an_edited_journal_is_refused(tmp_path, capsys):
    changes.upgraded(tmp_path / "change")
    journal = tmp_path / "change" / "journal.jsonl"
    journal.write_text(journal.read_text().replace("omar", "otto"))

    assert report(tmp_path / "change") == 2
    assert "edited" in capsys.readouterr().err


def test_of_a_run_whose_journal_holds_a_secret_a_change_shows_the_washed_findings(tmp_path):
    head = run(tmp_path / "pre")
    report(tmp_path / "pre")
    found = tmp_path / "pre" / "findings.json"
    text = found.read_text().replace('"notes": []', f'"notes": ["{held(1)}"]')
    found.write_text(text.replace("1 planned = 1 pass", "washed = 1 pass"))
    writing = changes.Writing(tmp_path / "change").write("change", changes.HEADER)
    writing.phase("pre", directory="../pre", head=head, when="first").change()

    write_report(tmp_path / "change")

    assert "washed = 1 pass" in (tmp_path / "change" / "summary.txt").read_text()
