"""The message broker inside an instance: where its shared directory lies.

The vendor documents the setting of Policy Studio, not the entity behind it: any entity whose type
names ActiveMQ is taken, its field that names a directory, and the one that says it is enabled.
"""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from probes.errors import CannotTell, NotApplicable
from probes.questions import argv
from readers import files
from readers.answered import answered
from readers.axway.documents import xml_of
from readers.axway.installation import Installation

if TYPE_CHECKING:
    from readers.axway.instance import Instance

_ENTITY = r"(?s)<entity [^>]*type=\"[^\"]*ActiveMQ[^\"]*\".*?</entity>"
_SECRET = re.compile(r"(?i)<fval name=\"[^\"]*(?:pass|secret)[^\"]*\">\s*<value>([^<]{8,})")


@dataclass(frozen=True)
class Broker:
    """What is configured; no folder: the field is empty."""

    enabled: bool
    folder: str


class ActiveMQ:
    """The broker of one instance, in both installations."""

    def __init__(self, instance: "Instance") -> None:
        """Nothing is asked yet."""
        self.instance, self.node = instance, instance.node

    def broker(self, of: Installation) -> Broker:
        """Give what is configured. Not applicable where no broker is, or it is switched off."""
        folder = of.at(self.instance.deployed(of))
        words = argv("grep", "-r", "-h", "-z", "-o", "-P", "-i", "--include=*.xml", _ENTITY, folder)
        answer = self.node.run(f"{words} | tr '\\000' '\\n'", root=True, slow=True)
        if files.absent(answer) or answer.err.strip():
            raise CannotTell(f"{of!r}: {answer.err.strip()[:160]}")
        said = answered(answer, words)
        for secret in _SECRET.findall(said):
            self.node.redact(secret)
        found_ = broker(said, f"{of!r}: the ActiveMQ of {self.instance!r}")
        if found_ is None or not found_.enabled:
            raise NotApplicable(f"{self.instance!r} has no ActiveMQ of its own switched on")
        return found_

    def folder(self, of: Installation) -> str:
        """Give the path of its shared directory; empty: it is not configured."""
        found = self.broker(of).folder
        inside = {"$VDISTDIR": of.path, "$VINSTDIR": of.at(self.instance.folder(of))}
        for word, path in inside.items():
            found = found.replace(word, path)
        if "$" in found:
            raise CannotTell(f"{of!r}: the folder of ActiveMQ is {found[:80]!r}: see envSettings")
        return found

    @property
    def bad_folder(self) -> list[str]:
        """Say why sysupgrade would leave the messages behind; nothing: their folder is there."""
        if not (path := self.folder(self.instance.old)):
            return [f"{self.instance!r}: ActiveMQ is switched on, and its folder is not set"]
        found = self.node.file(path)
        if found is None or not found.is_directory:
            return [f"{self.node.name}: there is no folder {path}, which ActiveMQ should use"]
        return []

    @property
    def shared(self) -> list[str]:
        """Say where the new instance writes into messages of the old one: the way back is lost."""
        old, new = (self._real(one) for one in (self.instance.old, self.instance.new))
        top = self.instance.old.real
        if new == old or f"{new}/".startswith(f"{top}/"):
            return [f"{self.node.name}: ActiveMQ of 7.7 uses {new}, a folder of the old one"]
        return []

    def _real(self, of: Installation) -> str:
        path = self.folder(of)
        if not path:
            raise CannotTell(f"{of!r}: the folder of ActiveMQ is not set")
        script = argv("readlink", "-m", "--", path)
        found = answered(self.node.run(script, root=True), script).strip()
        if not found.startswith("/"):
            raise CannotTell(f"{of!r}: readlink: not understood: {found[:80]!r}")
        return found


def broker(text: str, what: str) -> Broker | None:
    """Read the entities; None where there is none."""
    root = xml_of(f"<all>{text}</all>", what, "all")
    fields = {
        (one.get("name") or "").lower(): (one.findtext("value") or "").strip()
        for one in root.iter("fval")
    }
    if not len(root):
        return None
    enabled = [value for name, value in fields.items() if "enable" in name and "ssl" not in name]
    folders = [value for name, value in fields.items() if "dir" in name]
    if len(enabled) != 1 or len(folders) != 1:
        raise CannotTell(f"{what}: not understood: {', '.join(sorted(fields))[:160]}")
    return Broker(enabled[0].lower() in ("true", "1"), folders[0])
