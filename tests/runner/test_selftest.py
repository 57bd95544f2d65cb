"""`selftest` and `demo` start one process each, from the checkout, and give its status."""

import subprocess
import sys

import pytest
from typer.testing import CliRunner

from runner.app import app
from runner.selftest import CHECKOUT


@pytest.fixture
def started(monkeypatch):
    """Keep the command lines instead of running them; each ends with status 3."""
    lines = []

    def run(line, *, cwd, check):
        assert (cwd, check) == (CHECKOUT, False)
        lines.append(line)
        return subprocess.CompletedProcess(line, 3)

    monkeypatch.setattr(subprocess, "run", run)
    return lines


def test_selftest_is_pytests(started):
    done = CliRunner().invoke(app, ["selftest", "-k", "redis"])

    assert done.exit_code == 3
    words = ["-m", "pytest", "--selftest", "--product=tyk", "-q", "-k", "redis"]
    assert started == [[sys.executable, *words]]


def test_demo_is_the_labs(started):
    done = CliRunner().invoke(app, ["demo"])

    assert done.exit_code == 3
    assert started == [[sys.executable, "-m", "tests.lab.demo", "tyk"]]
