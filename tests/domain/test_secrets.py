"""No secret of a domain is in anything that a run leaves, prints or starts."""

import json
import stat

import pytest

from tests.domain.planted import PLANTED, planted
from tests.end_to_end.planted import forms
from tests.end_to_end.watching import command_lines


@pytest.fixture(scope="module")
def left(site):
    """A run with everything shown, the lines of the processes it started, and the secrets."""
    site.at("pre")
    with planted(site.estate), command_lines() as lines:
        ran = site.check("pre", "-vv", "-rA")
    secrets = {path.name: path.read_text().strip() for path in (site.env / "secrets").iterdir()}
    secrets |= {one.what: one.value for one in PLANTED}
    return ran, list(lines.values()), secrets


def found_in(text, secrets):
    return [name for name, one in secrets.items() if any(form in text for form in forms(one))]


def test_there_are_secrets_to_find(left):
    assert len(set(left[2].values())) >= 20
    assert len(left[1]) >= 10


def test_the_run_met_what_was_planted(left):
    """A run that stops at the door leaks nothing, and shows nothing."""
    recording = (left[0].folder / "recording.jsonl").read_text()

    assert [one.what for one in PLANTED if json.dumps(one.near)[1:-1] not in recording] == []


def test_the_terminal_shows_none(left):
    assert found_in(left[0].output, left[2]) == []


def test_no_file_holds_one(left):
    held = {
        path.name: found_in(path.read_bytes().decode("latin-1"), left[2])
        for path in left[0].folder.rglob("*")
        if path.is_file()
    }

    assert held
    assert {name: found for name, found in held.items() if found} == {}


def test_files_are_for_their_owner_alone(left):
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in left[0].folder.iterdir()}

    assert {name: oct(mode) for name, mode in modes.items() if mode & 0o077} == {}


def test_no_process_was_started_with_one(left):
    assert [line for line in left[1] if found_in(line, left[2])] == []
