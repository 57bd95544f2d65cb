"""`python -m tests.lab.record [DIR]`: make the healthy recording of the product from a real lab.

Boots the estate, runs pre, upgrades by the vendor's commands, runs post, and keeps inventory, both
recordings and the baseline. Cases change it; the demo without a lab replays it.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.lab.attesting import sign_all
from tests.lab.estate import Estate
from tests.lab.names import CHECKOUT
from tests.lab.process import in_lab

HEALTHY = CHECKOUT / "checks" / "tyk" / "cases" / "healthy"


def check(phase: str, env: Path, runs: Path) -> Path:
    """Run one phase from inside the lab's network; give the run's folder, whatever the verdict."""
    before = set(runs.glob(f"*/*-{phase}*"))
    line = in_lab(
        sys.executable, "-m", "pytest", "-m", phase, f"--inventory={env}", f"--runs={runs}", "-q"
    )  # fmt: skip
    subprocess.run(line, cwd=CHECKOUT, check=False)
    (folder,) = set(runs.glob(f"*/*-{phase}*")) - before
    return folder


def record(folder: Path) -> None:
    """Fill `folder` with the four files of a healthy recording."""
    folder.mkdir(parents=True, exist_ok=True)
    estate = Estate()
    with tempfile.TemporaryDirectory() as scratch:
        env, runs = Path(scratch) / "env", Path(scratch) / "runs"
        estate.inventory(env)
        sign_all(env)
        pre = check("pre", env, runs)
        estate.upgrade()
        estate.read_rpmnew()
        post = check("post", env, runs)
        shutil.copy(env / "inventory.yaml", folder / "inventory.yaml")
        shutil.copy(pre / "recording.jsonl", folder / "pre.jsonl")
        shutil.copy(post / "recording.jsonl", folder / "post.jsonl")
        for baseline in pre.parent.glob("baseline-*.json"):
            shutil.copy(baseline, folder / "baseline.json")
    for file in folder.iterdir():
        file.chmod(0o644)


def main() -> int:
    """Boot, record, sweep."""
    estate = Estate()
    estate.sweep()
    try:
        estate.up()
        record(Path(sys.argv[1]) if len(sys.argv) > 1 else HEALTHY)
    finally:
        estate.sweep()
    return 0


if __name__ == "__main__":
    sys.exit(main())
