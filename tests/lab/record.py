"""`python -m tests.lab.record [DIR]`: make the healthy recording of the product from a real lab.

Boots the estate, runs pre, upgrades by the vendor's commands, runs post, takes it all back, and
keeps inventory, baseline and the recordings of the phases and gates. Cases change them; the demo
without a lab replays them.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.lab import inventory
from tests.lab.attesting import sign_all
from tests.lab.estate import Estate
from tests.lab.names import CHECKOUT
from tests.lab.process import in_lab

HEALTHY = CHECKOUT / "checks" / "tyk" / "cases" / "healthy"


BEFORE = ("begin", "pump")
BETWEEN = ("updated", "restarted", "traffic")  # what they ask is the same when all is upgraded
BACK = ("back", "undo")


def check(phase: str, env: Path, runs: Path, *more: str) -> Path:
    """Run one phase from inside the lab's network; give the run's folder, whatever the verdict."""
    before = set(runs.glob(f"*/*-{phase}*"))
    files = (f"--inventory={env}", f"--runs={runs}")
    line = in_lab(sys.executable, "-m", "pytest", "-m", phase, *files, "-q", *more)
    subprocess.run(line, cwd=CHECKOUT, check=False)
    (folder,) = set(runs.glob(f"*/*-{phase}*")) - before
    return folder


def gates_of(names: Sequence[str], env: Path, runs: Path) -> dict[str, Path]:
    """Run gates; give their folders by name."""
    return {name: check("gate", env, runs, f"--gate={name}") for name in names}


def record(folder: Path) -> None:
    """Fill `folder` with the files of a healthy recording."""
    folder.mkdir(parents=True, exist_ok=True)
    estate = Estate()
    with tempfile.TemporaryDirectory() as scratch:
        env, runs = Path(scratch) / "env", Path(scratch) / "runs"
        estate.inventory(env, inventory.USUAL)
        sign_all(env)
        pre = check("pre", env, runs)
        gates = gates_of(BEFORE, env, runs)
        estate.upgrade()
        estate.read_rpmnew()
        post = check("post", env, runs)
        gates |= gates_of(BETWEEN + BACK, env, runs)
        estate.rollback()
        estate.read_rpmnew()
        back = check("rollback", env, runs)
        shutil.copy(env / "inventory.yaml", folder / "inventory.yaml")
        shutil.copy(pre / "recording.jsonl", folder / "pre.jsonl")
        shutil.copy(post / "recording.jsonl", folder / "post.jsonl")
        shutil.copy(back / "recording.jsonl", folder / "rollback.jsonl")
        for name, gate in gates.items():
            shutil.copy(gate / "recording.jsonl", folder / f"gate-{name}.jsonl")
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
