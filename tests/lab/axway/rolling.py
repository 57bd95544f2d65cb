"""The host of `zdupgrade` (LAB_DOMAIN=rolling): the script, what it needs, its way to others."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

from tests.lab.axway import credentials
from tests.lab.axway.places import ADMIN_HOSTS, NEW, OLD, OWNER
from tests.lab.names import STATE
from tests.lab.packing import INTERPRETER
from tests.lab.process import Done, write

if TYPE_CHECKING:
    from tests.lab.axway.domain import DomainEstate

HOST = ADMIN_HOSTS[0]
FOLDER = "/zdu"
SCRIPT, CONFIG = f"{FOLDER}/zdupgrade", f"{FOLDER}/domain.json"
RUNS = f"""#!/bin/sh
exec {INTERPRETER} -I {NEW}/.standin/program.zip zdupgrade "$@"
"""
MODULE = '"""A stand-in: only that it can be imported is asked for."""\n'


def lay_out(upper: Path) -> None:
    """Write the script and its module into the file system of its host."""
    write(upper / SCRIPT[1:], RUNS, 0o755)
    write(upper / "usr/lib/python3/dist-packages/paramiko.py", MODULE)


def let_in(estate: "DomainEstate") -> None:
    """Write the script's topology file; the owner gets from its host to each host, by a key."""
    member = next(iter(estate.addresses.values()))
    said = {
        "nodes": [{"name": name, "address": at} for name, at in estate.addresses.items()],
        "admin": credentials.ADMIN[0],
        "cassandra": [member, credentials.CASSANDRA[0]],
    }
    here, home = estate[HOST], f"/home/{OWNER}/.ssh"
    here.put(CONFIG, json.dumps(said, indent=1) + "\n")
    here.run(
        f"install -d -o {OWNER} -g {OWNER} {FOLDER}/logs; install -d -m 700 {home}; "
        f"ssh-keygen -q -t ed25519 -N '' -f {home}/id_ed25519"
    )
    here.put(f"{home}/known_hosts", (STATE / "known_hosts").read_text())
    key = here.run(f"cat {home}/id_ed25519.pub").stdout
    for host in estate.hosts.values():
        host.run(f"install -d -m 700 {home}")
        host.put(f"{home}/authorized_keys", key, 0o600)
        host.run(f"chown -R {OWNER}:{OWNER} {home}")


def go(estate: "DomainEstate", *, check: bool = True) -> Done:
    """Run the script, as a person does."""
    answers = (credentials.ADMIN[1], credentials.CASSANDRA[1], credentials.DOMAIN)
    words = f"--old_install_dir {OLD} --new_install_dir {NEW} --config {CONFIG}"
    typed = "".join(f"{one}\n" for one in answers)
    line = f"runuser -u {OWNER} -- {SCRIPT} {words}"
    return estate[HOST].run(line, check=check, text=typed)
