"""systemd: what a unit is, by `systemctl show`, which also answers for units that do not exist."""

import re
import shlex
from dataclasses import dataclass
from datetime import UTC, datetime

from probes.answers import CommandAnswer
from probes.errors import CannotTell
from probes.questions import argv
from readers.answered import answered, lines

PROPERTIES = (
    "Id",
    "LoadState",
    "ActiveState",
    "SubState",
    "UnitFileState",
    "MainPID",
    "NRestarts",
    "NeedDaemonReload",
    "DropInPaths",
    "FragmentPath",
    "ExecStart",
    "ExecMainStartTimestamp",
    "EnvironmentFiles",
    "Environment",
    "LimitNOFILE",
    "User",
    "Result",
)
_NEEDED = ("LoadState", "ActiveState", "SubState", "MainPID", "ExecStart", "FragmentPath")
_LOADED = ("loaded", "masked", "not-found", "bad-setting", "error", "merged", "stub")
_ACTIVE = (
    "active",
    "inactive",
    "failed",
    "activating",
    "deactivating",
    "reloading",
    "maintenance",
    "refreshing",
)
_TIME = re.compile(r"[A-Z][a-z]{2} (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)(?:\.\d+)? (?:UTC|GMT)")
_EXEC = re.compile(r"\{ path=(?P<path>.*?) ; argv\[\]=(?P<argv>.*?) ; (?:ignore_errors|flags)=")
_ENVIRONMENT_FILE = re.compile(r"(?P<path>/.*?) \(ignore_errors=(?P<ignore>yes|no)\)")


@dataclass(frozen=True)
class EnvironmentFile:
    """A file of variables that the unit reads; `optional` is the `-` before its path."""

    path: str
    optional: bool


@dataclass(frozen=True)
class UnitState:
    """A unit as the manager knows it. `exists` is False for a unit that is not there at all."""

    name: str
    load_state: str
    active_state: str
    sub_state: str
    unit_file_state: str
    main_pid: int
    n_restarts: int | None  # None: this systemd (before 235) does not count them
    need_daemon_reload: bool
    drop_in_paths: tuple[str, ...]
    fragment_path: str
    exec_start: tuple[str, ...]
    exec_main_start: datetime | None  # None: never started
    environment_files: tuple[EnvironmentFile, ...]
    environment: tuple[tuple[str, str], ...]
    limit_nofile: int | None  # None: unlimited, or not told
    user: str
    result: str

    @property
    def exists(self) -> bool:
        """Whether there is such a unit."""
        return self.load_state != "not-found"

    @property
    def running(self) -> bool:
        """Whether its main process runs."""
        return self.active_state == "active" and self.sub_state == "running" and self.main_pid > 0

    @property
    def enabled(self) -> bool:
        """Whether it starts at boot."""
        return self.unit_file_state in ("enabled", "enabled-runtime", "alias")


def show_script(unit: str) -> str:
    """Ask for the properties that are read here; an absent unit answers too."""
    return argv("systemctl", "show", unit, "--no-pager", "-p", ",".join(PROPERTIES))


def unit_state(answer: CommandAnswer, unit: str) -> UnitState:
    """Read `show_script`. `unit` names it where this systemd does not say the Id.

    Raises CannotTell where the manager could not be asked, or says a state that is not known here.
    """
    what = f"systemctl show {unit}"
    values = _values(lines(answered(answer, what), what), what)
    missing = [name for name in _NEEDED[:4] if not values.get(name)]
    if missing:
        raise CannotTell(f"{what}: says nothing of {', '.join(missing)}")
    if values["LoadState"] not in _LOADED or values["ActiveState"] not in _ACTIVE:
        raise CannotTell(f"{what}: states {values['LoadState']!r}, {values['ActiveState']!r}")
    if values["LoadState"] == "loaded" and not values.get("ExecStart"):
        raise CannotTell(f"{what}: loaded, and no command to start it: cut off, or no service")
    return UnitState(
        name=values.get("Id") or unit,
        load_state=values["LoadState"],
        active_state=values["ActiveState"],
        sub_state=values["SubState"],
        unit_file_state=values.get("UnitFileState", ""),
        main_pid=_number(values["MainPID"], what),
        n_restarts=_number(values["NRestarts"], what) if values.get("NRestarts") else None,
        need_daemon_reload=_yes(values.get("NeedDaemonReload", ""), what),
        drop_in_paths=tuple(shlex.split(values.get("DropInPaths", ""))),
        fragment_path=values.get("FragmentPath", ""),
        exec_start=_command(values.get("ExecStart", ""), what),
        exec_main_start=timestamp(values.get("ExecMainStartTimestamp", ""), what),
        environment_files=_environment_files(values.get("EnvironmentFiles", ""), what),
        environment=_environment(values.get("Environment", ""), what),
        limit_nofile=_limit(values.get("LimitNOFILE", ""), what),
        user=values.get("User", "") or "root",
        result=values.get("Result", ""),
    )


