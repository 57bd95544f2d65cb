"""What runs of an RPM's service: its state, its drop-ins, its process, whether it restarts."""

from dataclasses import dataclass
from datetime import UTC, datetime

from probes.errors import CannotTell
from probes.questions import argv
from readers import checksums, systemd
from readers.answered import answered
from readers.service import RpmService
from readers.systemd import UnitState

_STEADS = ("/etc/", "/run/")  # a unit file there goes before the package's


@dataclass(frozen=True)
class Process:
    """The process of a service. `replaced`: its program is another one on disk now, or gone."""

    pid: int
    started: datetime
    installed: datetime
    replaced: bool


@dataclass(frozen=True)
class Life:
    """What changes when a service starts again. `restarts`: None where systemd does not count."""

    alive: bool
    pid: int
    restarts: int | None
    started: datetime | None


class Daemon(RpmService):
    """A service as systemd and the kernel see it."""

    @property
    def activity(self) -> str:
        """What the unit does, as systemd says it: `active (running)`."""
        state = self.state
        return f"{state.active_state} ({state.sub_state})" if state.exists else "no such unit"

    @property
    def overrides(self) -> dict[str, str]:
        """The drop-ins in force, and a unit file in the package's stead: path to SHA-256.

        None is an answer.
        """
        state = self.unit_state
        own = [path for path in (state.fragment_path,) if path.startswith(_STEADS)]
        if not (paths := (*own, *state.drop_in_paths)):
            return {}
        found = checksums.sums(self.node.run(checksums.sums_script(*paths), root=True))
        if missing := [path for path in paths if path not in found]:
            raise CannotTell(f"{self.node.name}: systemd names {missing[0]}, it is not there")
        return found

    @property
    def process(self) -> Process:
        """The process that runs, and whether its program is the installed one."""
        state = self.unit_state
        if not state.main_pid or not state.exec_main_start:
            raise CannotTell(f"{self.node.name}: {self.unit} does not run: no process to look at")
        script = argv("readlink", "--", f"/proc/{state.main_pid}/exe")
        program = answered(self.node.run(script, root=True), script).strip()
        if not program.startswith("/"):
            raise CannotTell(f"{self.node.name}: {script}: not understood: {program[:80]!r}")
        installed = datetime.fromtimestamp(self.package.installed, UTC)
        replaced = program.endswith(" (deleted)")
        return Process(state.main_pid, state.exec_main_start, installed, replaced)

    @property
    def lives(self) -> tuple[Life, Life]:
        """Read the service two times, `timeouts.settle` apart."""
        first, second = self.node.twice(systemd.show_script(self.unit))
        return _life(systemd.unit_state(first, self.unit)), _life(
            systemd.unit_state(second, self.unit)
        )


def _life(state: UnitState) -> Life:
    return Life(state.running, state.main_pid, state.n_restarts, state.exec_main_start)
