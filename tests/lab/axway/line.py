"""The domain by the lab's own command line, under a prefix that is not that of this process."""

import json
import os
import subprocess
import sys
from typing import Any

from tests.lab.axway import credentials
from tests.lab.axway.places import NEW
from tests.lab.names import CHECKOUT

PREFIX = "laself"
TOOL = f"{NEW}/upgrade/bin/sysupgrade"


def lab(*words: str, check: bool = True) -> str:
    """Run the lab's own command line, under a prefix of these tests."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.lab", "--product", "axway", *words],
        cwd=CHECKOUT,
        env={**os.environ, "LAB_PREFIX": PREFIX},
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0 or not check, f"{words}: {done.stdout}{done.stderr}"
    return done.stdout


def owner(host: str, *commands: str) -> str:
    """Run commands on a host as the owner of the installations, whatever each ends with."""
    script = "; ".join(f"sudo -n -u axway {command} 2>&1" for command in commands)
    return lab("exec", host, f"{script}; true")


def sysupgrade(host: str, words: str) -> str:
    """Run one step on one host; its output and exit status."""
    return lab("exec", host, f"cd /; sudo -n -u axway {TOOL} {words} 2>&1; echo rc=$?")


def said(url: str, account: tuple[str, str] = credentials.ADMIN) -> Any:
    """Ask a REST API, from gw3."""
    return json.loads(lab("exec", "gw3", f"curl -sk -u {':'.join(account)} {url}"))


def status(host: str) -> str:
    """How far a host is, in the words of `sysupgrade status`."""
    return owner(host, f"{TOOL} status").split("Current status: ")[1].splitlines()[0]


def titles(host: str) -> set[str]:
    """The titles of the product's processes."""
    return set(lab("exec", host, "ps -eo args | grep '(vshell)$'").splitlines())
