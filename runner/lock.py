"""One runner at a time in an environment: a lock in its folder, which names its holder."""

import contextlib
import errno
import fcntl
import os
import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from inventory import Inventory
from runner.holder import Holder, alive, here, ours, read

NAME = "upgrade.lock"


class LockedError(Exception):
    """The environment is held by somebody. `stale`: by a process of this host that is gone."""

    def __init__(
        self, path: Path, why: str, do: str, holder: Holder | None = None, *, stale: bool = False
    ) -> None:
        """Keep what is known; `str()` says it all."""
        super().__init__(f"{why} {do}")
        self.path, self.why, self.do = path, why, do
        self.holder, self.stale = holder, stale


@contextmanager
def held(inventory: Inventory, operator: str) -> Iterator[Path]:
    """Hold the lock of an inventory's environment. Raises LockedError.

    The kernel's lock tells two runners of one host apart without a doubt; what the file says is
    for people, and for hosts that share the folder and no kernel.
    """
    path = inventory.folder / NAME
    descriptor = _taken(path)
    try:
        _refuse_other(path, descriptor)
        try:
            _write(path, descriptor, ours(operator, inventory.change))
            yield path
        finally:
            _remove(path, descriptor)
    finally:
        os.close(descriptor)


def _taken(path: Path) -> int:
    """Open the file and take the kernel's lock on it. Raises LockedError."""
    while True:
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o644)
        except OSError as error:
            raise _unwritable(path, error) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder, since = read(descriptor), _since(descriptor)
            os.close(descriptor)
            if error.errno not in (errno.EWOULDBLOCK, errno.EACCES):
                raise _unwritable(path, error) from error
            raise LockedError(path, _named(holder, since), WAIT, holder) from error
        with contextlib.suppress(OSError):
            if path.stat().st_ino == os.fstat(descriptor).st_ino:
                return descriptor
        os.close(descriptor)  # its holder let go of it and removed it while we came


def _refuse_other(path: Path, descriptor: int) -> None:
    """Refuse where the file names a holder, although nobody of this kernel has it."""
    if not os.fstat(descriptor).st_size:
        return
    holder, since = read(descriptor), _since(descriptor)
    command = shlex.join(["rm", str(path)])
    why = _named(holder, since)
    if holder is None:
        do = f"Make sure that no runner is at work here, on any host; then: {command}"
        raise LockedError(path, why, do)
    if not here(holder):
        do = f"Make sure on {holder.host} that it is not at work any more; then: {command}"
        raise LockedError(path, why, do, holder)
    if alive(holder):
        raise LockedError(path, why, WAIT, holder)
    raise LockedError(
        path, f"{why} That process is gone.", f"Remove what it left: {command}", holder, stale=True
    )


def _write(path: Path, descriptor: int, holder: Holder) -> None:
    try:
        os.pwrite(descriptor, holder.model_dump_json().encode() + b"\n", 0)
        os.fsync(descriptor)
    except OSError as error:
        raise _unwritable(path, error) from error


def _remove(path: Path, descriptor: int) -> None:
    """Remove the file while the kernel's lock is held; another's, made after a `rm`, stays."""
    with contextlib.suppress(OSError):
        if path.stat().st_ino == os.fstat(descriptor).st_ino:
            path.unlink()


def _since(descriptor: int) -> str:
    at = datetime.fromtimestamp(os.fstat(descriptor).st_mtime, UTC)
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"


def _named(holder: Holder | None, since: str) -> str:
    if holder is None:
        return f"The environment is locked since {since}, and the lock does not say by whom."
    return (
        f"The environment is locked by {holder.who} on {holder.host}, process {holder.pid}, "
        f"since {since}, for {holder.ticket}."
    )


def _unwritable(path: Path, error: OSError) -> LockedError:
    why = f"The lock {path} can not be made: {error.strerror}."
    return LockedError(path, why, "Nobody may work here without one: make its folder writable.")


WAIT = "Two at once are refused: wait until it has ended, or let its owner stop it with Ctrl-C."
