"""A waiver accepts exactly what it names, where and as long as it says."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from catalog.waivers import judge, load_waivers, not_needed, waiver_for
from inventory import InventoryError
from tests.catalog.rows import catalogue, row

NOW = datetime(2026, 11, 21, 22, 30, tzinfo=UTC)
ROWS = catalogue(
    row("TYK-PRE-001"),
    row("TYK-PRE-002a", part="one"),
    row("TYK-PRE-002b", part="two"),
    row("TYK-POST-001", phases=["post"]),
)
GOOD = {
    "requirement": "TYK-PRE-001",
    "scope": "main",
    "requested_by": "Ada",
    "approved_by": "Grace",
    "when": "2026-11-20T10:00+01:00",
    "reason": "the new Redis comes in December",
    "expires": "2026-11-22T06:00+01:00",
}


@dataclass(frozen=True)
class Cell:
    """A planned check on a target."""

    requirements: tuple[str, ...]
    target: str = "main"


def read(tmp_path, **changes):
    """Write one waiver and read it."""
    lines = [f"{key}: {value}" for key, value in {**GOOD, **changes}.items() if value]
    text = "# accepted\n- " + "\n  ".join(lines) + "\n"
    (tmp_path / "waivers.yaml").write_text(text, encoding="utf-8")
    return load_waivers(tmp_path, ROWS)


def state(waivers, *cells, phase="pre", now=NOW):
    """Judge one waiver against a plan."""
    (judged,) = judge(waivers, ROWS, cells, phase, now)
    return judged.state, judged.message


def test_no_file_is_no_waiver(tmp_path):
    """Most environments have none."""
    assert load_waivers(tmp_path, ROWS) == ()


def test_a_valid_waiver_says_who_until_when_and_why(tmp_path):
    """The report shows this beside the verdict."""
    cell = Cell(("TYK-PRE-001",))
    waivers = read(tmp_path)

    assert state(waivers, cell) == ("valid", "")
    assert str(waiver_for(cell, waivers, NOW)) == (
        "Grace until 2026-11-22 06:00 +0100: the new Redis comes in December"
    )


REFUSED = {
    "one person": ({"approved_by": "ada"}, "must be two persons"),
    "no approval": ({"approved_by": ""}, "approved_by: is missing"),
    "no reason": ({"reason": '" "'}, "reason"),
    "no end": ({"expires": ""}, "expires: is missing"),
    "an end without time zone": ({"expires": "2026-11-22 06:00"}, "has no time zone"),
    "a day as end": ({"expires": "2026-11-22"}, "has no time zone"),
    "no time": ({"expires": "soon"}, "is no time"),
    "an end before the signature": ({"expires": "2026-11-19T06:00Z"}, "expires before"),
    "nothing accepted": ({"requirement": "[]"}, "names no requirement"),
    "twice the same": ({"requirement": "[TYK-PRE-001, TYK-PRE-001]"}, "twice"),
    "an unknown key": ({"aproved": "x"}, "did you mean approved_by"),
    "a key of the loader": ({"rows": "[TYK-PRE-001]"}, "rows: unknown key"),
    "a doubled key": ({"scope": "main\n  scope: other"}, "a second time"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_it_is_refused_with_its_line(tmp_path, case):
    """What is half said accepts nothing."""
    changes, expected = REFUSED[case]

    with pytest.raises(InventoryError, match=r"waivers\.yaml:\d+") as caught:
        read(tmp_path, **changes)

    assert expected in str(caught.value)


def test_a_file_that_is_no_list_is_refused(tmp_path):
    """One entry without its dash would otherwise be read as nothing."""
    (tmp_path / "waivers.yaml").write_text("requirement: TYK-PRE-001\n", encoding="utf-8")

    with pytest.raises(InventoryError, match="is no list"):
        load_waivers(tmp_path, ROWS)


BOTH = ("TYK-PRE-001", "TYK-PRE-002a")
MEETS = [
    ({}, Cell(("TYK-PRE-001",)), True),
    ({}, Cell(("TYK-PRE-001",), "other"), False),
    ({"scope": '"*"'}, Cell(("TYK-PRE-001",), "other"), True),
    ({}, Cell(BOTH), False),
    ({"requirement": "[TYK-PRE-001, TYK-PRE-002a]"}, Cell(BOTH), True),
    ({"requirement": "[TYK-PRE-001, TYK-PRE-002]"}, Cell(BOTH), True),
    ({"requirement": "TYK-PRE-002"}, Cell(("TYK-PRE-002b",)), True),
    ({}, Cell(()), False),
    ({"expires": "2026-11-21T22:30Z"}, Cell(("TYK-PRE-001",)), False),
    ({"when": "2026-11-21T22:31Z"}, Cell(("TYK-PRE-001",)), False),
]


@pytest.mark.parametrize(("changes", "cell", "accepted"), MEETS)
def test_every_row_of_a_cell_must_be_named(tmp_path, changes, cell, accepted):
    """A check of several requirements is one finding; half a waiver does not cover it."""
    assert bool(waiver_for(cell, read(tmp_path, **changes), NOW)) is accepted


ROTTEN = {
    "expired": ({"expires": "2026-11-21T20:00Z"}, "expired", "expired on 2026-11-21 20:00"),
    "of tomorrow": ({"when": "2026-11-22T00:00Z"}, "not-yet", "signed in the future"),
    "misspelt": (
        {"requirement": "TYK-PRE-01"},
        "unknown-requirement",
        "unknown requirement TYK-PRE-01, did you mean TYK-PRE-001",
    ),
    "of another target": ({"scope": "other"}, "matches-nothing", "on target other"),
    "of another phase": ({"requirement": "TYK-POST-001"}, "elsewhere", ""),
}


@pytest.mark.parametrize("case", ROTTEN)
def test_a_rotten_waiver_is_told(tmp_path, case):
    """It is a finding of its own, with the place to mend."""
    changes, expected, message = ROTTEN[case]

    found = state(read(tmp_path, **changes), Cell(("TYK-PRE-001",)))

    assert found[0] == expected
    assert message in found[1]


def test_a_waiver_of_what_holds_is_no_longer_needed(tmp_path):
    """Kept, it would hide the next breach."""
    waivers = read(tmp_path)

    (stale,) = not_needed(waivers, [(Cell(("TYK-PRE-001",)), True)])

    assert (stale.state, stale.rotten) == ("not-needed", True)
    assert not_needed(waivers, [(Cell(("TYK-PRE-001",)), False)]) == ()
