"""The machine that runs the vendor's sample scripts `zdupgrade`, and what they left there."""

import re
from datetime import datetime, timedelta

from inventory import Inventory
from inventory.axway import AxwaySettings, Zdu
from probes.engine import Engine
from probes.errors import CannotTell, NotApplicable
from probes.questions import Command, argv
from readers.answered import answered, lines
from readers.axway import zdu
from readers.axway.domain import Domain
from readers.axway.node import AxwayNode
from readers.node import NodeReader
from readers.os_release import OsRelease, os_release
from readers.versions import parse

LOGS = "/zdu/logs"  # as the vendor's page writes it
SINCE = parse("7.5.2")
PYTHON = (
    'for p in python python2 python3; do if "$p" -c "import paramiko, enum" >/dev/null 2>&1;'
    " then echo with both; exit; fi; done; echo with none"
)
THERE = "zdu-login"
_NEWEST = re.compile(r"(\d{9,11}\.\d+) (.+)")


class ZduMachine(NodeReader):
    """Where zdupgrade runs."""

    def __init__(self, engine: Engine, inventory: Inventory) -> None:
        """CannotTell where it is no node: nothing can be asked of it then."""
        self.axway, self.zdu = _settings(inventory)
        if self.zdu.node not in inventory.nodes:
            raise CannotTell(
                f"the scripts run on {self.zdu.node}, which is no node of the inventory",
                "Add this machine as a node, transport: local for our own, and name it: zdu.node.",
            )
        super().__init__(engine, inventory, self.zdu.node)
        self.hosts = [AxwayNode(engine, inventory, one.name) for one in inventory.domain_nodes()]

    @property
    def flaws(self) -> list[str]:
        """What the scripts need of it, and it has not."""
        own = _system(self)
        found = [
            f"{self.name} runs {own.name}, {host.name} {other.name}: not of one kind"
            for host in self.hosts
            if (other := _system(host)).system.partition("/")[0] != own.system.partition("/")[0]
        ]
        said = answered(self.run(PYTHON), f"{self.name}: Python").strip()
        if said not in ("with both", "with none"):
            raise CannotTell(f"{self.name}: Python: not understood: {said[:80]!r}")
        if said == "with none":
            found.append(f"{self.name}: no python has both paramiko and enum34")
        return found + self._locked_out

    @property
    def _locked_out(self) -> list[str]:
        """The hosts that the installation's owner does not get into with a key."""
        asked = [
            Command(self.name, argv("runuser", "-u", str(host.new.declared.owner), "--", "ssh",
                                    "-n", "-o", "BatchMode=yes", "-o", "ConnectTimeout=5",
                                    host.settings.address or host.name, "echo", THERE), root=True)
            for host in self.hosts
        ]  # fmt: skip
        pairs = zip(self.hosts, self._engine.ask_all(asked), strict=True)
        return [
            f"{self.name}: ssh to {host.name}: {(said.err.strip() or said.text.strip())[-160:]}"
            for host, said in pairs
            if said.rc or said.text.strip() != THERE
        ]

    @property
    def unnamed(self) -> list[str]:
        """The hosts that the scripts' topology file does not name; or that it is another file."""
        text = self.text(self.zdu.config)
        if not text.strip():
            raise CannotTell(f"{self.name}: {self.zdu.config} is empty")
        if "uniqueIdCounters" in text:
            return [f"{self.name}: {self.zdu.config} is a topology.json of the product: not theirs"]
        words = set(re.findall(r"[A-Za-z0-9._:-]+", text))
        return [
            f"{self.name}: {self.zdu.config} does not name {host.old.host_name}"
            for host in self.hosts
            if not words & {host.old.host_name, host.settings.address}
        ]

    @property
    def result(self) -> zdu.Result:
        """What the newest log of the scripts says."""
        script = argv("find", LOGS, "-maxdepth", "1", "-type", "f", "-printf", r"%T@ %p\n")
        rows = lines(answered(self.run(script, root=True), LOGS), LOGS)
        found = [match.groups() for row in rows if (match := _NEWEST.fullmatch(row))]
        if not found or len(found) != len(rows):
            raise CannotTell(f"{self.name}: no log in {LOGS}", "Have the scripts run?")
        path = max(found, key=lambda pair: float(pair[0]))[1]
        return zdu.result(self.text(path), f"{self.name}: {path}")

    @property
    def not_passed(self) -> list[str]:
        """What of the table is not PASSED, and the hosts that are not in it."""
        found = self.result
        bad = [] if found.status == "SUCCESS" else [f"the scripts ended with {found.status}"]
        for host in self.hosts:
            cells = found.nodes.get(host.old.host_name) or found.nodes.get(host.name)
            if cells is None:
                bad.append(f"{host.name}: is not in the table")
                continue
            for step, word in cells.items():
                wanted = "*" if step == "ROLLBACK" else "PASSED"
                if word != wanted:
                    bad.append(f"{host.name}: {step}: {'not run' if word == '*' else word}")
        return bad


def _settings(inventory: Inventory) -> tuple[AxwaySettings, Zdu]:
    if inventory.axway is None or inventory.axway.zdu is None:
        raise NotApplicable("the inventory has no axway.zdu")
    return inventory.axway, inventory.axway.zdu


def _system(node: NodeReader) -> OsRelease:
    return os_release(node.text("/etc/os-release", root=False))


def too_old(domain: Domain) -> list[str]:
    """Name the hosts whose old version the scripts do not know."""
    found = [(node.name, node.old.version.version) for node in domain.nodes]
    return [
        f"{name}: {version}, not {SINCE} or later" for name, version in found if version < SINCE
    ]


def elsewhere(domain: Domain) -> list[str]:
    """Name shared data that is not in Cassandra: of groups, in databases, in files of instances."""
    found = [
        f"{group.title}: no Cassandra is declared for it"
        for group in domain.groups
        if not group.settings.store
    ]
    for name, one in domain.axway.databases.items():
        if held := sorted({"kps", "oauth"} & set(one.holds)):
            found.append(f"database {name} holds {' and '.join(held)}")
    for group in domain.groups:
        for instance in group.instances:
            folder = instance.old.at(f"{instance.folder(instance.old)}/conf/kps/file")
            if files := instance.node.names(folder):
                found.append(f"{instance.name}: {folder} holds {', '.join(files[:3])}")
    return found


def unlike_paths(domain: Domain) -> list[str]:
    """Name the hosts whose directory lies elsewhere than on the first one, or is not there."""
    found = list[str]()
    for which in ("old", "new"):
        wanted = getattr(domain.nodes[0], which).path
        for one in (getattr(node, which) for node in domain.nodes):
            if one.path != wanted:
                found.append(f"{one.node.name}: {which}: {one.path}, not {wanted}")
            elif not one.exists:
                found.append(f"{one.node.name}: {which}: there is no {one.path}")
    return found


def drawn_out(domain: Domain, now: datetime) -> list[str]:
    """Say it where more time than allowed lies between the first and the last apply, or now."""
    _, limit = _settings(domain.inventory)
    undone = [row for node in domain.nodes for row in node.upgrade.undone("apply")]
    begun = [node for node in domain.nodes if "apply" in node.upgrade.logs]
    if not begun:
        raise CannotTell("apply was begun on no host")
    times = sorted(node.upgrade.written("apply") for node in begun)
    took = (now if undone else times[-1]) - times[0]
    if took <= timedelta(minutes=limit.minutes):
        return []
    told = f"{int(took.total_seconds() // 60)} minutes since the first apply, not {limit.minutes}"
    return [told, *undone]
