"""What every lab is, whatever runs in it: hosts by their names, booted together, swept away."""

import concurrent.futures
from collections.abc import Callable, Iterable, Mapping

from tests.lab import space
from tests.lab.hosts import Host, hosts
from tests.lab.names import FIRST_HOST, NET, STATE
from tests.lab.process import LabError


class Lab:
    """Hosts with fixed addresses, one after the other."""

    def __init__(self, *names: str) -> None:
        """Name the hosts; nothing runs yet."""
        self.hosts = {name: Host(name) for name in names}

    def __getitem__(self, name: str) -> Host:
        """One host."""
        return self.hosts[name]

    @property
    def addresses(self) -> dict[str, str]:
        """The address that each host has, or will have."""
        return {name: str(NET[FIRST_HOST + at]) for at, name in enumerate(self.hosts)}

    def claim(self) -> None:
        """Make the network and the folder of state; LabError where another lab has them."""
        space.prepare()
        if hosts():
            raise LabError(f"a lab is already up below {STATE}: sweep it, or set LAB_PREFIX")

    def create(self, binds: Mapping[str, tuple[str, ...]] | None = None) -> None:
        """Make all hosts, with what each borrows from the machine; none runs yet."""
        for at, (name, host) in enumerate(self.hosts.items()):
            host.create(FIRST_HOST + at, binds=(binds or {}).get(name, ()))

    def boot(self) -> None:
        """Switch all on; `wait` of each host says when it is up."""
        for host in self.hosts.values():
            host.boot()

    def sweep(self) -> list[str]:
        """Remove the lab and all traces of it."""
        return space.sweep()


def parallel(work: Callable[[str], None], names: Iterable[str]) -> None:
    """Do something for each host at the same time; the first error is raised."""
    with concurrent.futures.ThreadPoolExecutor() as pool:
        for done in [pool.submit(work, name) for name in names]:
            done.result()
