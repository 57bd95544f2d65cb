"""What all products share that come as RPMs and are run by systemd: their steps, forth and back."""

import shlex
from dataclasses import dataclass
from typing import Any

from findings.step import Gate, Step, Success, Truth

DONE = ("Upgraded:", "Updated:")  # dnf's word and yum's
BACK = ("Downgraded:", "Removed:")  # yum 3 lists the newer one as removed
NOTHING = ("Nothing to do", "No packages marked for")  # with exit status 0 [measured]
BROKEN = "scriptlet failed"  # rpm goes on after it, and yum exits 0
CACHED = ("Metadata cache created", "Metadata Cache Created")
IGNORED = ("Ignoring repositories", "Failed to download metadata")
STOPPING = 240.0  # seconds: a gateway without its Dashboard takes all of TimeoutStopSec to stop
TRANSACTION = 1800.0


@dataclass(frozen=True)
class Service:
    """One service of the plan: what is upgraded, on which node, from and to which version."""

    component: str
    node: str
    unit: str
    package: str
    repository: str
    home: str
    old: str
    new: str

    @property
    def place(self) -> str:
        """Its name for `--on`."""
        return f"{self.component}@{self.node}"

    def key(self, action: str) -> str:
        """Give the key of one of its steps."""
        return f"{self.component}.{self.node}.{action}"

    def step(self, action: str, title: str, requirements: tuple[str, ...], **words: Any) -> Step:
        """Give a step of this service on its node; `words` are the other fields of Step."""
        return Step(
            key=self.key(action),
            title=title,
            requirements=requirements,
            component=self.component,
            node=self.node,
            **words,
        )

    def gate(self, name: str, minutes: float = 0.5) -> Gate:
        """Give a gate of this service alone."""
        return Gate(phase="gate", name=name, on=(self.place,), minutes=minutes)


def makecache(service: Service, *requirements: str) -> Step:
    """Fetch the repository's metadata anew: a cache that is still valid is not believed."""
    only = ("--disablerepo=*", f"--enablerepo={service.repository}")
    fresh = ("--setopt=*.skip_if_unavailable=0", f"--setopt={service.repository}.metadata_expire=1")
    return service.step(
        "makecache",
        f"Fetch the metadata of {service.repository} on {service.node}",
        requirements,
        argv=("yum", "-y", "makecache", *only, *fresh),
        seconds=300,
        success=Success(says=CACHED, never=IGNORED),
        truth=Truth(by="repeatable"),
        minutes=0.5,
    )


def update(service: Service, *requirements: str, folder: str = "", undo: float = 3.0) -> Step:
    """Update to the exact version, from the repository or, with `folder`, from a package file.

    The repository's metadata is looked at anew: it may be the mended one of an earlier try.
    """
    wanted = f"{service.package}-{service.new}"
    anew = f"--setopt={service.repository}.metadata_expire=1"
    argv: tuple[str, ...] = ("yum", "-y", "update", wanted, anew)
    if folder:
        argv = ("sh", "-c", f"exec yum -y update {shlex.quote(folder)}/{wanted}-*.rpm")
    return service.step(
        "update",
        f"Update {service.package} on {service.node} to {service.new}; this stops it",
        requirements,
        argv=argv,
        long=True,
        seconds=TRANSACTION,
        success=Success(says=DONE, never=(*NOTHING, BROKEN)),
        truth=Truth(by="package", package=service.package, version=service.new, unit=service.unit),
        after=(service.gate("updated"),),
        minutes=2.0,
        undo_minutes=undo,
    )


def review(service: Service, *requirements: str) -> Step:
    """Let a person look at the new default configuration, where rpm put one beside the old."""
    home = service.home
    return service.step(
        "rpmnew",
        f"Read the new default configuration of {service.package} on {service.node}",
        requirements,
        kind="person",
        truth=Truth(by="rpmnew", path=home),
        text=f"On {service.node} compare each .rpmnew below {home} with the file in use "
        "(diff -u FILE FILE.rpmnew), take over what the new version needs, then move the .rpmnew "
        "away. Note what you took over.",
        minutes=2.0,
    )


def enable(service: Service, *requirements: str) -> Step:
    """Enable the unit: the package's scripts leave it stopped, and no longer enabled."""
    return service.step(
        "enable",
        f"Enable {service.unit} on {service.node}",
        requirements,
        argv=("systemctl", "enable", service.unit),
        seconds=60,
        truth=Truth(by="enabled", unit=service.unit),
        minutes=0.1,
    )


def restart(service: Service, *requirements: str) -> Step:
    """Start it in its new version."""
    return service.step(
        "restart",
        f"Restart {service.unit} on {service.node}",
        requirements,
        argv=("systemctl", "restart", service.unit),
        seconds=STOPPING,
        truth=Truth(by="restarted", unit=service.unit),
        after=(service.gate("restarted"),),
        minutes=1.0,
    )


def stop(service: Service, *requirements: str) -> Step:
    """Stop it, so that nothing writes to what is being restored."""
    return service.step(
        "stop",
        f"Stop {service.unit} on {service.node}",
        requirements,
        argv=("systemctl", "stop", service.unit),
        seconds=STOPPING,
        truth=Truth(by="repeatable"),
        minutes=0.5,
    )


def undo(service: Service, transaction: int, *requirements: str) -> Step:
    """Undo the upgrade's own transaction."""
    return _back(service, ("yum", "-y", "history", "undo", str(transaction)), requirements)


def downgrade(service: Service, source: str, *requirements: str) -> Step:
    """Downgrade to `source`: the package with its exact version, or a package file."""
    return _back(service, ("yum", "-y", "downgrade", source), requirements)


def _back(service: Service, argv: tuple[str, ...], requirements: tuple[str, ...]) -> Step:
    return service.step(
        "undo",
        f"Take {service.package} on {service.node} back to {service.old}; this stops it",
        requirements,
        argv=argv,
        long=True,
        seconds=TRANSACTION,
        success=Success(says=BACK, never=(*NOTHING, BROKEN)),
        truth=Truth(by="package", package=service.package, version=service.old, unit=service.unit),
        minutes=2.0,
    )


def copy_back(service: Service, path: str, copy: str, number: int, *requirements: str) -> Step:
    """Put a file's content back from its copy; the file keeps its owner, its mode and its label."""
    return service.step(
        f"file-{number}",
        f"Restore {path} on {service.node} from {copy}",
        requirements,
        argv=("cp", "--", copy, path),
        seconds=60,
        truth=Truth(by="repeatable"),
        minutes=0.2,
    )
