"""A command waits only for what it needs: `--help` for no model, `plan` for no report."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HEALTHY = ROOT / "checks" / "tyk" / "cases" / "healthy" / "inventory.yaml"
HEAVY = {"fpdf", "jinja2", "cryptography", "redis", "pymongo", "requests", "cassandra"}
SHOWING = """
import sys
from runner.app import app
app(sys.argv[1:], standalone_mode=False)
print("imported:", *{name.partition(".")[0] for name in sys.modules})
"""


@pytest.mark.parametrize(
    ("words", "without"),
    [
        (["--help"], HEAVY | {"pydantic", "inventory", "yaml"}),
        (["plan", f"--inventory={HEALTHY}"], HEAVY),
    ],
    ids=["help", "plan"],
)
def test_what_a_command_imports(words, without):
    done = subprocess.run(
        [sys.executable, "-c", SHOWING, *words],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    imported = set(done.stdout.rpartition("imported: ")[2].split())

    assert {"typer", "runner"} <= imported
    assert imported & without == set()
