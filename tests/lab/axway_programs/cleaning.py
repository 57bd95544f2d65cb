"""`sysupgrade clean`, and what repeating a step takes away."""

import shutil
import sys
import time
from pathlib import Path

from tests.lab.axway_programs import processes
from tests.lab.axway_programs.install import Install, manager_title

FACTORY = ".standin/factory"
PARTS = {"conf": "conf", "systemconf": "system/conf", "extlib": "ext/lib"}


def remove(path: Path) -> None:
    """Remove a folder, if it is there."""
    shutil.rmtree(path, ignore_errors=True)


def running(install: Install) -> bool:
    """Whether anything of this installation runs."""
    titles = [install.title(group, one) for group, one in install.mine("gateway")]
    return any(processes.find(install, title) for title in [manager_title(install), *titles])


def forget_domain(install: Install) -> None:
    """Take the topology, the CA and the instances away; what runs is not ended by it."""
    for path in install.at("groups").glob("*"):
        remove(path) if path.is_dir() else path.unlink()
    install.at("conf/certs.xml").unlink(missing_ok=True)


def clean(install: Install) -> int:
    """Go back to what was installed; licences stay, what was there is kept in upgrade_backup."""
    if running(install):
        sys.stderr.write("ERROR: stop all processes of this installation first\n")
        return 100
    kept, stamp = install.at("upgrade_backup"), time.strftime("%Y%m%d_%H%M%S")
    kept.mkdir(exist_ok=True)
    for name, place in PARTS.items():
        original = kept / f"original_nm_{name}"
        if not original.exists():
            shutil.copytree(install.at(f"{FACTORY}/{name}"), original)
        licences = install.at("conf/licenses")
        shutil.copytree(install.at(place), kept / f"old-nm_{name}-{stamp}")
        for path in install.at(place).iterdir():
            if path != licences:
                remove(path) if path.is_dir() else path.unlink()
        shutil.copytree(original, install.at(place), dirs_exist_ok=True)
    remove(install.at("groups"))
    remove(install.at("upgrade/bin/out"))
    return 0
