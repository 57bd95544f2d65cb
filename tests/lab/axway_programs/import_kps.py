"""`import-kps`: a second try for rows that are missing after `apply`."""

import argparse
import json
import sys

from tests.lab.axway_programs import kps
from tests.lab.axway_programs.install import Install


def main(words: list[str]) -> int:
    """Write each exported row that is not there."""
    parser = argparse.ArgumentParser("import-kps")
    for option in ("--anm_host", "--username", "--password"):
        parser.add_argument(option, default="")
    parser.parse_args(words)
    install = Install()
    try:
        count = put_back(install)
    except OSError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{count} rows imported\n")
    return 0


def put_back(install: Install) -> int:
    """Write the rows of the upgraded copy that are missing; how many were."""
    count = 0
    for group, one in install.mine("gateway"):
        folder = f"groups/{group['id']}/{one['id']}"
        stores = kps.of(install, folder)
        if not stores.keyspace:
            continue
        copies = install.at(f"upgrade/bin/out/upgrade/kps/{folder}/conf/kps/backup")
        for path in sorted(copies.glob("sysexport_*_json")):
            table = path.name.removeprefix("sysexport_").removesuffix("_json")
            there = stores.raw(table)
            rows = json.loads(path.read_text())
            missing = {key: text for key, text in rows.items() if key not in there}
            stores.put(table, missing)
            count += len(missing)
    return count
