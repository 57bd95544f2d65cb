"""Refuses what could write, before it is sent: a refusal is an error in our own code."""

import re
from collections.abc import Collection
from typing import Any

from probes.errors import NotReadOnly

_REDIS = frozenset({
    "PING", "INFO", "DBSIZE", "TYPE", "TTL", "PTTL", "EXPIRETIME", "PEXPIRETIME", "GET",
    "STRLEN", "GETRANGE", "MGET", "EXISTS", "LLEN", "LINDEX", "LRANGE", "HGET", "HMGET",
    "HGETALL", "HKEYS", "HLEN", "HEXISTS", "HSCAN", "SCARD", "SMEMBERS", "SISMEMBER", "SSCAN",
    "ZCARD", "ZRANGE", "ZSCORE", "ZCOUNT", "ZSCAN", "SCAN", "LASTSAVE", "TIME", "ROLE",
})  # fmt: skip
_REDIS_SUB = {
    "CONFIG": {"GET"},
    "ACL": {"WHOAMI", "GETUSER"},
    "CLUSTER": {"INFO", "SHARDS", "SLOTS", "NODES", "MYID", "COUNTKEYSINSLOT", "KEYSLOT"},
    "PUBSUB": {"NUMSUB", "NUMPAT", "CHANNELS"},
    "SENTINEL": {
        "GET-MASTER-ADDR-BY-NAME", "MASTERS", "MASTER", "REPLICAS", "SLAVES", "SENTINELS",
        "CKQUORUM",
    },
    "OBJECT": {"ENCODING", "IDLETIME", "FREQ"},
    "MEMORY": {"USAGE", "STATS"},
    "LATENCY": {"LATEST"},
    "SLOWLOG": {"LEN"},
    "CLIENT": {"ID", "INFO"},
}  # fmt: skip
# Answered by the transport with the reads above.
_REDIS_OURS = frozenset({"MASTERS", "SCAN-ALL", "SCAN-LASTING"})

_MONGO = frozenset({
    "hello", "ismaster", "buildinfo", "ping", "dbstats", "collstats", "count", "find",
    "aggregate", "distinct", "listcollections", "listindexes", "listdatabases",
    "connectionstatus", "replsetgetstatus", "replsetgetconfig", "serverstatus", "getparameter",
    "getcmdlineopts", "hostinfo", "usersinfo", "dbhash",
})  # fmt: skip
_MONGO_STAGES = frozenset({
    "$match", "$group", "$count", "$project", "$sort", "$limit", "$skip", "$unwind",
    "$collStats", "$indexStats",
})  # fmt: skip
_MONGO_CODE = frozenset({"$where", "$function", "$accumulator", "$out", "$merge"})
FIND_LIMIT = 10_000

# Where a command begins: at a start, or behind words that run another command.
_START = (
    r"(?:^|[;&|({\n`!]|\$\(|\b(?:then|do|else|if|while|until|exec|eval)\s|-exec(?:dir)?\s)\s*"
    r"(?:(?:\w+=\S*|(?:sudo|dzdo|pbrun|env|timeout|nohup|nice|ionice|setsid|command|xargs)"
    r"(?:\s+(?:-\S+|[\d.]+[smh]?|\w+=\S*))*+)\s+)*+"
)
_WORD = r"(?:\S*/)?"  # /usr/bin/rm is rm
_CHANGES = (
    "rm|rmdir|mv|cp|ln|dd|tee|touch|mkdir|mkfifo|mknod|install|truncate|shred|chmod|chown|chgrp"
    "|setfacl|chattr|kill|pkill|killall|reboot|shutdown|poweroff|halt|init|telinit|mount\\s+[^\\s;|&]\\S*|umount"
    "|useradd|userdel|usermod|groupadd|passwd|chpasswd|crontab\\s+(?!-l)\\S*|at|setenforce|semanage|restorecon"
    "|iptables|nft|firewall-cmd|mkfs\\S*|fdisk|parted|swapon|swapoff|modprobe|rmmod|insmod"
    "|rsync|scp|sftp|wget|vi|vim|ed|patch|chkconfig|ip6tables|fallocate|sysctl\\s+-(?:w|p)|hostname\\s+\\w"
)
_DENIED = tuple(
    (re.compile(pattern), why)
    for pattern, why in (
        (rf"{_START}{_WORD}(?:{_CHANGES})(?:\s|$|;)", "a program that changes things"),
        (
            (
                rf"{_START}{_WORD}(?:systemctl|service)\b[^;&|\n]*\s"
                r"(?:start|stop|restart|try-restart|reload|enable|disable|mask|unmask|kill|edit|set-property"
                r"|daemon-reload|daemon-reexec|revert|reset-failed|isolate|preset|link|condrestart)\b"
            ),
            "changes a service",
        ),
        (
            (
                rf"{_START}{_WORD}(?:yum|dnf|microdnf|zypper|apt|apt-get)\b(?![^;&|\n]*--assumeno)"
                r"[^;&|\n]*\s(?:install|update|upgrade|downgrade|reinstall|remove|erase|autoremove|swap"
                r"|distro-sync|clean|mark|localinstall|groupinstall|undo|rollback|redo)\b(?!\S)"
            ),
            "changes packages; add --assumeno",
        ),
        (
            (
                rf"{_START}{_WORD}rpm\s[^;&|\n]*(?:--(?:install|upgrade|freshen|erase|import|rebuilddb"
                r"|initdb|setperms|setugids|restore)\b|(?<=\s)-[a-zA-Z]*[iUFe][a-zA-Z]*(?=\s|$))"
            ),
            "changes packages",
        ),
        (rf"{_START}{_WORD}(?:sed|perl)\s(?:[^;&|\n]*\s)?-[a-zA-Z]*i\b", "edits files in place"),
        (rf"{_START}{_WORD}find\b[^;&|\n]*\s-(?:delete|fprint\w*|fls)\b", "find writes"),
        (
            (
                rf"{_START}{_WORD}curl\b[^;&\n]*\s"
                r"(?:-X\s*(?!GET|HEAD)\w|--request[= ](?!GET|HEAD)\w"
                r"|-d\b|--data\S*|-T\b|-F\b|-o\s*(?!/dev/null|-)\S|-O\b)"
            ),
            "curl sends or stores something",
        ),
        (
            rf"{_START}{_WORD}(?:journalctl)\b[^;&|\n]*\s--(?:vacuum\S*|rotate|flush|sync)",
            "changes the journal",
        ),
    )
)
# `-qi`, `-qe` and the like ask; rpm's i, U, F and e change something only without q or V.
_RPM_ASKS = re.compile(
    r"\brpm\s+(?:--\S+\s+)*-[a-zA-Z]*[qVKE]|\brpm\s+--(?:query|verify|eval|checksig)"
)
_REDIRECT = re.compile(r"[0-9&]?>{1,2}\|?\s*(&[0-9-]|[^\s;&|)]*)")
_NESTED = re.compile(r"\b(?:sh\s+-\w*c|eval)\s+'([^']*)'")
_QUOTED = re.compile(r"'[^']*'|\"(?:\\.|[^\"\\])*\"|\\.", re.DOTALL)


