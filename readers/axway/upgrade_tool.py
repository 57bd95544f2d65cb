"""`sysupgrade` of the new installation of a host: how far it is, what it said, what it left."""

from collections.abc import Iterable
from datetime import datetime
from functools import cached_property

from inventory.axway import Log
from probes.errors import CannotTell
from probes.questions import argv
from readers.answered import answered
from readers.axway import sysupgrade, upgrade_log
from readers.axway.installation import Installation
from readers.axway.sysupgrade import Status
from readers.axway.upgrade_log import Line, UpgradeLog

BIN = "upgrade/bin"
OUT = f"{BIN}/out"
# The vendor's pages name three places; the first is that of the page about the tool (H1).
LOGS = (f"{OUT}/logs/{{0}}.log", f"{OUT}/log/{{0}}.log", "{0}/bin/out/logs/{0}.log")

STEPS: tuple[Log, ...] = ("export", "upgrade", "apply")
FALSE_ALARMS = ("E26",)  # an ERROR that is none: RDAPI-20921
WHOLE = 900_000  # bytes of a log that come as they are; an answer holds a megabyte
TELLING = (
    r"\[[^]]+\] *:|messages from|(^|[^A-Za-z])(ERROR|FATAL|WARN|WARNING)([]:]|$)"
    r"|Exception|OutOfMemory|[Oo]ut of memory|igrat(ing|ed) |regenerated"
)


class UpgradeTool:
    """sysupgrade on one host."""

    def __init__(self, new: Installation) -> None:
        """`new` is the installation that it belongs to."""
        self.new = new

    @property
    def status(self) -> Status:
        """How far this host is."""
        code, text, err = self.new.as_owner(f"{BIN}/sysupgrade", "status")
        if code:
            raise CannotTell(f"{self.new!r}: sysupgrade status: exit status {code}: {err[:160]}")
        return sysupgrade.status(text, f"{self.new!r}: sysupgrade status")

    @property
    def not_runnable(self) -> str:
        """Why it can not be run: it is not there, or has no right to. Empty: it may be tried."""
        path = self.new.at(f"{BIN}/sysupgrade")
        found = self.new.node.file(path)
        if found is None:
            return f"there is no {path}"
        return "" if int(found.mode, 8) & 0o111 else f"{path} may not be run: mode {found.mode}"

    @property
    def usable(self) -> bool:
        """Whether it can be run at all: it tells its options."""
        code, text, err = self.new.as_owner(f"{BIN}/sysupgrade", "--help")
        return code == 0 and all(step in text + err for step in sysupgrade.STEPS)

    @property
    def groups_left(self) -> tuple[str, ...]:
        """The groups of which the upgraded output holds a configuration."""
        folder = f"{OUT}/upgrade/esgroups/groups"
        names = self.new.node.names(self.new.at(folder)) or ()
        held = (
            (name, self.new.node.names(self.new.at(f"{folder}/{name}")) or ()) for name in names
        )
        return tuple(
            name for name, files in held
            if any(one.endswith(".fed") for one in files)
            or (any(one.endswith(".pol") for one in files)
                and any(one.endswith(".env") for one in files))
        )  # fmt: skip

    @cached_property
    def _paths(self) -> dict[str, str]:
        return {}

    def path(self, step: Log) -> str:
        """Give where the log of a step lies. CannotTell where it is at none of the known places."""
        if step not in self._paths:
            tried = [form.format(step) for form in LOGS]
            found = next((one for one in tried if self.new.node.file(self.new.at(one))), None)
            if found is None:
                raise CannotTell(f"{self.new!r}: there is no {tried[0]}", f"Did {step} run here?")
            self._paths[step] = found
        return self._paths[step]

    @property
    def logs(self) -> tuple[Log, ...]:
        """The steps that have left a log, ended or not."""
        forms = {step: [form.format(step) for form in LOGS] for step in STEPS}
        return tuple(
            step for step in STEPS if any(self.new.node.file(self.new.at(n)) for n in forms[step])
        )

    def undone(self, *steps: Log) -> list[str]:
        """Say which of these steps are not done here, by the tool's own word."""
        said = self.status
        lacking = [step for step in steps if not said.has(step)]
        told = f"sysupgrade status says {said.text!r}"
        return [f"{self.new.node.name}: {step} is not done: {told}" for step in lacking]

    def errors(self, step: Log) -> list[str]:
        """Tell the parts of a log that are not OK and its errors: each stops what comes after it.

        But a false alarm that the vendor knows of, where the inventory accepts its line.
        """
        log, accepted = self.log(step), tuple(self._accepted(step))
        false = {line for line in log.coded(*FALSE_ALARMS) if any(t in line.text for t in accepted)}
        told = [line.told for line in log.errors if line not in false]
        return self.telling(step, [*log.failed, *told])

    def telling(self, step: Log, rows: Iterable[str]) -> list[str]:
        """Put host and log before each row."""
        return [f"{self.new.node.name}: {step}.log: {row}" for row in rows]

    def log(self, step: Log) -> UpgradeLog:
        """Give the log of a step. Of a long one, the lines that tell of a part or of a message."""
        name = self.path(step)
        found = self.new.node.file(self.new.at(name))
        long = found is not None and found.size > WHOLE
        data = self._telling(name) if long else self.new.content(name)
        return upgrade_log.upgrade_log(data, f"{self.new!r}: {name}")

    def _telling(self, name: str) -> bytes:
        """Give what of a long log matters, read on its host. CannotTell while it is written to."""
        path = self.new.at(name)
        last = self.new.node.run(argv("tail", "-c", "1", "--", path), root=True)
        if answered(last, f"tail {path}") != "\n":
            raise CannotTell(f"{self.new!r}: {name}: is cut off in its last line: is it running?")
        script = argv("grep", "-a", "-E", "-e", TELLING, "--", path)
        return answered(self.new.node.run(script, root=True, slow=True), script).encode()

    def written(self, step: Log) -> datetime:
        """When the log of a step was last written."""
        found = self.new.node.file(self.new.at(self.path(step)))
        if found is None:
            raise CannotTell(f"{self.new!r}: the log of {step} is gone")
        return found.modified

    def unaccepted(self, step: Log) -> tuple[Line, ...]:
        """Give the warnings of a step that the inventory does not accept for this host."""
        return self.log(step).unaccepted(self._accepted(step))

    def _accepted(self, step: Log) -> Iterable[str]:
        node = self.new.node.name
        return (
            one.text
            for one in self.new.axway.accepted_warnings
            if one.log == step and one.node in (None, node)
        )

    def left(self, step: Log) -> tuple[str, ...]:
        """Give the names in the folder of a step's output; none where there is no such folder."""
        return self.new.node.names(self.new.at(f"{OUT}/{step}")) or ()

    @property
    def not_exported(self) -> tuple[str, ...]:
        """What a complete export holds, and this one does not."""
        return tuple(name for name in sysupgrade.EXPORTED if name not in self.left("export"))
