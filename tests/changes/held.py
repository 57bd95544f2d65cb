"""A transaction held in its middle, for as long as a test needs: what can happen to it then."""

import contextlib
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from findings.change import STOPPED
from tests.changes.changing import LIMIT, Ended, Operator, Watched
from tests.lab.hosts import Host
from tests.lab.process import wait_until

HOLD = "/srv/lab/hold"
YUM_LOCK = "/var/cache/dnf/metadata_lock.pid"
DROP_IN = "/etc/systemd/system/{0}.service.d/hold.conf"
WAITS = f"""[Service]
ExecStop=/bin/sh -c 'while [ -e {HOLD} ]; do sleep 0.1; done'
TimeoutStopSec=900
"""
BUSY = "systemctl list-units -q --plain --state=active 'gateway-upgrade-*' | grep -q ."


@contextmanager
def held(host: Host, package: str) -> Iterator[None]:
    """Let the package's script, which restarts the service, wait with that until it is let go."""
    path = DROP_IN.format(package)
    host.put(path, WAITS)
    host.run(f"mkdir -p $(dirname {HOLD}); touch {HOLD}; systemctl daemon-reload")
    try:
        yield
    finally:
        if not host.running():
            host.boot().wait()
        host.plug(to=True)
        let_go(host)
        host.run(f"rm -f {path}; systemctl daemon-reload")


def let_go(host: Host) -> None:
    """Let the transaction go on; from outside, so that it works on a host without power too."""
    (host.root / HOLD.lstrip("/")).unlink(missing_ok=True)


def in_the_middle(watched: Watched, host: Host, package: str) -> None:
    """Wait until the new package's files are there, and the old ones not yet gone."""
    script = f"[ $(rpm -q {package} | wc -l) = 2 ] && "
    script += f"[ $(systemctl show -p ActiveState --value {package}) = deactivating ]"

    def there() -> bool:
        assert watched.process.poll() is None, watched.ended()
        return host.run(script, check=False).returncode == 0

    wait_until(there, LIMIT, f"{package} on {host.name} is not updated", 0.1)


def over(host: Host) -> None:
    """Wait until no step is at work on the host any more."""
    wait_until(lambda: host.run(BUSY, check=False).returncode != 0, LIMIT, f"{host.name} is busy")


def locked_out(operator: Operator, name: str, *words: str) -> Ended:
    """Let another program hold yum's lock until the step waits for it."""
    host = operator.estate[name]
    host.run(
        f"systemd-run -q --unit=other sleep 900; mkdir -p $(dirname {YUM_LOCK}); "
        f"systemctl show -p MainPID --value other > {YUM_LOCK}"
    )
    try:
        watched = operator.begins("upgrade", *words)
        watched.says("Waiting for process with pid")
    finally:
        host.run("systemctl stop other")
    return watched.ended()


def cut_off(operator: Operator, name: str, package: str, *words: str) -> Ended:
    """Pull the cable in the middle, let the transaction end, and put the cable in again."""
    host = operator.estate[name]
    with held(host, package):
        watched = operator.begins("upgrade", *words)
        in_the_middle(watched, host, package)
        host.plug(to=False)
        watched.says("what was started goes on there")
        let_go(host)
        over(host)
        host.plug(to=True)
        return watched.ended()


def interrupted(operator: Operator, name: str, package: str, *words: str) -> Ended:
    """Stop the runner in the middle, with the cable out; a second one is refused before."""
    host = operator.estate[name]
    with held(host, package):
        watched = operator.begins("upgrade", *words)
        in_the_middle(watched, host, package)
        second = operator.types("upgrade")
        assert (second.status, "is locked by" in second.output) == (STOPPED, True), second
        host.plug(to=False)
        os.kill(watched.process.pid, signal.SIGINT)
        ended = watched.ended()
        let_go(host)
        over(host)
    return ended


def no_room(operator: Operator, name: str, package: str, *words: str) -> Ended:
    """Fill the disk of this machine in the middle, and make room again."""
    host, filler = operator.estate[name], operator.runs / "filler"
    with held(host, package):
        watched = operator.begins("upgrade", *words)
        in_the_middle(watched, host, package)
        _fill(filler)
        let_go(host)
        over(host)
        ended = watched.ended()
        filler.unlink()
    return ended


def _fill(path: Path) -> None:
    with path.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(1 << 12))


def powerless(operator: Operator, name: str, package: str, *words: str) -> Ended:
    """Cut the power of a node in the middle, and switch it on again."""
    host = operator.estate[name]
    with held(host, package):
        watched = operator.begins("upgrade", *words)
        in_the_middle(watched, host, package)
        host.cut()
        let_go(host)
        host.boot().wait()
        return watched.ended()
