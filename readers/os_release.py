"""/etc/os-release: which distribution a node is."""

from dataclasses import dataclass

from probes.errors import CannotTell
from readers import environment_file

_ENTERPRISE = ("rhel", "centos", "rocky", "almalinux", "ol", "oracle", "scientific")


@dataclass(frozen=True)
class OsRelease:
    """`id` is `rhel`, `centos`, `rocky` ...; `version` as written, `8.9` or `9`."""

    id: str
    version: str
    like: tuple[str, ...]
    name: str

    @property
    def major(self) -> int:
        """The 8 of 8.9."""
        return int(self.version.partition(".")[0])

    @property
    def system(self) -> str:
        """What its RPM packages are made for: `el/8` for RHEL and its rebuilds, `amazon/2023`."""
        if self.id in ("amzn", "amazon"):
            return f"amazon/{self.major}"
        rebuilt = self.id in _ENTERPRISE or "rhel" in self.like
        return f"{'el' if rebuilt else self.id}/{self.major}"


def os_release(text: str) -> OsRelease:
    """Read the file's text. CannotTell without ID, or with a VERSION_ID that is no number."""
    values = environment_file.parse(text, "/etc/os-release")
    name, version = values.get("ID", ""), values.get("VERSION_ID", "")
    if not name or not version.partition(".")[0].isdecimal():
        raise CannotTell(f"/etc/os-release: ID {name!r}, VERSION_ID {version[:40]!r}")
    like = tuple(values.get("ID_LIKE", "").split())
    return OsRelease(name, version, like, values.get("PRETTY_NAME", name))
