"""yum and dnf: the history of transactions, and what one did or would do."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from probes.answers import CommandAnswer
from probes.errors import CannotTell
from probes.questions import argv
from readers.answered import answered, lines, plain, refusal
from readers.yum import private

_DNF = ("ID", "Command line", "Date and time", "Action(s)", "Altered")
_YUM = ("ID", "Login user", "Date and time", "Action(s)", "Altered")
_ALTERED = re.compile(r"(?P<count>\d+)\s*(?P<flags>[EPs#*<>]*(?:\s*[EPs#*<>]+)?)")
_KEY = re.compile(r"([A-Z][A-Za-z-]*(?: [A-Za-z]+)*)\s*: ?(.*)")
_CHANGE = re.compile(
    r"\s+(?P<undone>\*\* )?(?P<verb>Reason Change|[A-Z][A-Za-z-]+) +"
    r"(?P<package>\S+-\S+-\S+\.\w+)(?: +(?P<repo>\S+))?"
)
_PLANNED = re.compile(
    r"(Upgrading|Updating|Downgrading|Removing|Installing|Reinstalling)( [a-z ]+)?:"
)
_DONE = re.compile(r"(Upgraded|Updated|Downgraded|Removed|Installed|Reinstalled|Failed|Skipped):")
_PROBLEM = re.compile(
    r"(Error: .*|No match for argument: .*|Cannot find rpm nevra .*|No package .* available.*"
    r"|Package .* available, but not installed.*|Traceback .*|Failed history .*)"
)
_NEVRA = re.compile(r"[A-Za-z0-9][^\s:]*-(?:\d+:)?[^\s-]+-[^\s-]+\.[a-z0-9_]+")
_PLAN_ROW = re.compile(
    r" (?P<name>\S+) +(?P<arch>\S+) +(?P<evr>\S+-\S+) +(?P<repo>\S+) +[\d.]+(?: [kMG])? *"
)


@dataclass(frozen=True)
class Transaction:
    """A row of `yum history`. `what` is the command (dnf) or the user (yum 3)."""

    id: int
    what: str
    when: str  # as yum writes it: 2026-11-21 02:24, in the node's time zone
    actions: str
    altered: int
    flags: str  # E: scriptlets printed something, which is no failure


@dataclass(frozen=True)
class Change:
    """One package of a transaction: `Upgrade tyk-gateway-5.8.1-1.noarch`."""

    verb: str
    package: str
    repo: str
    done: bool = True  # dnf marks with ** what was planned and did not come to pass

    @property
    def name(self) -> str:
        """The package's name alone."""
        return self.package.rsplit("-", 2)[0]


@dataclass(frozen=True)
class TransactionInfo:
    """One transaction in detail, as dnf 4 tells it."""

    id: int
    result: str
    command: str
    changes: tuple[Change, ...]
    scriptlets: tuple[str, ...]

    @property
    def success(self) -> bool:
        """Whether it ended well."""
        return self.result == "Success"

    def does(self, verb: str, name: str) -> bool:
        """Whether it did this to a package: `Upgrade`, `Downgrade`."""
        return any((one.verb, one.name, one.done) == (verb, name, True) for one in self.changes)

    def foreign(self, names: Collection[str]) -> tuple[Change, ...]:
        """What it did to packages of other names."""
        return tuple(one for one in self.changes if one.name not in names)


@dataclass(frozen=True)
class Outcome:
    """What an update, downgrade, undo or rollback did, or would do where it was only planned."""

    planned: tuple[tuple[str, str], ...]  # (Upgrading, tyk-gateway-5.8.1-1.noarch)
    done: tuple[tuple[str, str], ...]  # (Upgraded, tyk-gateway-5.8.1-1.noarch)
    nothing: bool  # "Nothing to do.", which exits 0
    aborted: bool  # a plan that was asked for ends so
    complete: bool
    problems: tuple[str, ...]
    rc: int


def history_script(package: str = "") -> str:
    """List the transactions of the node, or of one package. Root: yum 3 shows nobody else any."""
    return argv("yum", "history", "list", *([package] if package else []))


def history(answer: CommandAnswer) -> tuple[Transaction, ...]:
    """Read `history_script`, newest first; empty where the table is there and has no row.

    Columns of dnf 4 and of yum 3; any other form is CannotTell.
    """
    what = "yum history"
    rows = [line for line in lines(answered(answer, what), what) if line.strip()]
    heads = [at for at, line in enumerate(rows) if _cells(line) in (_DNF, _YUM)]
    if len(heads) != 1:
        raise CannotTell(f"{what}: not understood: {answer.text[:160]!r}")
    body = rows[heads[0] + 1 :]
    if not body or not re.fullmatch(r"-+", body[0].strip()):
        raise CannotTell(f"{what}: the table has no rule under its head: cut off")
    body = [line for line in body[1:] if not line.strip().startswith("history list")]
    return tuple(_transaction(line, what) for line in body)


