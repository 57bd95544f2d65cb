"""Node Managers and instances: stopped and started as their owner, and proven by their process."""

import shlex
from dataclasses import dataclass
from typing import Literal

from findings.step import Step, Truth
from inventory.axway import AxwaySettings
from runner.plans.axway_hosts import Host
from runner.plans.axway_steps import command, person

MANAGER = "(Node Manager Group)"  # in the title of its process
STARTING = 300.0


@dataclass(frozen=True)
class Process:
    """A Node Manager, or an instance with its names, of one installation of a host."""

    host: Host
    folder: str
    key: str = ""
    name: str = ""
    group: str = ""

    def stop(self) -> Step:
        """Stop it; `-k` returns when that is done."""
        return self._moved("stop", "-k")

    def start(self) -> Step:
        """Start it; `-d` returns when that is done. What it starts outlives the connection."""
        return self._moved("start", "-d").model_copy(update={"long": True, "leaves": True})

    def started(self) -> Step:
        """See that it runs; a person starts it only where it does not."""
        step = self.start()
        return person(
            f"new.{step.key}",
            f"See that {self._title} runs on {self.host.node}",
            node=self.host.node,
            truth=step.truth,
            text=f"apply should have started it. Read its trace below {self.folder}, then as "
            f"{self.host.owner}: {step.argv[-1]}",
            minutes=0.5,
        )

    @property
    def _title(self) -> str:
        return f"{self.name} of {self.group}" if self.name else "the Node Manager"

    def _moved(self, action: str, flag: str) -> Step:
        """Never `startinstance` without a name: bare, it starts what it finds."""
        words: tuple[str, ...] = ("./nodemanager", flag)
        by: Literal["stopped", "running"] = "stopped" if action == "stop" else "running"
        key, told = f"manager.{self.host.node}", Truth(by=by, path=self.folder, words=(MANAGER,))
        if self.name:
            words = ("./startinstance", "-n", self.name, "-g", self.group, flag)
            key = f"instance.{self.key}"
            told = Truth(by=by, path=self.folder, begins=f"{self.name} ({self.group}) ")
        return command(
            f"{key}.{action}",
            f"{action.capitalize()} {self._title} on {self.host.node}, of {self.folder}",
            node=self.host.node,
            argv=self.host.run(f"{self.folder}/posix/bin", shlex.join(words)),
            seconds=STARTING,
            truth=told,
        )


def processes(host: Host, axway: AxwaySettings, folder: str) -> tuple[Process, ...]:
    """Give what a host has in an installation: its Node Manager, then its instances."""
    return (
        Process(host, folder),
        *(
            Process(host, folder, key, one.name or key, axway.groups[one.group].name or one.group)
            for key, one in host.instances
        ),
    )
