"""`python -m tests.run`: all of the suite's own tests; what the machine lacks is named.

What runs on an estate of real hosts waits for them most of its time, so each estate's tests run
beside all others. With DEMAND_ALL=1 a missing part is a failure: so a build machine can not quietly
test less.
"""

import os
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.lab import cassandra_jars, packages
from tests.lab.process import LabError

ROOT = Path(__file__).resolve().parents[1]
LANES = {  # by the name of its lab: what runs there, one after the other
    "e2e": ("tests/end_to_end",),
    "chg": ("tests/changes", "tests/domain"),
}
SELDOM = ("tests/changes/axway",)  # a quarter of an hour and more: `make torture` runs it
APART = (*(folder for folders in LANES.values() for folder in folders), *SELDOM)
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
    """Run each lane beside the others, and show their output after ours."""
    LOGS.mkdir(exist_ok=True)
    with ThreadPoolExecutor(len(LANES)) as beside:
        others = [beside.submit(lane, lab, folders) for lab, folders in LANES.items()]
        statuses = [pytest("tests", *(f"--ignore={folder}" for folder in APART)).wait()]
        statuses += [status for other in others for status in other.result()]
    for folder in (one for folders in LANES.values() for one in folders):
        say("", f"{folder}, which ran beside:", log_of(folder).read_text(encoding="utf-8"))
    return max(statuses)


def lane(lab: str, folders: Sequence[str]) -> list[int]:
    """Run folders one after the other, each with a lab of this name; give how they ended."""
    return [apart(folder, lab) for folder in folders]


def apart(folder: str, lab: str) -> int:
    """Run a folder's tests, and keep their output."""
    with log_of(folder).open("w", encoding="utf-8") as log:
        inner = [f"--ignore={one}" for one in APART if one.startswith(f"{folder}/")]
        running = pytest(folder, *inner, stdout=log, env={**os.environ, "LAB_PREFIX": lab})
        return running.wait()


def log_of(folder: str) -> Path:
    """Where the output of tests that run beside is kept."""
    return LOGS / f"{folder.replace('/', '-')}.log"


def pytest(*words: str, **settings: object) -> subprocess.Popen[bytes]:
    """Start pytest on the suite's own tests."""
    line = [sys.executable, "-m", "pytest", "-c", "tests/pytest.toml", *words]
    return subprocess.Popen(line, cwd=ROOT, **settings)


def say(*lines: str) -> None:
    """Print, before what comes next."""
    print(*lines, sep="\n", flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
