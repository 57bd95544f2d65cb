"""`python -m tests.lab.record [PRODUCT] [DIR]`: make a product's healthy recording from a real lab.

Boots the estate, runs pre, upgrades by the vendor's commands, runs post, takes it all back, and
keeps inventory, baseline and the recordings of the phases and gates. Cases change them; the demo
without a lab replays them.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.lab import inventory
from tests.lab.attesting import sign_all
from tests.lab.axway.states import PHASES, STATES, reach
from tests.lab.kinds import KINDS
from tests.lab.names import CHECKOUT
from tests.lab.process import in_lab

Look = Callable[..., None]


def check(phase: str, env: Path, runs: Path, *more: str) -> Path:
    """Run one phase from inside the lab's network; give the run's folder, whatever the verdict."""
    before = set(runs.glob(f"*/*-{phase}*"))
    files = (f"--inventory={env}", f"--runs={runs}")
    line = in_lab(sys.executable, "-m", "pytest", "-m", phase, *files, "-q", *more)
    subprocess.run(line, cwd=CHECKOUT, check=False)
    (folder,) = set(runs.glob(f"*/*-{phase}*")) - before
    return folder


def _tyk(estate: Any, look: Look, _: Path) -> None:
    """Look before and after the update of all services, and when it was undone."""
    look("pre")
    look("gate", "begin", "pump")
    estate.upgrade()
    estate.read_rpmnew()
    look("post")
    # What the gates between ask is the same when all is upgraded.
    look("gate", "updated", "restarted", "traffic", "back", "undo")
    estate.rollback()
    estate.read_rpmnew()
    look("rollback")


def _axway(estate: Any, look: Look, env: Path) -> None:
    """Look in each state of the domain's change."""
    for state in STATES:
        reach(estate, state, env)
        if state in PHASES:
            look(state)
        else:
            look("gate", state)
        if state == "pre":
            look("gate", "begin")  # asked of the same domain


CHANGES = {"tyk": _tyk, "axway": _axway}


def record(product: str, estate: Any, folder: Path) -> None:
    """Fill `folder` with the files of a healthy recording; the estate is up, and changed by it."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        env, runs = Path(scratch) / "env", Path(scratch) / "runs"
        estate.inventory(env, inventory.USUAL)
        sign_all(env, product)

        def look(phase: str, *gates: str) -> None:
            for name in gates or ("",):
                run = check(phase, env, runs, *([f"--gate={name}"] if name else ()))
                kept = folder / (f"gate-{name}.jsonl" if name else f"{phase}.jsonl")
                shutil.copy(run / "recording.jsonl", kept)
            for baseline in runs.glob("*/baseline-*.json"):
                shutil.copy(baseline, folder / "baseline.json")

        CHANGES[product](estate, look, env)
        shutil.copy(env / "inventory.yaml", folder / "inventory.yaml")
    for file in folder.iterdir():
        file.chmod(0o644)


def main() -> int:
    """Boot, record, sweep."""
    parser = argparse.ArgumentParser(prog="python -m tests.lab.record", description=__doc__)
    parser.add_argument("product", choices=CHANGES, nargs="?", default="tyk")
    parser.add_argument("folder", type=Path, nargs="?", help="default: where the cases lie")
    given = parser.parse_args()
    usual = CHECKOUT / "checks" / given.product / "cases" / "healthy"
    estate = KINDS[given.product]().estate("")
    estate.sweep()
    try:
        estate.up()
        record(given.product, estate, given.folder or usual)
    finally:
        estate.sweep()
    return 0


if __name__ == "__main__":
    sys.exit(main())
