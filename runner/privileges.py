"""What the suite's account must be granted, read off what a recording really asked.

Nothing here is kept by hand but how each system writes a grant: the commands, reads and paths are
those of the recording, so the security team grants what is used and no more.
"""

import json
import re
import shlex
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from inventory import Become
from probes.errors import CannotTell
from probes.privilege import wrap
from probes.recording import kept

SUDO = Become(method="sudo")
SBIN = frozenset({"blkid", "getenforce", "ip", "lsof", "sestatus", "ss"})  # where RHEL has them
_COMMAND = re.compile(r"[A-Za-z0-9._-]+ ([#$]) (.*)", re.DOTALL)
_HTTP = re.compile(r"(GET|HEAD) ([a-z-]+):\S+ (\S+)(?: \[(.*?)\]?)?")
_PROCESS = re.compile(r"(?<=/proc/)\d+(?=/)")
_TRANSACTION = re.compile(r"(?<=history info )\d+|(?<=history undo )\d+")
_INSTANT = re.compile(r"(?<=@)\d{10}\b")
_ONE_KEY = re.compile(r"(?<=/tyk/keys/)[^/?]+")
_DIGITS = 7  # of the longest process id Linux gives
_MARK = "\0"  # where a process id stood

_CONTAINERS = frozenset({
    "ACL", "CLIENT", "CLUSTER", "CONFIG", "LATENCY", "MEMORY", "OBJECT", "PUBSUB", "SENTINEL",
    "SLOWLOG",
})  # fmt: skip
_KEYLESS = frozenset({"PING", "INFO", "DBSIZE", "LASTSAVE", "TIME", "ROLE", "SCAN", *_CONTAINERS})
_OURS = {"SCAN-ALL": "SCAN", "SCAN-LASTING": "SCAN", "MASTERS": ""}  # ours: what is sent instead
_ON_DATABASE = {
    "aggregate": "find", "count": "find", "distinct": "find", "find": "find",
    "listcollections": "listCollections", "listindexes": "listIndexes",
    "dbhash": "dbHash", "dbstats": "dbStats", "collstats": "collStats", "usersinfo": "viewUser",
}  # fmt: skip
_ON_CLUSTER = {
    "serverstatus": "serverStatus", "replsetgetstatus": "replSetGetStatus",
    "replsetgetconfig": "replSetGetConfig", "listdatabases": "listDatabases",
    "getparameter": "getParameter", "getcmdlineopts": "getCmdLineOpts", "hostinfo": "hostInfo",
}  # fmt: skip
_PERMISSIONS = {  # of a Dashboard user, by the beginning of the path
    "/api/apis": "apis: read",
    "/api/portal/policies": "policies: read",
    "/api/users": "users: read",
    "/api/system": "system: read",
}


@dataclass
class Asked:
    """What a recording asked, each once."""

    root: set[str] = field(default_factory=set)  # scripts
    plain: set[str] = field(default_factory=set)
    redis: dict[str, set[tuple[str, ...]]] = field(default_factory=dict)  # store: commands
    mongo: dict[str, set[tuple[str, str]]] = field(default_factory=dict)  # store: database, command
    http: set[tuple[str, str, str, str]] = field(default_factory=set)  # role, method, path, headers


def asked(recordings: Iterable[Path]) -> Asked:
    """Read which questions were asked. Raises CannotTell for a file that is no recording."""
    found = Asked()
    for key in (line.key for path in recordings for line in kept(path)):
        _note(found, key.partition(": ")[2] if key.startswith("twice ") else key)
    return found


def _note(found: Asked, key: str) -> None:
    """Sort one question by its key, the form of which `probes.questions` has."""
    words = key.split(" ")
    if http := _HTTP.fullmatch(key):
        method, role, path, headers = http.groups(default="")
        found.http.add((role, method, _ONE_KEY.sub("KEY", path), _names(headers)))
    elif words[0].startswith("redis:"):
        given = words[2:] if re.fullmatch(r"\S+:\d+", words[1]) else words[1:]
        found.redis.setdefault(words[0][6:], set()).add(tuple(given))
    elif words[0].startswith("mongo:"):
        command = " ".join(words[2:])
        found.mongo.setdefault(words[0][6:], set()).add((words[1], command))
    elif on_node := _COMMAND.fullmatch(key):
        (found.root if on_node[1] == "#" else found.plain).add(on_node[2])


def as_text(found: Asked, account: str = "ops") -> str:
    """Write all grants, each under a heading that says whom to give it to."""
    parts = [*_sudoers(found, account), "", *_redis(found), *_mongo(found), *_http(found)]
    return "\n".join(parts)


def _sudoers(found: Asked, account: str) -> Iterator[str]:
    yield "# Nodes: /etc/sudoers.d/upgrade-checks (check it with `visudo -cf`)"
    yield f"# {len(found.root)} commands, read only, with these arguments and no others;"
    yield f"# {len(found.plain)} more need no privilege. Programs are where RHEL has them."
    yield f"Defaults:{account} !requiretty"
    lines: set[str] = set()
    refused: list[str] = []
    for script in sorted(found.root):
        rules = list(rules_of(script))
        lines.update(rules)
        refused += [] if rules else [script]
    for line in sorted(lines):
        yield f"{account} ALL=(root) NOPASSWD: {line}"
    for script in refused:
        first = script.splitlines()[0]
        yield f"# no exact line can say this one, so what needs it stays unknown: {first[:60]} ..."


