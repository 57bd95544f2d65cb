"""How faults change a domain: processes of its owner, JSON files, JARs, rows."""

import json
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.lab.axway import jars
from tests.lab.axway.places import GROUPS, INSTANCES, OWNER
from tests.lab.hosts import Host
from tests.lab.planting import Act, give_back, keep

if TYPE_CHECKING:
    from tests.lab.axway.domain import DomainEstate

Change = Callable[[dict[str, Any]], object]
OWNED = f"{OWNER}:{OWNER}"


def tool(estate: "DomainEstate", host: str, words: str, *, check: bool = True) -> None:
    """Run a tool on a host as the owner."""
    estate.owner(estate[host], words, check=check)


def process(host: str, top: str, what: str, plant: str) -> tuple[Act, Act]:
    """Start (-d) or stop (-k) the Node Manager or an instance of ours, and the other way round."""
    words = f"{top}/posix/bin/nodemanager"
    if what in INSTANCES:
        one = INSTANCES[what]
        words = f"{top}/posix/bin/startinstance -n '{one.name}' -g '{GROUPS[one.group][1]}'"
    mend = {"-d": "-k", "-k": "-d"}[plant]
    return (
        lambda estate: tool(estate, host, f"{words} {plant}"),
        lambda estate: tool(estate, host, f"{words} {mend}", check=False),
    )


def json_file(hosts: tuple[str, ...], path: str, change: Change) -> tuple[Act, Act]:
    """Change a JSON file on some hosts."""

    def plant(estate: "DomainEstate") -> None:
        for name in hosts:
            tree = json.loads(estate[name].get(path))
            change(tree)
            _replace(estate[name], path, json.dumps(tree, indent=1) + "\n")

    return plant, _back(hosts, path)


def _back(hosts: tuple[str, ...], path: str) -> Act:
    def mend(estate: "DomainEstate") -> None:
        for name in hosts:
            give_back(estate[name], path)

    return mend


def _replace(host: Host, path: str, text: str) -> None:
    """Keep a file, and write another with its rights; where there was none, the owner's."""
    keep(host, path)
    found = host.run(f"stat -c '%a %U:%G' {shlex.quote(path)}", check=False).stdout.split()
    mode, owner = found or ("644", OWNED)
    host.put(path, text, int(mode, 8), owner)


def text_file(host: str, path: str, change: Callable[[str], str]) -> tuple[Act, Act]:
    """Change a text on a host, or make one."""

    def plant(estate: "DomainEstate") -> None:
        before = estate[host].run(f"cat {shlex.quote(path)}", check=False).stdout
        _replace(estate[host], path, change(before))

    return plant, _back((host,), path)


def long_ago(host: str, path: str, acts: tuple[Act, Act]) -> tuple[Act, Act]:
    """Let a change of a file be older than the backups and the export."""
    plant, mend = acts

    def both(estate: "DomainEstate") -> None:
        plant(estate)
        estate[host].run(f"touch -d 2026-01-31 {shlex.quote(path)}")

    return both, mend


def jar(
    host: str,
    path: str,
    *classes: str,
    title: str = "",
    version: str = "",
    major: int = jars.JAVA_8,
) -> tuple[Act, Act]:
    """Put a JAR on a host, in the place of another or anew."""

    def plant(estate: "DomainEstate") -> None:
        keep(estate[host], path)
        place = Path(f"{estate[host].folder}/made.jar")
        made = jars.write(place, classes, title=title, version=version, major=major)
        put_bytes(estate[host], path, made.read_bytes())

    return plant, _back((host,), path)


def put_bytes(host: Host, path: str, data: bytes) -> None:
    """Write a file that is no text."""
    place = shlex.quote(path)
    script = f"mkdir -p $(dirname {place}); python3 -c 'import sys; "
    script += f"sys.stdout.buffer.write(bytes.fromhex(sys.stdin.read()))' > {place}; "
    host.run(f"{script} chown {OWNED} {place}", text=data.hex())


def cql(plant: tuple[str, ...], mend: tuple[str, ...]) -> tuple[Act, Act]:
    """Run statements as the cluster's administrator."""
    return lambda estate: estate.cql(*plant), lambda estate: estate.cql(*mend)


def nodetool(hosts: tuple[str, ...], plant: str, mend: str) -> tuple[Act, Act]:
    """Run a nodetool command on some members."""

    def act(words: str) -> Act:
        def run(estate: "DomainEstate") -> None:
            for name in hosts:
                estate[name].run(f"{estate.cassandra_home}/bin/nodetool {words}")

        return run

    return act(plant), act(mend)
