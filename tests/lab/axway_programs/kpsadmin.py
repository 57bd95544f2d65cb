"""`kpsadmin`: an operation on the stores of a group; the menu is not here.

Of its texts only those of `cassandra_configuration` and `backup` are documented.
"""

import argparse
import getpass
import json
import sys
import uuid

from tests.lab.axway_programs import kps
from tests.lab.axway_programs.install import Install, Json
from tests.lab.axway_programs.kps import Kps
from tests.lab.axway_programs.users import Users

OPERATIONS = (
    "backup", "cassandra_configuration", "details", "diagnostics", "list_rows", "reencrypt",
)  # fmt: skip


def main(words: list[str]) -> int:
    """Do it; 0 where it went well and 1 where it did not."""
    parser = argparse.ArgumentParser("kpsadmin")
    for option in ("-u", "-p", "-g", "-n", "-c", "-t"):
        parser.add_argument(option, default="")
    parser.add_argument("operation", choices=OPERATIONS, nargs="?")
    chosen = parser.parse_args(words)
    if not chosen.operation:
        sys.stdin.read()
        return 1
    install = Install()
    user = chosen.u or input("Username: ")
    password = chosen.p or _secret("Password: ")
    if not Users(install).known(user, password):
        sys.stderr.write("Login failed\n")
        return 1
    found = [
        (group, one)
        for group, one in install.mine("gateway")
        if (group["name"], one["name"]) == (chosen.g, chosen.n)
    ]
    if not found:
        sys.stderr.write(f"No instance {chosen.n} in {chosen.g}\n")
        return 1
    try:
        return _operate(install, chosen, *found[0])
    except OSError as error:
        sys.stderr.write(f"{chosen.n}: {error}\n")
        return 1


def _secret(question: str) -> str:
    if sys.stdin.isatty():
        return getpass.getpass(question)
    return sys.stdin.readline().rstrip("\n")


def _operate(install: Install, chosen: argparse.Namespace, group: Json, one: Json) -> int:
    folder = f"groups/{group['id']}/{one['id']}"
    stores = kps.of(install, folder)
    names = [table for table in stores.tables() if table in (chosen.t or table)]
    if chosen.operation == "cassandra_configuration":
        _configuration(one, stores)
    elif chosen.operation == "backup":
        _backup(install, folder, stores, names)
    elif chosen.operation == "reencrypt":
        _secret("Old passphrase: ")
        _backup(install, folder, stores, names)
        sys.stdout.write(f"{stores.encrypt()} rows\n")
    elif chosen.operation == "list_rows":
        for name in names:
            sys.stdout.writelines(f"{json.dumps(row)}\n" for row in stores.things(name))
    else:
        sys.stdout.writelines(f"{name}: {len(stores.raw(name))}\n" for name in names)
    return 0


def _configuration(one: Json, stores: Kps) -> None:
    sys.stdout.write(
        "Getting Cassandra Configuration for all Gateways...\n"
        f"{one['name']}: OK\n\nAPI Gateway: {one['name']} [{one['id']}]\nClient config:\n"
        f"  hosts: {','.join(stores.hosts)}\n  keyspace: {stores.keyspace}\n"
    )


def _backup(install: Install, folder: str, stores: Kps, names: list[str]) -> None:
    key = uuid.uuid4()
    for name in names:
        file = f"{folder}/conf/kps/backup/{str(key).replace('-', '_')}_{name}_json"
        install.put(file, json.dumps(stores.raw(name)), 0o600)
    sys.stdout.write(f"Backup uuid is: {key}\n")
