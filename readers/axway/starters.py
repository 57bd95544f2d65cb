"""What starts an installation without anybody: start scripts, units, cron, monitors."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from probes.answers import CommandAnswer
from probes.errors import CannotTell, NotApplicable
from probes.questions import argv
from readers.answered import answered, lines
from readers.axway.installation import Installation
from readers.axway.node import AxwayNode
from readers.axway.service_scripts import FOLDER, PREFIX, ServiceScript
from readers.axway.taken_back import started
from readers.node import NodeReader

ALWAYS = (
    "/etc/crontab", "/etc/cron.d", "/etc/cron.hourly", "/etc/cron.daily", "/etc/anacrontab",
    "/var/spool/cron", "/etc/monitrc", "/etc/monit", "/etc/monit.d", "/etc/supervisord.conf",
    "/etc/supervisord.d", "/etc/inittab", "/etc/rc.local", "/etc/rc.d/rc.local",
)  # fmt: skip
UNITS = ("/etc/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system")
_LINKS = ("/etc/rc.d", "/etc/rc2.d", "/etc/rc3.d", "/etc/rc4.d", "/etc/rc5.d", "/etc/init.d")
_GONE = re.compile(r": No such file or directory$")


@dataclass(frozen=True)
class Starter:
    """A file that names an installation. `on`: the system acts on it by itself."""

    path: str
    on: bool


def starters(node: NodeReader, installation: str) -> tuple[Starter, ...]:
    """Give what names an installation among all that starts something. None is an answer."""
    places = (FOLDER, *UNITS, *ALWAYS)
    named = argv("grep", "-r", "-l", "-I", "-F", "-e", installation, "--", *places)
    linked = argv("find", *_LINKS, *UNITS[:1], "-type", "l", "-printf", r"%l|%p\n")
    answers = node.run(named, root=True), node.run(linked, root=True)
    paths = _told(answers[0], named, places, (0, 1, 2))
    if answers[0].rc == 0 and not paths:
        raise CannotTell(f"{node.name}: {named}: it found something, and does not say what")
    links = _told(answers[1], linked, (*_LINKS, *UNITS[:1]), (0, 1))
    if not links:
        raise CannotTell(f"{node.name}: {linked}: not one link: every system starts something")
    on = {_name(row.partition("|")[0]) for row in links if _starts(row.partition("|")[2])}
    return tuple(Starter(path, _is_on(path, on)) for path in sorted(paths))


def _told(
    answer: CommandAnswer, what: str, places: tuple[str, ...], accept: tuple[int, ...]
) -> list[str]:
    """Give the lines. Places that are not there are none; that all are away is CannotTell."""
    said = [row for row in answer.err.splitlines() if row.strip()]
    odd = [row for row in said if not _GONE.search(row)]
    if odd or len(said) >= len(places):
        answered(CommandAnswer(answer.rc, b"", answer.stderr), what, accept)
        raise CannotTell(f"{what}: {(odd or ['none of these places is there'])[0][:160]}")
    if answer.rc and not said and answer.rc != 1:
        raise CannotTell(f"{what}: exit status {answer.rc} without a word")
    return lines(answered(CommandAnswer(answer.rc, answer.stdout, b""), what, accept), what)


def _starts(link: str) -> bool:
    return bool(re.search(r"/rc[2-5]\.d/S[^/]+$|\.(wants|requires)/[^/]+$", link))


def _is_on(path: str, on: Iterable[str]) -> bool:
    if path.startswith(ALWAYS):
        return True
    stem = _name(path).removesuffix(".service")
    return bool({stem, f"{stem}.service", f"{stem}.timer"} & set(on))


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def in_use(node: NodeReader, *found: list[str]) -> None:
    """Say that the row is not applicable where nothing was found, on this host, now or before."""
    if not any(found):
        raise NotApplicable(f"{node.name}: no script, unit or job starts the product by itself")


def misdirected(node: AxwayNode, of: Installation, other: Installation) -> list[str]:
    """Say which start scripts do not start an installation, and what still names the other one."""
    named = starters(node, other.path)
    scripts = _scripts(node, (*named, *starters(node, of.path)))
    odd = [flaw for one in scripts for flaw in _flaws(node, one, of)]
    known = {one.path for one in scripts}
    odd += [
        f"{node.name}: {one.path}: {other.path} stands in it"
        for one in scripts
        if one.names(other.path) and one.installation == of.path
    ]
    return odd + [
        f"{node.name}: {one.path}: it names {other.path}{'' if one.on else ', but is switched off'}"
        for one in named
        if one.path not in known and not one.path.startswith(f"{FOLDER}/")
    ]


def unexplained(node: AxwayNode) -> list[str]:
    """Say which start scripts start nothing that the old topology has on this host."""
    scripts = _scripts(node, starters(node, node.old.path))
    return [flaw for one in scripts for flaw in _flaws(node, one, node.old)]


def _scripts(node: AxwayNode, found: Iterable[Starter]) -> tuple[ServiceScript, ...]:
    """Give the start scripts. CannotTell where some are found by their content and not by name."""
    scripts = node.service_scripts
    known = {one.path for one in scripts}
    for one in found:
        if one.path.startswith(f"{FOLDER}/{PREFIX}") and one.path not in known:
            raise CannotTell(f"{node.name}: {one.path} is there, and {FOLDER} does not list it")
    return scripts


def _flaws(node: AxwayNode, script: ServiceScript, of: Installation) -> list[str]:
    who = f"{node.name}: {script.path}"
    if script.installation not in (of.path, of.real):
        return [f"{who}: it starts {script.installation}, not {of.path}"]
    if not script.instance:
        return []
    mine = [one for one in of.topology.instances if one.host == of.host_name]
    folders = {f"{top}/{one.folder}" for one in mine for top in (of.path, of.real)}
    if script.instance not in folders:
        return [f"{who}: {script.instance} is no instance of this host"]
    return []


def not_restarted(node: AxwayNode) -> list[str]:
    """Say that a machine was not restarted since apply ended on it."""
    applied, start = node.upgrade.written("apply"), started(node, 1)
    if start > applied:
        return []
    times = f"apply ended {applied:%Y-%m-%d %H:%M} UTC, it was started {start:%Y-%m-%d %H:%M} UTC"
    return [f"{node.name}: it was not restarted since: {times}"]
