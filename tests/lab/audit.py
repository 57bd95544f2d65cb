"""What a run left behind on the hosts, told by the hosts themselves and not by the run."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.lab.hosts import Host
from tests.lab.products.web import ACCESS

LIST = (
    "find / -xdev \\( -path /proc -o -path /sys -o -path /dev -o -path /run \\) -prune -o "
    "-not -type d -printf '%p %s %m %u %T@\\n' | sort"
)
# What is written by a machine that is logged into and asked, whoever does it.
LOGS = re.compile(
    r"/var/log/(journal|wtmp|btmp|lastlog|auth\.log|sudo|dnf|hawkey|redis|mongodb|tallylog)"
    r"|/var/lib/(redis|mongo|systemd|rpm/\.rpm\.lock|rpm/\.dbenv\.lock)|/srv/lab/access"
)


@dataclass
class Audit:
    """What was there before: files by host."""

    hosts: Mapping[str, Host]
    before: Mapping[str, Mapping[str, str]]

    def touched(self, ours: Callable[[str], bool]) -> list[str]:
        """Name each file that is new, gone or another; `ours` says what a product itself writes."""
        found = []
        for name, host in self.hosts.items():
            now = files(host)
            paths = {*now, *self.before[name]}
            found += [
                f"{name}: {path}: {self.before[name].get(path, 'none')} -> {now.get(path, 'none')}"
                for path in sorted(paths)
                if now.get(path) != self.before[name].get(path)
                and not LOGS.match(path)
                and not ours(path)
            ]
        return found

    def requests(self) -> dict[str, list[str]]:
        """Give each host's requests over HTTP, `METHOD CLIENT PATH`; the logs end here."""
        said = {name: host.run(f"cat {ACCESS}").stdout for name, host in self.hosts.items()}
        for host in self.hosts.values():
            host.run(f"rm -f {ACCESS}")
        return {name: text.splitlines() for name, text in said.items()}


def begin(hosts: Mapping[str, Host]) -> Audit:
    """Have every HTTP program of the hosts keep an access log, and remember every file."""
    for host in hosts.values():
        host.run(f"mkdir -p {ACCESS.parent}; : > {ACCESS}; chmod 666 {ACCESS}")
    return Audit(hosts, {name: files(host) for name, host in hosts.items()})


def files(host: Host) -> dict[str, str]:
    """Give each file's size, mode, owner and time of its last change."""
    lines = host.run(LIST).stdout.splitlines()
    return dict(map(_split, lines))


def _split(line: str) -> tuple[str, str]:
    path, *rest = line.rsplit(" ", 4)
    return path, " ".join(rest)
