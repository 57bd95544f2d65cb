"""Where the time goes: one run of ours under cProfile, the functions that took most themselves."""

import pstats
import subprocess
import sys
from pathlib import Path

from tests.bench import network
from tests.bench.peers import OURS_PEER
from tests.bench.suites import OURS, ROOT

MOST = 12


def hot_spots(size: int) -> list[str]:
    """Profile the main thread of one run; give lines `own seconds, calls, function`."""
    out = network.STATE / "profile"
    words = ["-m", "cProfile", "-o", out, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    subprocess.run(
        network.near(sys.executable, *words, *OURS_PEER.words(size)),
        cwd=OURS,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=300,
    )
    if not out.exists():
        return ["the profiled run left no profile"]
    stats = pstats.Stats(str(out)).stats  # type: ignore[attr-defined]
    most = sorted(stats.items(), key=lambda entry: -entry[1][2])[:MOST]
    return [
        f"{own:6.2f} s  {calls:7} x  {_place(file, line)} {name}"
        for (file, line, name), (_, calls, own, _, _) in most
    ]


def _place(file: str, line: int) -> str:
    if file in {"~", ""} or file.startswith("<"):
        return "built in:"
    path = Path(file)
    if path.is_relative_to(ROOT) and ".venv" not in path.parts:
        return f"{path.relative_to(ROOT)}:{line}"
    return f"{'/'.join(path.parts[-2:])}:{line}"