def rules_of(script: str) -> Iterator[str]:
    """Give the sudoers commands that allow exactly this script; none where sudoers can not say it.

    It has no form for several lines. Process ids, transactions and instants differ in each run:
    they become as many digits, never `*`, which would match further arguments too.
    """
    if "\n" in script or len(_PROCESS.findall(script)) > 1:
        return
    script = _TRANSACTION.sub(_MARK, script)
    words = shlex.split(wrap(script, SUDO))[2:]  # without `sudo -n`
    masked = [_INSTANT.sub(_MARK * 10, _PROCESS.sub(_MARK, word)) for word in words]
    program = _path(masked[0])
    arguments = " ".join(map(_escaped, masked[1:])) or '""'
    rule = arguments.replace(_MARK * 10, "[0-9]" * 10)
    for digits in range(1, _DIGITS + 1) if _MARK in rule else (1,):
        yield f"{program} {rule.replace(_MARK, '[1-9]' + '[0-9]' * (digits - 1))}"


def _path(program: str) -> str:
    if program.startswith("/"):
        return program
    return f"/usr/{'sbin' if program in SBIN else 'bin'}/{program}"


def _escaped(word: str) -> str:
    r"""Write a word so that sudoers reads it as itself.

    sudoers(5): `, : = \` are escaped, and so is a blank inside of a word, lest it ends it. What
    remains is a pattern of fnmatch(3): its own signs are escaped too, a backslash twice.
    """
    return re.sub(r"[\\,:=# \t*?\[\]!]", _escape, word)


def _escape(found: re.Match[str]) -> str:
    return "\\" * 4 if found[0] == "\\" else f"\\{found[0]}"


def _redis(found: Asked) -> Iterator[str]:
    for store, commands in sorted(found.redis.items()):
        sent = {(_sent(words[0]), *words[1:]) for words in commands} - {("",)}
        names = sorted(map(_acl, sent))
        keys = sorted({words[1] for words in sent if _has_key(words)})
        of_lives = {words[1] for words in commands if words[0] == "SCAN-LASTING"}
        names += ["+ttl"] if of_lives else []
        patterns = " ".join(f"%R~{key}" for key in [*map(_glob, keys), *sorted(of_lives)])
        yield f"# Redis `{store}`: reads; where Tyk's own user is used, nothing is to be granted"
        grants = " ".join(filter(None, [patterns, *dict.fromkeys(names)]))
        yield f"ACL SETUSER upgrade-checks on >PASSWORD {grants}"
        yield ""


def _sent(name: str) -> str:
    return _OURS.get(name.upper(), name.upper())


def _acl(words: tuple[str, ...]) -> str:
    sub = f"|{words[1].lower()}" if words[0] in _CONTAINERS else ""
    return f"+{words[0].lower()}{sub}"


def _has_key(words: tuple[str, ...]) -> bool:
    return words[0] not in _KEYLESS and len(words) > 1


def _glob(key: str) -> str:
    return re.sub(r"([*?\[\]\\])", r"\\\1", key)


def _mongo(found: Asked) -> Iterator[str]:
    for store, commands in sorted(found.mongo.items()):
        databases: dict[str, set[str]] = {}
        cluster: set[str] = set()
        for database, command in commands:
            document = json.loads(command)
            name = next(iter(document)).lower()
            cluster |= {_ON_CLUSTER[name]} if name in _ON_CLUSTER else set()
            if name in _ON_DATABASE:
                stages = {stage for part in document.get("pipeline", ()) for stage in part}
                special = {stage[1:] for stage in stages & {"$collStats", "$indexStats"}}
                databases.setdefault(database, set()).update({_ON_DATABASE[name]} | special)
        rights: list[tuple[dict[str, object], set[str]]] = [
            ({"db": database, "collection": ""}, actions)
            for database, actions in sorted(databases.items())
        ]
        rights += [({"cluster": True}, cluster)] if cluster else []
        given = [{"resource": place, "actions": sorted(actions)} for place, actions in rights]
        role = {"role": "upgradeChecks", "privileges": given, "roles": []}
        yield f"# MongoDB `{store}`: a role, in mongosh on the database that authenticates"
        yield f"db.createRole({json.dumps(role)})"
        yield ""


def _http(found: Asked) -> Iterator[str]:
    yield "# HTTP: what is asked of each role, with which header, and the permission it needs"
    for role, method, path, headers in sorted(found.http):
        need = next((p for begin, p in _PERMISSIONS.items() if path.startswith(begin)), "")
        if headers and role == "gateway" and path.startswith("/tyk/"):
            need = "the gateway's secret: Tyk has no lesser one"
        told = f" with {headers}" if headers else ""
        yield f"{role}: {method} {path}{told}{f' ({need})' if need else ''}"


def _names(headers: str) -> str:
    """Give the names of the headers alone."""
    return ", ".join(part.partition(":")[0] for part in headers.split("; ") if part)


def healthy_recordings(checks: Path, product: str) -> list[Path]:
    """Give the recordings of a product's healthy estate. Raises CannotTell where it has none."""
    folder = checks / product / "cases" / "healthy"
    files = [folder / f"{phase}.jsonl" for phase in ("pre", "post")]
    if missing := [file for file in files if not file.is_file()]:
        raise CannotTell(f"there is no recording {missing[0]}", "Make it with `make record`.")
    return [*files, *sorted(set(folder.glob("*.jsonl")) - set(files))]


def healthy_inventory(checks: Path, product: str) -> Path:
    """Give the inventory of a product's healthy estate."""
    return checks / product / "cases" / "healthy" / "inventory.yaml"
