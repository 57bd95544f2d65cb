"""`python -m tests.lab ACTION`: the lab at the command line."""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from tests.lab.hosts import Host, hosts
from tests.lab.kinds import KINDS
from tests.lab.names import NETNS, STATE
from tests.lab.process import in_lab
from tests.lab.redis_forms import FORMS


def main() -> int:
    """Do one action; exit 1 when this machine cannot have a lab."""
    parser = argparse.ArgumentParser(prog="python -m tests.lab", description=__doc__)
    parser.add_argument("--product", choices=KINDS, default="tyk", help="what runs on it")
    actions = parser.add_subparsers(dest="action", required=True)
    for name, text in {
        "down": "the same as sweep",
        "sweep": "remove everything of this LAB_PREFIX, whoever left it",
        "list": "hosts and their addresses",
        "upgrade": "upgrade all services by the vendor's commands",
        "rollback": "undo the upgrades",
        "backup": "take the backups anew",
        "faults": "the faults that can be planted",
        "missing": "why this machine cannot have a lab",
    }.items():
        actions.add_parser(name, help=text)
    started = actions.add_parser("up", help="boot the estate")
    started.add_argument("--redis", dest="form", choices=FORMS, default="", help="of Tyk's Redis")
    started.add_argument("--cassandra", dest="form", default="", help="the release, for Axway")
    actions.add_parser("inventory", help="write the inventory").add_argument("folder", type=Path)
    for name, text in {"plant": "break the estate", "mend": "undo a fault"}.items():
        actions.add_parser(name, help=text).add_argument("faults", nargs="+")
    execute = actions.add_parser("exec", help="a command on a host, over ssh as ops")
    execute.add_argument("host")
    execute.add_argument("words", nargs=argparse.REMAINDER)
    inside = actions.add_parser("run", help="a command of this machine in the lab's network")
    inside.add_argument("words", nargs=argparse.REMAINDER)
    chosen = parser.parse_args()
    if chosen.action in ("plant", "mend"):
        known = KINDS[chosen.product]().faults
        if absent := [name for name in chosen.faults if name not in known]:
            parser.error(f"there is no fault {absent[0]}: see the action `faults`")
    return _do(chosen)


def _do(chosen: argparse.Namespace) -> int:
    words = [word for word in getattr(chosen, "words", []) if word != "--"]
    if chosen.action == "exec":
        line = ["ssh", "-F", STATE / "ssh_config", chosen.host, *words]
        return subprocess.run(in_lab(*line), check=False).returncode
    if chosen.action == "run":
        line = in_lab(*words)
        os.execvp(line[0], line)
    kind = KINDS[chosen.product]()
    if kind.missing:
        _say(*(f"no lab here: {reason}" for reason in kind.missing))
        return 1
    estate = kind.estate(getattr(chosen, "form", ""))
    if chosen.action in ("down", "sweep"):
        _say("removed:", *(estate.sweep() or ["nothing"]))
    elif chosen.action == "inventory":
        _say(str(estate.inventory(chosen.folder)))
    elif chosen.action == "list":
        _say(*(_line(host) for host in hosts()))
    elif chosen.action in ("plant", "mend"):
        way = 1 if chosen.action == "plant" else -1
        for name in chosen.faults[::way]:
            getattr(kind.faults[name], chosen.action)(estate)
    elif chosen.action == "faults":
        _say(*(f"{fault.name:32} {fault.about}" for fault in kind.faults.values()))
    elif chosen.action != "missing":
        getattr(estate, chosen.action)()
        if chosen.action == "up":
            _say(*(_line(host) for host in hosts()), f"inside: nsenter --net={NETNS} COMMAND")
    return 0


def _line(host: Host) -> str:
    return f"{host.name} {host.address} {'up' if host.running() else 'off'}"


def _say(*lines: str) -> None:
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    sys.exit(main())