def info_script(transaction: int) -> str:
    """Tell one transaction in detail."""
    return argv("yum", "history", "info", str(transaction))


def info(answer: CommandAnswer) -> TransactionInfo | None:
    """Read `info_script` in the form of dnf 4. None: no such transaction (empty, exit 0)."""
    what = "yum history info"
    text = answered(answer, what)
    if not text.strip():
        return None
    head, packages, rest = text.partition("Packages Altered:\n")
    keys = {match[1]: match[2] for match in map(_KEY.fullmatch, head.splitlines()) if match}
    if not packages or not {"Transaction ID", "Return-Code", "Command Line"} <= keys.keys():
        raise CannotTell(f"{what}: not understood: {text[:160]!r}")
    if not keys["Transaction ID"].strip().isdigit():
        raise CannotTell(f"{what}: several transactions in one: {keys['Transaction ID']}")
    changed, _, scripts = rest.partition("Scriptlet output:\n")
    return TransactionInfo(
        id=int(keys["Transaction ID"]),
        result=keys["Return-Code"].strip(),
        command=keys["Command Line"].strip(),
        changes=tuple(_change(line, what) for line in lines(changed, what) if line.strip()),
        scriptlets=tuple(re.sub(r"^ *\d+ ", "", line) for line in scripts.splitlines()),
    )


def undo_plan_script(transaction: int) -> str:
    """Ask what undoing a transaction would do. `--assumeno`: nothing is done."""
    return private("--assumeno", "history", "undo", str(transaction))


def rollback_plan_script(transaction: int) -> str:
    """Ask what rolling back to a transaction would do. `--assumeno`: nothing is done."""
    return private("--assumeno", "history", "rollback", str(transaction))


def outcome(answer: CommandAnswer) -> Outcome:
    """Read the output of update, downgrade, undo and rollback, done or planned.

    The exit status alone tells nothing: "Nothing to do." is 0, and a fine plan is 1.
    """
    what = "yum"
    said = refusal(answer.err)
    if said and "No such command" not in said[0]:
        raise CannotTell(f"{what}: {said[0]}", said[1])
    text, err = plain(answer.text, what), plain(answer.err, what)
    if answer.rc not in (0, 1):
        raise CannotTell(f"{what}: exit status {answer.rc}")
    both = f"{text}\n{err}"
    found = Outcome(
        planned=_planned(text),
        done=_done(text),
        nothing="Nothing to do" in both,
        aborted="Operation aborted" in both or "Exiting on user command" in both,
        complete="Complete!" in text,
        problems=tuple(m[1] for m in map(_PROBLEM.match, map(str.strip, both.splitlines())) if m),
        rc=answer.rc,
    )
    if not (found.nothing or found.problems or found.aborted or found.complete):
        raise CannotTell(f"{what}: not understood: {both[-160:]!r}")
    return found


def _cells(line: str) -> tuple[str, ...]:
    """Split a row of the table. The command line may hold a `|`, the other columns never do."""
    first, bar, rest = line.partition("|")
    return tuple(cell.strip() for cell in (first, *rest.rsplit("|", 3))) if bar else (line,)


def _transaction(line: str, what: str) -> Transaction:
    """Read one row."""
    cells = _cells(line)
    altered = _ALTERED.fullmatch(cells[-1])
    if (
        len(cells) != len(_DNF)
        or not cells[0].isdigit()
        or not altered
        or not re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", cells[2])
    ):
        raise CannotTell(f"{what}: not understood: {line[:160]!r}")
    number, command, when, actions, _ = cells
    return Transaction(
        int(number), command, when, actions, int(altered["count"]), altered["flags"].strip()
    )


def _change(line: str, what: str) -> Change:
    """Read one row below Packages Altered."""
    found = _CHANGE.fullmatch(line.rstrip())
    if not found:
        raise CannotTell(f"{what}: not understood: {line[:160]!r}")
    return Change(found["verb"], found["package"], found["repo"] or "", not found["undone"])


def _planned(text: str) -> tuple[tuple[str, str], ...]:
    """Read the tables above the Transaction Summary."""
    table, verb, found = text.partition("\nTransaction Summary")[0], "", list[tuple[str, str]]()
    for line in table.splitlines():
        head, row = _PLANNED.fullmatch(line.strip()), _PLAN_ROW.fullmatch(line)
        if head:
            verb = head[1]
        elif verb and row:
            found.append((verb, f"{row['name']}-{row['evr']}.{row['arch']}"))
    return tuple(found)


def _done(text: str) -> tuple[tuple[str, str], ...]:
    """Read the lists below Upgraded:, Downgraded: ... at the end; dnf sets several in a line."""
    verb, found = "", list[tuple[str, str]]()
    for line in text.splitlines():
        head = _DONE.fullmatch(line.strip())
        if head:
            verb = head[1]
        elif not line.startswith(" "):
            verb = ""
        elif verb:
            found += [(verb, word) for word in line.split() if _NEVRA.fullmatch(word)]
    return tuple(found)
