"""Secrets in the change's own journal: known before the first step, and said where one got in."""

import io
import json

from rich.console import Console

from inventory import load
from probes.redaction import Redactor
from runner import parts
from runner.executor import Ran
from runner.knowing import know
from runner.people import Asked
from runner.showing import Showing
from tests.runner.fakes import EXAMPLE

PASSWORD = "correct-horse-battery"


def test_what_the_inventory_refers_to_is_known_before_anything_is_shown(monkeypatch):
    monkeypatch.setenv("LAB_REDIS_PASSWORD", PASSWORD)
    redactor = Redactor()
    know(load(EXAMPLE), redactor)  # others can not be fetched here: nothing stops

    assert PASSWORD not in redactor.scrub(f"AUTH {PASSWORD}")


def test_the_parts_of_a_session_know_it(world, monkeypatch):
    monkeypatch.setenv("LAB_REDIS_PASSWORD", PASSWORD)
    tools = parts.tools_of(Asked(file=world.file, runs=world.runs))
    tools.executor.close()

    assert PASSWORD not in tools.redactor.scrub(PASSWORD)


def test_a_secret_that_was_met_too_late_is_said_and_is_in_no_page(world):
    world.says["dashboard.dash1.update"] = Ran(1, f"login with {PASSWORD} failed")
    world.upgrade()
    folder, redactor, stream = world.journal.parent, Redactor(), io.StringIO()
    assert PASSWORD in world.journal.read_text()
    redactor.register(PASSWORD)
    show = Showing(redactor, Console(file=stream, width=200))
    parts._reported(type("Work", (), {"directory": folder}), show, redactor)

    assert "a secret stands in journal.jsonl: 2 places" in stream.getvalue()
    for name in ("change.json", "summary.txt", "summary.md", "report.html"):
        assert PASSWORD not in (folder / name).read_text()
    assert json.loads((folder / "change.json").read_text())["header"]["change"] == "CHG0123456"
