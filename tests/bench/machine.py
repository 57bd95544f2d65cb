"""What was measured on: machine, versions, and how busy it was with other work."""

import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from tests.bench.suites import ROOT

PACKAGES = ("pytest", "pytest-testinfra", "pytest-xdist", "requests")
BUSY = 0.5  # runnable processes of others for each processor, before the bench began


def described() -> list[str]:
    """Give the lines about the machine and the versions."""
    ssh = subprocess.run(["ssh", "-V"], capture_output=True, text=True, check=False).stderr
    commit = subprocess.run(
        ["git", "-C", ROOT, "describe", "--always", "--dirty"],
        capture_output=True,
        text=True,
        check=False,
    ).stdout.strip()
    versions = [f"{name} {version(name)}" for name in PACKAGES]
    return [
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, commit {commit or 'unknown'}",  # noqa: TID251
        f"{os.cpu_count()} processors ({_processor()}), {platform.system()} {platform.release()}",
        f"Python {platform.python_version()}, {', '.join(versions)}, {ssh.strip()}",
    ]


def load() -> float:
    """Give how many processes wanted to run in the last minute."""
    return os.getloadavg()[0]


def busy(before: float) -> str:
    """Say what the load before the first run means for the figures."""
    processors = os.cpu_count() or 1
    if before / processors > BUSY:
        return (
            f"The machine was BUSY with other work (load {before:.1f} on {processors} processors "
            "before the first run): seconds are too long, ratios are what counts."
        )
    return f"The machine was calm (load {before:.1f} on {processors} processors)."


def _processor() -> str:
    if sys.platform != "linux":
        return platform.processor()
    text = Path("/proc/cpuinfo").read_text()
    named = [line.partition(":")[2].strip() for line in text.splitlines() if "model name" in line]
    return named[0] if named else platform.machine()
