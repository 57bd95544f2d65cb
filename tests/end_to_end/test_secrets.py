"""None of twenty secrets of an estate gets into anything that a run leaves or shows."""

import base64
import re
import shutil
import stat
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.end_to_end.planted import SECRETS, VARIABLES, leaks, planted, refer
from tests.end_to_end.running import Ran, finished, run
from tests.end_to_end.watching import command_lines
from tests.lab.attesting import sign_all
from tests.reports.browser import paper_text


@dataclass
class Left:
    """What the runs on a full estate of secrets left."""

    runs: Path
    scratch: Path
    ran: dict[str, Ran] = field(default_factory=dict)
    lines: dict[str, str] = field(default_factory=dict)


@pytest.fixture(scope="module")
def left(before, tmp_path_factory):
    """A pre run, a post run and a replay, with the secrets planted meanwhile."""
    scratch = tmp_path_factory.mktemp("secrets")
    found = Left(scratch / "runs", scratch)
    env = scratch / "env"
    before.estate.inventory(env)
    sign_all(env)
    refer(env)
    with planted(before.estate), command_lines() as lines:
        for phase in ("pre", "post"):
            words = ("-m", phase, "-vv", "--showlocals", *_kept(scratch, phase))
            found.ran[phase] = run(*words, env=env, runs=found.runs, variables=VARIABLES)
    found.lines |= lines
    recording = found.ran["pre"].folder / "recording.jsonl"
    again = ["-m", "pre", f"--replay={recording}", f"--inventory={env}", f"--runs={found.runs}"]
    found.ran["replay"] = finished(
        [sys.executable, "-m", "pytest", *again, *_kept(scratch, "replay")], found.runs
    )
    shutil.rmtree(env)
    return found


def _kept(scratch: Path, name: str) -> tuple[str, ...]:
    cache = f"cache_dir={scratch / 'cache'}"
    return ("-o", cache, f"--junitxml={scratch / name}.xml")


def test_there_are_twenty_of_them():
    assert len(set(SECRETS.values())) >= 20


def test_the_run_met_them(left):
    """A run that stops at the door leaks nothing, and shows nothing."""
    recording = (left.ran["pre"].folder / "recording.jsonl").read_text()
    for met in ("mirror.invalid", "db.invalid", "10.0.0.1:6379", "reporter", "X-Key", "tls.pem"):
        assert met in recording


def test_no_file_shows_one(left):
    files = [path for path in left.scratch.rglob("*") if path.is_file()]
    found = {str(path): names for path in files if (names := leaks(_text(path)))}

    assert {"baseline", "findings.json", "lastfailed", "pre.xml"} <= {
        path.name.partition("-")[0] for path in files
    }
    assert found == {}


@pytest.mark.parametrize("name", ["pre", "post", "replay"])
def test_no_terminal_shows_one(left, name):
    assert "checks/tyk/test_redis.py" in left.ran[name].output
    assert leaks(left.ran[name].output) == []


def test_no_command_line_shows_one(left):
    assert any("ssh" in line for line in left.lines.values())
    assert {line: names for line in left.lines.values() if (names := leaks(line))} == {}


def test_the_owner_alone_reads_what_a_run_leaves(left):
    paths = [path for ran in left.ran.values() for path in ran.folder.iterdir()]
    paths += left.runs.glob("*/baseline-*.json")

    assert {path.name: oct(mode) for path in paths if (mode := _mode(path)) != 0o600} == {}


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _text(path: Path) -> str:
    """Everything that a file says; the words of a PDF are packed, and bytes of a recording."""
    if path.suffix == ".pdf":
        return paper_text(path)
    text = path.read_bytes().decode(errors="replace")
    packed = re.findall(r'"base64": "([^"]+)"', text)
    return "\n".join((text, *(base64.b64decode(raw).decode(errors="replace") for raw in packed)))
