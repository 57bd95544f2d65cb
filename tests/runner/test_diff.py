"""`diff`: directories of runs and of changes, as text and as Markdown."""

from runner.diff import diff
from tests.reports import changes
from tests.runner.written import run


def test_the_same_run_does_not_differ(tmp_path, capsys):
    run(tmp_path / "a")

    assert diff(tmp_path / "a", tmp_path / "a") == 0
    assert "no difference was found; the same: " in capsys.readouterr().out


def test_what_differs_in_text(tmp_path, capsys):
    run(tmp_path / "a", environment="staging")
    run(tmp_path / "b", environment="PROD", outcomes=("fail",))

    assert diff(tmp_path / "a", tmp_path / "b") == 1
    said = capsys.readouterr().out
    assert "A  PRE CHG1 staging: GO" in said
    assert "two environments: targets are matched by their role or service" in said
    assert "    A pass gw1\n    B fail gw1" in said


def test_what_differs_in_markdown_is_escaped(tmp_path, capsys):
    run(tmp_path / "a")
    run(tmp_path / "b", tool_version="1|<b>")

    diff(tmp_path / "a", tmp_path / "b", markdown=True)
    said = capsys.readouterr().out
    assert "| what | where | A | B |" in said
    assert "| tool version |  | 0.1.0 | 1\\|&lt;b> |" in said


def test_a_change_is_compared_by_the_newest_phase_that_both_have(tmp_path, capsys):
    for name in ("x", "y"):
        heads = {phase: run(tmp_path / name / phase, phase=phase) for phase in ("pre", "post")}
        writing = changes.Writing(tmp_path / name / "change").write("change", changes.HEADER)
        for phase, head in heads.items():
            if (name, phase) != ("y", "post"):
                writing.phase(phase, directory=f"../{phase}", head=head)
        writing.change()

    assert diff(tmp_path / "x" / "change", tmp_path / "x" / "change") == 0
    assert "A  POST" in capsys.readouterr().out
    assert diff(tmp_path / "x" / "change", tmp_path / "y" / "change") == 0
    assert "A  PRE" in capsys.readouterr().out


def test_what_can_not_be_read_is_an_error(tmp_path, capsys):
    run(tmp_path / "a")

    assert diff(tmp_path / "a", tmp_path / "nothing") == 2
    assert "can not be read" in capsys.readouterr().err
