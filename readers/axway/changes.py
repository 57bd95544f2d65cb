"""The files that people changed in the old installation, for 7.7 does not take them over.

What an old release shipped lies nowhere on the host, so a file that differs from that of 7.7 is
taken as changed until somebody acknowledged this very content.
"""

from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from probes.errors import CannotTell, NotApplicable
from readers.axway.acknowledging import dropped, unacknowledged
from readers.axway.documents import xml_of
from readers.axway.installation import Installation
from readers.node import NodeReader

OAUTH = ("samples/oauth", "samples/scripts/oauth")
FIREWALL = ("system/conf/threat-protection",)
LOGGING = ("system/conf/log4j2.xml", "system/conf/loggers")
_PORTAL = "webapps/apiportal/vordel/apiportal"
PAGES = (
    f"{_PORTAL}/app/app.config", f"{_PORTAL}/app-login/app.config",
    f"{_PORTAL}/registry-login/app.config", f"{_PORTAL}/custom-login",
    "webapps/emc/vordel/manager/app/app.config", "system/conf/apiportal/email",
)  # fmt: skip
MANAGER = ("conf/fed", "conf/envSettings.props")
NODE_MANAGER = "system/conf/nodemanager.xml"
CERTIFICATES = "conf/certs.xml"  # made anew by apply, and looked at by its port
_OF_DOMAIN = frozenset({"domainID", "pvalue"})  # each domain has its own


class Changes:
    """The old installation of a host beside the new one, file by file."""

    def __init__(self, node: NodeReader, old: Installation, new: Installation) -> None:
        """Nothing is asked yet."""
        self.node, self.old, self.new = node, old, new

    def unlike(self, *places: str) -> dict[str, str]:
        """Give the old files in some places that the new installation has not so: to their hashes.

        A place is a file or a folder. Not applicable where the old installation has none of them.
        """
        old, new = self._sums(self.old, places), self._sums(self.new, places)
        if not any(old.values()):
            raise NotApplicable(f"{self.old!r} has no {', '.join(places)}")
        return {
            path: digest
            for place, sums in old.items()
            for path, digest in sums.items()
            if new[place].get(path) != digest
        }

    def _sums(self, of: Installation, places: tuple[str, ...]) -> dict[str, dict[str, str]]:
        """Give the hashes of each place's files; none: it is not there."""
        return {place: self._of_place(of, place) for place in places}

    def _of_place(self, of: Installation, place: str) -> dict[str, str]:
        found = self.node.file(of.at(place))
        if found is None:
            return {}
        if not found.is_directory:
            digest = of.sums(place)[place]
            return {place: digest} if digest else {}
        below = self.node.below(of.at(place)) or {}
        return {f"{place}/{path}": digest for path, digest in below.items()}

    def unplanned(self, *places: str) -> list[str]:
        """Name the changed files in some places that nobody acknowledged."""
        return unacknowledged(self.old, self.unlike(*places))

    def pristine(self, *places: str) -> dict[str, str]:
        """Give what 7.7 has in the place of each changed file, before anybody worked on it.

        Empty: it has no such file. What is dropped on purpose is left out.
        """
        given_up, changed = dropped(self.old), self.unlike(*places)
        new = self.new.sums(*changed)
        return {path: new[path] or "" for path, old in changed.items() if old not in given_up}

    def not_redone(self, before: Mapping[str, str]) -> list[str]:
        """Name those of `pristine` whose change was not made again in the new installation."""
        old, new = self.old.sums(*before), self.new.sums(*before)
        return [
            f"{self.node.name}: {path}: {'is as 7.7 ships it' if new[path] else 'is missing'}"
            for path, shipped in sorted(before.items())
            if (new[path] or "") in ("", shipped) and new[path] != old[path]
        ]

    @property
    def unplanned_oauth(self) -> list[str]:
        """Name the changed OAuth samples that nobody acknowledged."""
        return self.unplanned(*OAUTH)

    @property
    def oauth(self) -> dict[str, str]:
        """The changed OAuth samples, each with what 7.7 has in its place."""
        return self.pristine(*OAUTH)

    @property
    def unplanned_pages(self) -> list[str]:
        """Name the changed pages and mails of API Manager that nobody acknowledged."""
        return self.unplanned(*PAGES)

    @property
    def unplanned_firewall(self) -> list[str]:
        """Name the changed files of API firewalling that nobody acknowledged."""
        return self.unplanned(*self._firewall)

    @property
    def firewall(self) -> dict[str, str]:
        """The changed files of API firewalling, each with what 7.7 has in its place."""
        return self.pristine(*self._firewall)

    @property
    def _firewall(self) -> tuple[str, ...]:
        """Where API firewalling is set up: for the host, and for each of its instances."""
        return (*FIREWALL, *(f"{folder}/conf/waf.xml" for folder in self._folders))

    @property
    def _folders(self) -> tuple[str, ...]:
        host = self.old.host_name
        return tuple(one.folder for one in self.old.topology.instances if one.host == host)

    @property
    def unplanned_logging(self) -> list[str]:
        """Name the XML files of the logging that nobody looked at: 7.7 has none to compare with."""
        sums = self._sums(self.old, LOGGING)
        if not any(sums.values()):
            raise NotApplicable(f"{self.old!r} has no {' and no '.join(LOGGING)}")
        return unacknowledged(self.old, {p: d for one in sums.values() for p, d in one.items()})

    @property
    def unplanned_manager(self) -> list[str]:
        """Name the Node Manager's files that differ from those of 7.7, and nobody acknowledged."""
        names = self.node.names(self.old.at("conf"))
        if not names:
            raise CannotTell(f"{self.old!r} has no conf")
        found = [f"conf/{one}" for one in names if one.endswith(".xml")]
        changed = self.unlike(*MANAGER, *(one for one in found if one != CERTIFICATES))
        if not self._managers_alike():
            changed |= {NODE_MANAGER: self.old.sums(NODE_MANAGER)[NODE_MANAGER] or ""}
        kept = {path: one for path, one in changed.items() if not path.endswith(".md5")}
        return unacknowledged(self.old, kept)

    def _managers_alike(self) -> bool:
        """Whether nodemanager.xml is that of 7.7, but for what each domain has of its own."""
        parts = [
            list(_parts(xml_of(of.content(NODE_MANAGER), f"{of!r}: {NODE_MANAGER}")))
            for of in (self.old, self.new)
        ]
        return parts[0] == parts[1]


def _parts(root: Element) -> Iterator[tuple[str, str, tuple[tuple[str, str], ...]]]:
    for one in root.iter():
        kept = sorted((key, value) for key, value in one.items() if key not in _OF_DOMAIN)
        yield one.tag, (one.text or "").strip(), tuple(kept)
