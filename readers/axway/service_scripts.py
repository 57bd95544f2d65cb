"""`/etc/init.d/vshell-*`: what the system starts, and of which installation."""

import re
from dataclasses import dataclass

from probes.errors import CannotTell
from readers.axway.documents import text_of

FOLDER = "/etc/init.d"
PREFIX = "vshell-"
_SET = re.compile(
    r"^\s*(?:export\s+)?(VDISTDIR|VINSTDIR)=(\"[^\"$`]*\"|'[^']*'|[^\s\"'$`;]+)\s*;?\s*$"
)


@dataclass(frozen=True)
class ServiceScript:
    """A script. `instance` is the instance's folder, empty for a Node Manager's script."""

    path: str
    installation: str
    instance: str
    text: str

    def names(self, folder: str) -> bool:
        """Whether a folder, or something in it, stands anywhere in the script."""
        return bool(re.search(rf"{re.escape(folder.rstrip('/'))}(?![\w.-])", self.text))


def service_script(data: bytes | str, path: str) -> ServiceScript:
    """Read one. CannotTell where it does not say once which installation it starts."""
    text = text_of(data, path)
    found: dict[str, set[str]] = {"VDISTDIR": set(), "VINSTDIR": set()}
    for line in text.splitlines():
        if match := _SET.match(line):
            found[match[1]].add(match[2].strip("\"'").rstrip("/"))
    if len(found["VDISTDIR"]) != 1 or len(found["VINSTDIR"]) > 1:
        raise CannotTell(f"{path}: VDISTDIR is set to {len(found['VDISTDIR'])} different values")
    instance = next(iter(found["VINSTDIR"]), "")
    return ServiceScript(path, next(iter(found["VDISTDIR"])), instance, text)
