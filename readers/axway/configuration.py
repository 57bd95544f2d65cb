"""Files of an installation or an instance: envSettings.props, jvm.xml, service.xml, redaction."""

import re
from dataclasses import dataclass

from inventory.axway_instances import PORTS
from probes.errors import CannotTell
from readers.axway.documents import properties_of, xml_of

ROOT = "ConfigurationFragment"
SERVICE_ROOT = "NetService"
_HEAP = re.compile(r"(\d{1,15})([kKmMgGtT]?)", re.ASCII)
_POWERS = {"": 0, "k": 10, "m": 20, "g": 30, "t": 40}
_PORT = re.compile(r"env\.(?:PORT\.[A-Z0-9_.]+|BROKER\.PORT)")


@dataclass(frozen=True)
class Jvm:
    """The settings of a jvm.xml: its `<VMArg>` names, and the library paths and such beside."""

    arguments: tuple[str, ...]
    others: tuple[str, ...]

    @property
    def all(self) -> frozenset[str]:
        """Everything that is set."""
        return frozenset(self.arguments + self.others)

    @property
    def heap(self) -> int:
        """Bytes of -Xmx, the last one; 0 where there is none. CannotTell for another form."""
        given = [one.removeprefix("-Xmx") for one in self.arguments if one.startswith("-Xmx")]
        if not given:
            return 0
        if not (found := _HEAP.fullmatch(given[-1])):
            raise CannotTell(f"-Xmx{given[-1][:20]}: is no size")
        return int(found[1]) << _POWERS[found[2].lower()]

    @property
    def temporary(self) -> str:
        """The folder of -Djava.io.tmpdir; empty where there is none."""
        key = "-Djava.io.tmpdir="
        return next((one.removeprefix(key) for one in self.arguments if one.startswith(key)), "")


def ports(data: bytes | str, what: str = "envSettings.props") -> dict[str, int]:
    """Give the ports of an envSettings.props, by key. None at all is CannotTell."""
    found: dict[str, int] = {}
    for key, value in properties_of(data, what).items():
        if _PORT.fullmatch(key):
            if not value.isascii() or not value.isdigit() or not 0 < int(value) < 65536:
                raise CannotTell(f"{what}: {key} is no port: {value[:40]!r}")
            found[key] = int(value)
    if not found:
        raise CannotTell(f"{what}: it names no port: not even {next(iter(PORTS))}")
    return found


def jvm(data: bytes | str, what: str = "jvm.xml") -> Jvm:
    """Read a jvm.xml, the system's or an included one."""
    root = xml_of(data, what, ROOT)
    arguments, others = list[str](), list[str]()
    for element in root.iter():
        if element.tag == "VMArg":
            name = element.get("name")
            if not name:
                raise CannotTell(f"{what}: a <VMArg> without a name")
            arguments.append(name)
        elif element.tag not in (ROOT, "JVMSettings"):
            pairs = " ".join(f"{key}={value}" for key, value in sorted(element.items()))
            others.append(f"<{element.tag} {pairs}>".replace(" >", ">"))
    return Jvm(tuple(arguments), tuple(others))


def includes(data: bytes | str, what: str = "service.xml") -> tuple[str, ...]:
    """Give the files that a service.xml includes, as it writes them."""
    root = xml_of(data, what, SERVICE_ROOT, ROOT)
    found = [element.get("file", "") for element in root.iter("include")]
    if not all(found):
        raise CannotTell(f"{what}: an <include> without a file")
    return tuple(found)


def redacts(data: bytes | str, what: str = "redaction.xml") -> bool:
    """Whether a redaction.xml switches redaction on."""
    root = xml_of(data, what, ROOT)
    found = [element.get("enabled", "").lower() for element in root.iter("Redaction")]
    if len(found) != 1 or found[0] not in ("true", "false"):
        raise CannotTell(f"{what}: not one <Redaction enabled=...>: {found}")
    return found[0] == "true"
