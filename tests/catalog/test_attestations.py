"""An attestation speaks for a row that no probe can see, or for a group of them."""

from datetime import UTC, datetime

import pytest

from catalog.attestations import judge, load_attestations, valid
from inventory import InventoryError
from tests.catalog.rows import catalogue, row

NOW = datetime(2026, 11, 21, 22, 30, tzinfo=UTC)
SIGNED = {"verified_by": "attestation", "reason": "reading shows in no system"}
ROWS = catalogue(
    row("TYK-PRE-001", **SIGNED),
    row("TYK-PRE-002", group="procedure-read", **SIGNED),
    row("TYK-PRE-003", group="procedure-read", **SIGNED),
    row("TYK-PRE-004"),
    row("TYK-POST-001", phases=["post"], **SIGNED),
)
PLANNED = ("TYK-PRE-001", "TYK-PRE-002", "TYK-PRE-003")
GOOD = {
    "requirement": "TYK-PRE-001",
    "signed_by": "Ada",
    "when": "2026-11-20T10:00+01:00",
    "evidence": "minutes of 20 November",
}


def read(tmp_path, *entries):
    """Write attestations and read them."""
    text = ""
    for changes in entries or ({},):
        lines = [f"{key}: {value}" for key, value in {**GOOD, **changes}.items() if value]
        text += "- " + "\n  ".join(lines) + "\n"
    (tmp_path / "attestations.yaml").write_text(text, encoding="utf-8")
    return load_attestations(tmp_path, ROWS)


def test_no_file_is_no_signature(tmp_path):
    """Then every such row is unknown."""
    assert load_attestations(tmp_path, ROWS) == ()
    assert valid(ROWS["TYK-PRE-001"], (), NOW) == (None, "")


def test_a_signature_holds_for_its_row_only(tmp_path):
    """The report shows who signed, when, and on what grounds."""
    signed = read(tmp_path)

    found, why = valid(ROWS["TYK-PRE-001"], signed, NOW)

    assert str(found) == "Ada, 2026-11-20 10:00 +0100: minutes of 20 November"
    assert why == ""
    assert valid(ROWS["TYK-PRE-002"], signed, NOW)[0] is None


def test_a_group_is_signed_once(tmp_path):
    """Rows that only say `be aware` do not need a signature each."""
    signed = read(tmp_path, {"requirement": "", "group": "procedure-read"})

    assert valid(ROWS["TYK-PRE-002"], signed, NOW)[0]
    assert valid(ROWS["TYK-PRE-003"], signed, NOW)[0]
    assert valid(ROWS["TYK-PRE-001"], signed, NOW)[0] is None


def test_the_newest_signature_in_time_counts(tmp_path):
    """An old one that ended does not spoil a new one."""
    old = {"when": "2026-10-01T10:00Z", "expires": "2026-11-01T10:00Z", "signed_by": "Grace"}

    found, _ = valid(ROWS["TYK-PRE-001"], read(tmp_path, old, {}), NOW)

    assert found is not None
    assert found.signed_by == "Ada"


def test_an_expired_signature_says_so(tmp_path):
    """Nobody should look for what is there."""
    found, why = valid(ROWS["TYK-PRE-001"], read(tmp_path, {"expires": "2026-11-21T10:00Z"}), NOW)

    assert found is None
    assert why == "attestations.yaml:1: expired on 2026-11-21 10:00:00+00:00"


REFUSED = {
    "neither row nor group": ({"requirement": ""}, "either requirement or group"),
    "both": ({"group": "procedure-read"}, "either requirement or group"),
    "no signer": ({"signed_by": ""}, "signed_by: is missing"),
    "no evidence": ({"evidence": '""'}, "evidence"),
    "no time zone": ({"when": "2026-11-20 10:00"}, "has no time zone"),
    "an end before the signature": ({"expires": "2026-11-01T00:00Z"}, "expires before"),
    "an unknown key": ({"signedby": "x"}, "did you mean signed_by"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_it_is_refused_with_its_line(tmp_path, case):
    """What is half said signs nothing."""
    changes, expected = REFUSED[case]

    with pytest.raises(InventoryError, match=r"attestations\.yaml:\d+") as caught:
        read(tmp_path, changes)

    assert expected in str(caught.value)


STATES = {
    "valid": ({}, "valid", ""),
    "expired": ({"expires": "2026-11-21T10:00Z"}, "expired", "expired on"),
    "of tomorrow": ({"when": "2026-11-22T00:00Z"}, "not-yet", "in the future"),
    "misspelt": ({"requirement": "TYK-PRE-01"}, "unknown-requirement", "did you mean TYK-PRE-001"),
    "unknown group": (
        {"requirement": "", "group": "procedures-read"},
        "unknown-requirement",
        "did you mean procedure-read",
    ),
    "of a check": ({"requirement": "TYK-PRE-004"}, "matches-nothing", "is verified by a probe"),
    "of another phase": ({"requirement": "TYK-POST-001"}, "elsewhere", ""),
}


@pytest.mark.parametrize("case", STATES)
def test_each_is_judged(tmp_path, case):
    """A rotten one is a finding of its own."""
    changes, expected, message = STATES[case]

    (judged,) = judge(read(tmp_path, changes), ROWS, PLANNED, "pre", NOW)

    assert judged.state == expected
    assert message in judged.message
    assert judged.rotten == (expected not in {"valid", "elsewhere"})


def test_a_signature_for_what_does_not_apply_is_told(tmp_path):
    """It was meant for another estate."""
    (judged,) = judge(read(tmp_path), ROWS, ("TYK-PRE-002",), "pre", NOW)

    assert judged.state == "matches-nothing"
    assert "does not apply here" in judged.message


def test_a_signature_for_a_change_holds_for_that_change_only(tmp_path):
    """Last quarter's reading does not open this window."""
    signed = read(tmp_path, {"change": "CHG0000001"})

    assert valid(ROWS["TYK-PRE-001"], signed, NOW, "CHG0000001")[0]
    for other in ("CHG0000002", ""):
        found, why = valid(ROWS["TYK-PRE-001"], signed, NOW, other)
        assert found is None
        assert why.startswith("attestations.yaml:1: signed for CHG0000001, this is ")


def test_a_signature_without_a_change_holds_for_any(tmp_path):
    assert valid(ROWS["TYK-PRE-001"], read(tmp_path), NOW, "CHG0000002")[0]


def test_a_signature_for_another_change_is_no_finding(tmp_path):
    """The file outlives a ticket; an id that nobody knows is told all the same."""
    signed = read(tmp_path, {"change": "CHG0000001"}, {"change": "CHG0000001", "requirement": "X"})

    states = [one.state for one in judge(signed, ROWS, PLANNED, "pre", NOW, change="CHG0000002")]

    assert states == ["elsewhere", "unknown-requirement"]
