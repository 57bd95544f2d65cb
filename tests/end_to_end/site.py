"""One estate for all tests of a session: old and healthy at first, swept at the end."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.end_to_end.running import Ran, run
from tests.lab import packages
from tests.lab.attesting import sign_all
from tests.lab.estate import Estate
from tests.lab.inventory import PATIENT, SOON
from tests.lab.planting import Fault

UNREACHABLE = ("node-down", "node-silent", "sshd-hangs")
STORES = ("redis-", "mongo-", "pump-", "gateway-redis")


@dataclass
class Site:
    """The estate, its inventory's folder, where its runs are kept, and a healthy run of it."""

    estate: Estate
    env: Path
    runs: Path
    healthy: Ran | None = None

    def check(self, *words: str, soon: bool = False) -> Ran:
        """Run one phase; `soon`: with the inventory that gives a node up at `SOON`."""
        env = self.env.with_name("soon") if soon else self.env
        return run(*words, env=env, runs=self.runs)

    def phase(self, phase: str, *, soon: bool = False) -> Ran:
        """Run one phase; post beside what the first pre remembered: later ones met faults."""
        baselines = self.runs.glob("*/baseline-*.json")
        words = [f"--baseline={min(baselines)}"] if phase == "post" else []
        return self.check("-m", phase, *words, soon=soon)

    def suffer(self, phase: str, *faults: Fault) -> Ran:
        """Run one phase with faults planted, and mend them."""
        names = [fault.name for fault in faults]
        with contextlib.ExitStack() as planted:
            planted.callback(self._settle, phase, names)
            for fault in faults:
                planted.callback(fault.mend, self.estate)
                fault.plant(self.estate)
            return self.phase(phase, soon=any(name in UNREACHABLE for name in names))

    def _settle(self, phase: str, names: list[str]) -> None:
        """Let nothing of mended faults be met by the next one."""
        if phase == "post":
            self.estate.read_rpmnew()  # a mend that upgraded leaves them again
        if any(name.startswith(STORES) for name in names):
            # its log of the outage would count against it for a quarter of an hour
            self.estate["dash1"].run("systemctl restart tyk-pump")
        self.estate.well()  # what is still starting is waited for

    def stops(self, rows: list[str]) -> bool:
        """Whether one of these rows is a blocker."""
        known = {line.row: line.severity for line in self.healthy.result.requirements}
        return any(known.get(row) == "blocker" for row in rows)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A Tyk 5.3 estate on four real hosts, and people's signatures."""
    if lacking := packages.missing():
        pytest.skip(f"no lab here: {'; '.join(lacking)}")
    estate = Estate()
    estate.sweep()
    folder = tmp_path_factory.mktemp("site")
    try:
        estate.up()
        for name, timeouts in {"env": PATIENT, "soon": SOON}.items():
            estate.inventory(folder / name, timeouts)
            sign_all(folder / name)
        yield Site(estate, folder / "env", folder / "runs")
    finally:
        estate.sweep()


@pytest.fixture(scope="session")
def before(site: Site) -> Site:
    """The estate before the change, with its healthy pre run, which made the baseline."""
    site.healthy = site.check("-m", "pre")
    return site
