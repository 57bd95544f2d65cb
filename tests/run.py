"""`python -m tests.run`: all of the suite's own tests; what the machine lacks is named.

What runs on an estate of real hosts waits for them most of its time, so each estate's tests run
beside all others. With DEMAND_ALL=1 a missing part is a failure: so a build machine can not quietly
test less.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from tests.lab import cassandra_jars, packages
from tests.lab.process import LabError

ROOT = Path(__file__).resolve().parents[1]
LOGS = ROOT / ".cache"
CASSANDRA = os.environ.get("LAB_CASSANDRA", "2.2.12")


@dataclass(frozen=True)
class Part:
    """Tests that have an estate of real hosts to themselves."""

    place: str
    words: tuple[str, ...] = ()
    variables: Mapping[str, str] = field(default_factory=dict)

    @property
    def log(self) -> Path:
        """Where their output is kept."""
        return LOGS / f"{'-'.join([self.place.replace('/', '-'), *self.variables.values()])}.log"


SINGLE = {"LAB_DOMAIN": "single"}
LANES = {  # by the name of its lab: what runs one after the other, some with a lab of its own
    "tyk": (
        Part("tests/end_to_end"),
        *(Part(f"tests/test_{name}.py") for name in ("lab", "lab_axway", "fleet")),
    ),
    "chg": (Part("tests/changes"), Part("tests/test_demo.py")),
    "axw": (Part("tests/domain"), Part("tests/domain", ("-k", "healthy"), SINGLE)),
}
SELDOM = ("tests/changes/axway", "tests/changes/rolling")  # many minutes: `make torture` runs them
APART = (*sorted({part.place for parts in LANES.values() for part in parts}), *SELDOM)


def main() -> int:
    """Install what may be installed, run pytest, end with the worse status."""
    # `&` in a script lets it be ignored, and so would all that tests interrupt
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # set in many containers: each of some thousand runs would compile all modules anew
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
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
        others = [beside.submit(lane, lab, parts) for lab, parts in LANES.items()]
        statuses = [pytest("tests", *(f"--ignore={place}" for place in APART)).wait()]
        statuses += [status for other in others for status in other.result()]
    for part in (one for parts in LANES.values() for one in parts):
        say("", f"{part.place}, which ran beside:", part.log.read_text(encoding="utf-8"))
    return max(statuses)


def lane(lab: str, parts: Sequence[Part]) -> list[int]:
    """Run parts one after the other, each with a lab of this name; give how they ended."""
    return [apart(part, lab) for part in parts]


def apart(part: Part, lab: str) -> int:
    """Run a part's tests, and keep their output."""
    with part.log.open("w", encoding="utf-8") as log:
        inner = [f"--ignore={one}" for one in APART if one.startswith(f"{part.place}/")]
        env = {**os.environ, **part.variables, "LAB_PREFIX": lab}
        return pytest(part.place, *inner, *part.words, stdout=log, env=env).wait()


def pytest(*words: str, **settings: object) -> subprocess.Popen[bytes]:
    """Start pytest on the suite's own tests."""
    line = [sys.executable, "-m", "pytest", "-c", "tests/pytest.toml", *words]
    return subprocess.Popen(line, cwd=ROOT, **settings)


def say(*lines: str) -> None:
    """Print, before what comes next."""
    print(*lines, sep="\n", flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