def timestamp(text: str, what: str = "systemd") -> datetime | None:
    """Read `Sat 2026-11-21 02:24:11 UTC`; empty, `n/a` and `0` are no time.

    Raises CannotTell for another time zone: the suite asks in UTC.
    """
    if text in ("", "n/a", "0"):
        return None
    found = _TIME.fullmatch(text)
    if not found:
        raise CannotTell(f"{what}: not a time in UTC: {text[:80]!r}")
    try:
        return datetime.strptime(found[1], "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
    except ValueError as error:
        raise CannotTell(f"{what}: not a time: {text[:80]!r}") from error


def _values(rows: list[str], what: str) -> dict[str, str]:
    """Read key=value lines. Several EnvironmentFiles are joined by a newline."""
    values: dict[str, str] = {}
    for row in filter(None, rows):
        name, equals, value = row.partition("=")
        if not equals or not re.fullmatch(r"[A-Za-z0-9]+", name):
            raise CannotTell(f"{what}: not understood: {row[:120]!r}")
        if name in values and name not in ("EnvironmentFiles", "ExecStart"):
            raise CannotTell(f"{what}: {name} is said twice")
        values[name] = f"{values[name]}\n{value}" if name in values else value
    return values


def _number(text: str, what: str) -> int:
    """Read a count."""
    if not text.isascii() or not text.isdigit():
        raise CannotTell(f"{what}: not a number: {text[:40]!r}")
    return int(text)


def _limit(text: str, what: str) -> int | None:
    """Read a limit; infinity (18446744073709551615 in old systemd) is None."""
    if text in ("", "infinity", "18446744073709551615"):
        return None
    return _number(text, what)


def _yes(text: str, what: str) -> bool:
    """Read yes or no."""
    if text not in ("yes", "no"):
        raise CannotTell(f"{what}: neither yes nor no: {text[:40]!r}")
    return text == "yes"


def _command(text: str, what: str) -> tuple[str, ...]:
    """Read the words of the one start command that a service has."""
    found = list(_EXEC.finditer(text))
    if not text:
        return ()
    if len(found) != 1:
        raise CannotTell(f"{what}: {len(found)} start commands in {text[:160]!r}")
    try:
        words = shlex.split(found[0]["argv"])
    except ValueError as error:
        raise CannotTell(f"{what}: start command not understood: {text[:160]!r}") from error
    return tuple(words)


def _environment_files(text: str, what: str) -> tuple[EnvironmentFile, ...]:
    """Read `/etc/default/x (ignore_errors=yes)`, one a line or all in one line."""
    found = list(_ENVIRONMENT_FILE.finditer(text))
    if _ENVIRONMENT_FILE.sub("", text).strip():
        raise CannotTell(f"{what}: environment files not understood: {text[:160]!r}")
    return tuple(EnvironmentFile(one["path"], one["ignore"] == "yes") for one in found)


def _environment(text: str, what: str) -> tuple[tuple[str, str], ...]:
    """Read `A=1 "B=two words"`."""
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise CannotTell(f"{what}: environment not understood") from error
    pairs = [word.partition("=") for word in words]
    if any(not equals for _, equals, _ in pairs):
        raise CannotTell(f"{what}: environment not understood")
    return tuple((name, value) for name, _, value in pairs)
