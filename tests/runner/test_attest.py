"""`attest`: what is to be signed and by whom, its sheets, and a signature that keeps the file."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from catalog.attestations import load_attestations, valid
from runner.attest import attest
from runner.catalog import read

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
EXAMPLE = Path(__file__).parents[1] / "inventory" / "example.yaml"


@pytest.fixture
def folder(tmp_path):
    """An environment in which nobody has signed anything."""
    shutil.copy(EXAMPLE, tmp_path / "inventory.yaml")
    return tmp_path


def sign(folder, *requirements, **changes):
    """Sign as Ada."""
    given = {"name": "Ada", "evidence": "minutes of 20 November", "requirements": requirements}
    return attest(folder, NOW, **{**given, **changes})


def signed(folder):
    return load_attestations(folder, read("tyk"))


def test_the_list_says_what_and_by_whom(folder, capsys):
    assert attest(folder, NOW) == 0
    said = capsys.readouterr().out
    assert "CHG0123456: 0 of 4 signed" in said
    assert "dba\n  open    TYK-PRE-043\n" in said
    assert f"attest --inventory {folder} --requirement TYK-PRE-008" in said


def test_what_does_not_apply_is_not_asked(folder, capsys):
    """Blue-green's statement is for nobody to sign in a downtime upgrade."""
    attest(folder, NOW)
    assert "TYK-PRE-006" not in capsys.readouterr().out
    assert sign(folder, "TYK-PRE-006") == 2
    assert "TYK-PRE-006 does not apply here: only for blue-green" in capsys.readouterr().err


def test_a_signature_counts_and_names_the_change(folder, capsys):
    assert sign(folder, "TYK-PRE-008") == 0
    (one,) = signed(folder)
    assert (one.signed_by, one.change, one.evidence) == (
        "Ada", "CHG0123456", "minutes of 20 November",
    )  # fmt: skip
    assert one.when == NOW
    assert valid(read("tyk")["TYK-PRE-008"], [one], NOW, "CHG0123456")[0] == one
    attest(folder, NOW)
    assert "signed  TYK-PRE-008" in capsys.readouterr().out


def test_a_group_is_signed_together(folder):
    assert sign(folder, group="procedure-read") == 0
    (one,) = signed(folder)
    assert one.rows == {"TYK-RB-015", "TYK-PRE-055", "TYK-PRE-068"}


@pytest.mark.parametrize(
    "before",
    [
        ("# who signs: see the wiki\n- requirement: TYK-PRE-043   # restored\n  signed_by: Omar\n"
        "  when: 2026-11-01T10:00+01:00\n  evidence: RESTORE-12\n"),
        ("  - requirement: TYK-PRE-043\n    signed_by: Omar\n    when: 2026-11-01T10:00+01:00\n"
        "    evidence: RESTORE-12"),
        ("- requirement: TYK-PRE-043\r\n  signed_by: Omar\r\n  when: 2026-11-01T10:00+01:00\r\n"
        "  evidence: RESTORE-12\r\n"),
    ],
)  # fmt: skip
def test_what_stood_in_the_file_stays(folder, before):
    """Comments, indentation and ends of lines are those of before."""
    path = folder / "attestations.yaml"
    path.write_bytes(before.encode())
    path.chmod(0o640)

    assert sign(folder, "TYK-PRE-008") == 0
    assert path.read_bytes().startswith(before.encode())
    assert path.stat().st_mode & 0o777 == 0o640
    assert [one.signed_by for one in signed(folder)] == ["Omar", "Ada"]
    assert list(folder.glob(".attestations*")) == []


def test_an_empty_list_takes_an_entry(folder):
    (folder / "attestations.yaml").write_text("# nobody yet\n[]\n")

    assert sign(folder, "TYK-PRE-008") == 0
    assert len(signed(folder)) == 1


def test_a_file_that_nothing_can_be_added_to_is_left_alone(folder, capsys):
    path = folder / "attestations.yaml"
    before = ("[{requirement: TYK-PRE-043, signed_by: Omar, when: 2026-11-01T10:00+01:00,"
              " evidence: RESTORE-12}]\n")  # fmt: skip
    path.write_text(before)

    assert sign(folder, "TYK-PRE-008") == 2
    assert capsys.readouterr().err
    assert path.read_text() == before


def test_hostile_words_stay_words(folder):
    """What looks like YAML in a name or an evidence is text."""
    evidence = 'x"\n- requirement: [TYK-PRE-043]\n  #: {a} \\ é \u2028'

    assert sign(folder, "TYK-PRE-008", name="Ada: [x]", evidence=evidence) == 0
    (one,) = signed(folder)
    assert (one.signed_by, one.evidence) == ("Ada: [x]", evidence.strip())


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"requirements": ["TYK-PRE-046"]}, "verified by a check, not by a signature"),
        ({"requirements": ["TYK-PRE-999"]}, "TYK-PRE-999"),
        ({"requirements": ["TYK-PRE-008"], "name": " "}, "a signature without name"),
        ({"requirements": ["TYK-PRE-008"], "evidence": ""}, "a signature without evidence"),
        ({"group": "nothing"}, "unknown group nothing; there is procedure-read"),
        ({}, "what is signed?"),
    ],
)
def test_what_can_not_be_signed_is_refused(folder, capsys, given, said):
    assert sign(folder, **given) == 2
    assert said in capsys.readouterr().err
    assert not (folder / "attestations.yaml").exists()


def test_a_sheet_for_each_signer(folder, capsys):
    """Each has what is theirs, and nothing that does not apply."""
    sign(folder, "TYK-PRE-043")
    assert attest(folder, NOW, sheet=True) == 0
    said = capsys.readouterr().out
    names = [f"CHG0123456-{o}{s}" for o in ("change-manager", "dba", "platform")
             for s in (".md", ".html")]  # fmt: skip
    assert all(name in said for name in names)
    assert sorted(p.name for p in (folder / "sheets").iterdir()) == sorted(names)
    platform = (folder / "sheets" / "CHG0123456-platform.md").read_text()
    assert "TYK-PRE-068" in platform
    assert "These are signed together." in platform
    assert "TYK-PRE-043" not in platform
    assert "Signed: Ada" in (folder / "sheets" / "CHG0123456-dba.html").read_text()


def test_what_is_wrong_with_the_inventory_is_said(tmp_path, capsys):
    assert attest(tmp_path, NOW) == 2
    assert capsys.readouterr().err
