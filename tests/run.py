"""`python -m tests.run`: all of the suite's own tests; what the machine lacks is named.

What runs on an estate of real hosts waits for them most of its time, so each estate's tests run
beside all others. With DEMAND_ALL=1 a missing part is a failure: so a build machine can not quietly
test less.
"""

import os
import subprocess
import sys
from pathlib import Path

from tests.lab import cassandra_jars, packages
from tests.lab.process import LabError

ROOT = Path(__file__).resolve().parents[1]
APART = {  # each with a lab of this name
    "tests/end_to_end": "e2e",
    "tests/changes": "chg",
    "tests/changes/axway": "chgax",
}
CASSANDRA = os.environ.get("LAB_CASSANDRA", "2.2.12")
LOGS = ROOT / ".cache"


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
    return all_of_them()


def all_of_them() -> int:
    """Run each estate's tests beside the others, and show their output after theirs."""
    LOGS.mkdir(exist_ok=True)
    beside = {folder: apart(folder, lab) for folder, lab in APART.items()}
    try:
        statuses = [pytest("tests", *(f"--ignore={folder}" for folder in APART)).wait()]
        for folder, running in beside.items():
            statuses.append(running.wait())
            say("", f"{folder}, which ran beside:", log_of(folder).read_text(encoding="utf-8"))
    finally:
        for running in beside.values():
            running.terminate()
    return max(statuses)


def apart(folder: str, lab: str) -> subprocess.Popen[bytes]:
    """Start a folder's tests in a lab of their own."""
    with log_of(folder).open("w", encoding="utf-8") as log:
        others = [f"--ignore={one}" for one in APART if one.startswith(f"{folder}/")]
        return pytest(folder, *others, stdout=log, env={**os.environ, "LAB_PREFIX": lab})


def log_of(folder: str) -> Path:
    """Where the output of tests that run beside is kept."""
    return LOGS / f"{Path(folder).name}.log"


def pytest(*words: str, **settings: object) -> subprocess.Popen[bytes]:
    """Start pytest on the suite's own tests."""
    line = [sys.executable, "-m", "pytest", "-c", "tests/pytest.toml", *words]
    return subprocess.Popen(line, cwd=ROOT, **settings)


def say(*lines: str) -> None:
    """Print, before what comes next."""
    print(*lines, sep="\n", flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
