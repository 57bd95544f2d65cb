"""`zdupgrade`: the vendor's sample scripts for an upgrade without downtime; they go host by host.

Steps, options and statuses are documented; how the scripts ask for passwords, what their topology
file looks like and how the table is drawn are not: here they read standard input, and a row is a
host.
"""

import argparse
import json
import shlex
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.lab.axway.places import GROUPS, INSTANCES

STEPS = ("EXPORT", "UPGRADE", "PRE-APPLY", "APPLY", "POST-APPLY", "ROLLBACK")
CODES = {
    "EXPORT": 70, "UPGRADE": 71, "PRE-APPLY": 72, "APPLY": 73, "POST-APPLY": 74, "ROLLBACK": 75,
}  # fmt: skip
FATAL = 80
SSH = ("ssh", "-o", "BatchMode=yes")


@dataclass
class Scripts:
    """One run over all hosts."""

    old: str
    new: str
    hosts: dict[str, str]  # name: address
    admin: tuple[str, str]
    cassandra: tuple[str, str, str]  # address, name, password
    passphrase: str
    said: list[str] = field(default_factory=list)
    cells: dict[str, dict[str, str]] = field(default_factory=dict)

    def run(self) -> int:
        """Take all hosts through all steps; the status to end with."""
        self.cells = {name: dict.fromkeys(STEPS, "*") for name in self.hosts}
        first = next(iter(self.hosts))
        user, password = self.admin
        login = f"--anm_host {first} --username {user}"
        address, name, secret = self.cassandra
        words = f"--cass_host {address} --cass_username {name} --cass_password {secret}"
        whole: tuple[tuple[str, Callable[[str], int]], ...] = (
            ("EXPORT", lambda on: self._tool(
                on, f"export --old_install_dir {self.old} {login}", password)),
            ("UPGRADE", lambda on: self._tool(on, f"upgrade {words}")),
        )  # fmt: skip
        each: tuple[tuple[str, Callable[[str], int]], ...] = (
            ("PRE-APPLY", lambda on: self._processes(on, self.old, "-k")),
            ("APPLY", lambda on: self._tool(on, f"apply {login}", self.passphrase, password)),
            ("POST-APPLY", lambda on: self._processes(on, self.new, "-s")),
        )
        for step, act in whole:
            for host in self.hosts:
                if self._failed(host, step, act):
                    return CODES[step]
        for host in self.hosts:
            for step, act in each:
                if self._failed(host, step, act):
                    return self._back(host, CODES[step])
        return 0

    def _failed(self, host: str, step: str, act: Callable[[str], int]) -> bool:
        status = act(host)
        self.cells[host][step] = f"FAILED ({status})" if status else "PASSED (0)"
        self.said.append(f"{host}: {step}: {self.cells[host][step]}")
        return bool(status)

    def _back(self, host: str, status: int) -> int:
        """Start the old processes of the host that failed; what 7.7 runs there ends."""
        self._processes(host, self.new, "-k")
        if self._failed(host, "ROLLBACK", lambda on: self._processes(on, self.old, "-d")):
            return CODES["ROLLBACK"]
        return status

    def _tool(self, host: str, words: str, *answers: str) -> int:
        return self._on(host, f"cd {self.new}/upgrade/bin && ./sysupgrade {words}", *answers)

    def _processes(self, host: str, top: str, option: str) -> int:
        """Start (-d), stop (-k) or ask (-s) what runs on a host: the instances, the manager."""
        lines = [f"startinstance -n {shlex.quote(one.name)} -g {shlex.quote(GROUPS[one.group][1])}"
                 for one in INSTANCES.values() if one.host == host]  # fmt: skip
        lines = ["nodemanager", *lines] if option == "-d" else [*lines, "nodemanager"]
        joined = "; " if option == "-k" else " && "
        return self._on(host, joined.join(f"{top}/posix/bin/{line} {option}" for line in lines))

    def _on(self, host: str, script: str, *answers: str) -> int:
        done = subprocess.run(
            [*SSH, self.hosts[host], script],
            input="".join(f"{one}\n" for one in answers),
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        self.said += [f"{host}: {line}" for line in (done.stdout + done.stderr).splitlines()]
        return done.returncode

    def table(self, status: int) -> str:
        """What the log ends with."""
        names = {code: f"{step.replace('-', '_')}_FAILED" for step, code in CODES.items()}
        word = {0: "SUCCESS", FATAL: "FATAL_ERROR", **names}[status]
        rows = [["Node", *STEPS], *([name, *cells.values()] for name, cells in self.cells.items())]
        drawn = ["| " + " | ".join(cell.ljust(13) for cell in row) + " |" for row in rows]
        return "\n".join([*self.said, *drawn, f"Status.{word}", ""])


def main(words: list[str]) -> int:
    """Ask for the passwords, go from host to host, keep the log."""
    parser = argparse.ArgumentParser("zdupgrade")
    for option in ("--old_install_dir", "--new_install_dir", "--config"):
        parser.add_argument(option, required=True)
    chosen = parser.parse_args(words)
    config = json.loads(Path(chosen.config).read_text(encoding="utf-8"))
    passwords = [sys.stdin.readline().rstrip("\n") for _ in range(3)]
    scripts = Scripts(
        chosen.old_install_dir,
        chosen.new_install_dir,
        {one["name"]: one["address"] for one in config["nodes"]},
        (config["admin"], passwords[0]),
        (*config["cassandra"], passwords[1]),
        passwords[2],
    )
    status = scripts.run()
    logs = Path(chosen.config).parent / "logs"
    text = scripts.table(status)
    (logs / f"zdupgrade-{time.strftime('%Y%m%d-%H%M%S')}.log").write_text(text, encoding="utf-8")
    sys.stdout.write(text)
    return status
