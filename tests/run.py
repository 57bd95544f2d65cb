"""`python -m tests.run`: all of the suite's own tests; what the machine lacks is named.

The end-to-end tests wait for real hosts most of their time, so they run beside all others. With
DEMAND_ALL=1 a missing part is a failure: so a build machine can not quietly test less.
"""

import os
import subprocess
import sys
from pathlib import Path

from tests.lab import cassandra_jars, packages
from tests.lab.process import LabError

ROOT = Path(__file__).resolve().parents[1]
APART = "tests/end_to_end"
CASSANDRA = os.environ.get("LAB_CASSANDRA", "2.2.12")
LOG = ROOT / ".cache" / "end_to_end.log"


def main() -> int:
    """Install what may be installed, run pytest, end with the worse status."""
    try:
        packages.install()
        packages.mongod()
        cassandra_jars.jars(CASSANDRA)
    except LabError as error:
        say(f"set-up: {error}")
    lacking = packages.missing() + cassandra_jars.missing(CASSANDRA)
    for reason in lacking:
        say(f"MISSING: its tests do not run: {reason}")
    if lacking and os.environ.get("DEMAND_ALL"):
        return 1
    if sys.argv[1:]:
        return pytest(*sys.argv[1:]).wait()
    return both()


def both() -> int:
    """Run the end-to-end tests beside the others, and show their output after theirs."""
    LOG.parent.mkdir(exist_ok=True)
    with LOG.open("w", encoding="utf-8") as log:
        beside = pytest(APART, stdout=log, env={**os.environ, "LAB_PREFIX": "e2e"})
    try:
        status = pytest("tests", f"--ignore={APART}").wait()
        say("", f"{APART}, which ran beside:")
        other = beside.wait()
    finally:
        beside.terminate()
    say(LOG.read_text(encoding="utf-8"))
    return max(status, other)


def pytest(*words: str, **settings: object) -> subprocess.Popen[bytes]:
    """Start pytest on the suite's own tests."""
    line = [sys.executable, "-m", "pytest", "-c", "tests/pytest.toml", *words]
    return subprocess.Popen(line, cwd=ROOT, **settings)


def say(*lines: str) -> None:
    """Print, before what comes next."""
    print(*lines, sep="\n", flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