def http(method: str, allowed: Collection[str] = ()) -> None:
    """Let GET and HEAD pass, and what a reader declares. Raises NotReadOnly."""
    if method not in {"GET", "HEAD", *allowed}:
        raise NotReadOnly(f"HTTP {method} is no read")


def redis(words: tuple[str, ...]) -> None:
    """Let pass what is on the list, in any case of letters. Raises NotReadOnly."""
    upper = [word.upper() for word in words]
    if upper and (upper[0] in _REDIS or upper[0] in _REDIS_OURS):
        return
    if len(upper) > 1 and upper[1] in _REDIS_SUB.get(upper[0], ()):
        return
    name = " ".join(words[:2]) or "without a command"
    raise NotReadOnly(f"Redis {name} is not on the list of reads")


def mongo(document: dict[str, Any]) -> None:
    """Let pass what is on the list; `find` needs a limit, `aggregate` only reading stages."""
    name = next(iter(document), "")
    if name.lower() not in _MONGO:
        raise NotReadOnly(f"MongoDB {name or 'without a command'} is not on the list of reads")
    if name == "find" and not 0 < document.get("limit", 0) <= FIND_LIMIT:
        raise NotReadOnly(f"MongoDB find without a limit of 1 to {FIND_LIMIT}")
    if name == "aggregate":
        _stages(document.get("pipeline", ()))
    if found := _code(document):
        raise NotReadOnly(f"MongoDB {name} with {found}")


def command(script: str) -> None:
    """Catch slips in a reader's script: a net, no wall. Raises NotReadOnly."""
    for inner in _NESTED.findall(script):
        command(inner)
    bare = _QUOTED.sub(_blank, script)
    for found in _REDIRECT.finditer(bare):
        target = found[1]
        if target != "/dev/null" and not re.fullmatch(r"&[0-9-]", target):
            raise NotReadOnly(f"a shell command that writes a file: {script[:200]}")
    for pattern, why in _DENIED:
        if (hit := pattern.search(bare)) and not _RPM_ASKS.search(hit[0]):
            raise NotReadOnly(f"a shell command, {why}: {script[:200]}")


def _stages(pipeline: Any) -> None:
    for stage in pipeline:
        for name in stage:
            if name not in _MONGO_STAGES:
                raise NotReadOnly(f"MongoDB aggregate with {name} is not on the list of reads")


def _code(value: Any) -> str:
    """The first operator, however deep, that runs code or writes."""
    items = value.items() if isinstance(value, dict) else ()
    for key, item in items:
        if key in _MONGO_CODE:
            return str(key)
        if found := _code(item):
            return found
    if isinstance(value, list):
        return next(filter(None, map(_code, value)), "")
    return ""


def _blank(found: re.Match[str]) -> str:
    """What is quoted is data, unless it is a plain word: `'rm'` runs rm all the same."""
    plain = found[0].strip("'\"\\")
    return plain if re.fullmatch(r"[\w./:=-]+", plain) else "Q"
