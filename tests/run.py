"""`python -m tests.run`: all of the suite's own tests; what the machine lacks is named.

With DEMAND_ALL=1 a missing part is a failure: so a build machine can not quietly test less.
"""

import os
import subprocess
import sys
from pathlib import Path

from tests.lab import packages
from tests.lab.process import LabError

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    """Install what may be installed, run pytest, end with its status."""
    try:
        packages.install()
    except LabError as error:
        print(f"set-up: {error}")  # noqa: T201
    lacking = packages.missing()
    for reason in lacking:
        print(f"MISSING: no lab here, its tests do not run: {reason}", flush=True)  # noqa: T201
    if lacking and os.environ.get("DEMAND_ALL"):
        return 1
    line = [sys.executable, "-m", "pytest", "-c", "tests/pytest.toml", "tests", *sys.argv[1:]]
    return subprocess.run(line, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
