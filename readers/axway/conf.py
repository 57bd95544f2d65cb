"""The folder `conf` of an instance in one installation: redaction, single sign-on, service.xml."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from probes.errors import CannotTell
from readers.axway import configuration
from readers.axway.acknowledging import dropped, unacknowledged
from readers.axway.installation import Installation

if TYPE_CHECKING:
    from readers.axway.instance import Instance

SSO_FILES = (
    "service-provider.xml", "service-provider-apiportal.xml", "sso.jks", "trustStore.jks",
    "idp.xml",
)  # fmt: skip
REDACTION, SERVICE, JVM = "redaction.xml", "service.xml", "jvm.xml"
FACTORY_REDACTION = "system/conf/redaction.xml"
_KEYSTORE = re.compile(r"[\w.-]+\.(?:jks|jceks|p12|pfx)\b", re.IGNORECASE)


class Conf:
    """What people put into the `conf` of an instance."""

    def __init__(self, instance: "Instance", of: Installation) -> None:
        """Nothing is asked yet."""
        self.instance, self.of, self.node = instance, of, instance.node

    def below(self, name: str) -> str:
        """Give a file's path below the installation."""
        return f"{self.instance.folder(self.of)}/conf/{name}"

    @property
    def names(self) -> tuple[str, ...]:
        """What lies there. CannotTell for nothing: an instance has files in it."""
        found = self.node.names(self.of.at(self.below("")).rstrip("/"))
        if not found:
            raise CannotTell(f"{self.of!r} has no {self.below('')}, or nothing in it")
        return found

    def sums(self, *names: str) -> dict[str, str]:
        """Give the hashes of those of some files that are there."""
        there = self.names
        paths = {name: self.below(name) for name in names if name in there}
        found = self.of.sums(*paths.values())
        return {name: found[path] or "" for name, path in paths.items()}

    def unplanned(self, *names: str) -> list[str]:
        """Name those of some files that are there, and that nobody acknowledged."""
        found = self.sums(*names)
        return unacknowledged(self.of, {self.below(name): one for name, one in found.items()})

    @property
    def sso(self) -> dict[str, str]:
        """The files of single sign-on, keystores that they name among them, with their hashes."""
        there = self.names
        named: set[str] = set()
        for name in SSO_FILES:
            if name in there and name.endswith(".xml"):
                text = self.of.content(self.below(name)).decode(errors="replace")
                named |= set(_KEYSTORE.findall(text))
        return self.sums(*SSO_FILES, *sorted(named - set(SSO_FILES)))

    @property
    def unplanned_sso(self) -> list[str]:
        """Name the files of single sign-on that nobody acknowledged."""
        return unacknowledged(self.of, {self.below(name): one for name, one in self.sso.items()})

    def lost(self, before: Mapping[str, str]) -> list[str]:
        """Name the files that are not what they were, but for those dropped on purpose."""
        after, given_up = self.sums(*before), dropped(self.instance.old)
        return [
            f"{self.of.at(self.below(name))}: {'another one' if name in after else 'missing'}"
            for name, digest in sorted(before.items())
            if after.get(name) != digest and digest not in given_up
        ]

    @property
    def redaction(self) -> dict[str, Any]:
        """Whether redaction is on, and the hash of the file that says what is redacted."""
        own = self.sums(REDACTION).get(REDACTION, "")
        if not self.instance.redacts(self.of):
            return {"on": False, "content": own}
        factory = self.of.sums(FACTORY_REDACTION)[FACTORY_REDACTION]
        return {"on": True, "content": own or factory or ""}

    @property
    def unplanned_redaction(self) -> list[str]:
        """Name what sets up redaction, and that nobody acknowledged."""
        own = self.sums(REDACTION)
        if own or not self.instance.redacts(self.of):
            return self.unplanned(REDACTION)
        return unacknowledged(self.of, self.of.sums(FACTORY_REDACTION))

    def redaction_lost(self, before: Mapping[str, Any]) -> list[str]:
        """Say in what redaction is less than it was; nothing where it was dropped on purpose."""
        after, where = self.redaction, self.of.at(self.below(REDACTION))
        if not before["on"] or before["content"] in dropped(self.instance.old):
            return []
        if not after["on"]:
            why = "is not included in service.xml" if after["content"] else "is missing"
            return [f"redaction is off: {where} {why}, or not enabled"]
        if after["content"] != before["content"]:
            return [f"{where}: redacts by another content than before"]
        return []

    @property
    def unplanned_service(self) -> list[str]:
        """Name service.xml where it was changed, and nobody acknowledged it."""
        return self.unplanned(SERVICE) if self.instance.service_changed(self.of) else []

    @property
    def service_added(self) -> frozenset[str]:
        """What service.xml includes beyond the one that instances are made of."""
        factory = configuration.includes(self.of.content("skel/service.xml"), "skel/service.xml")
        return frozenset(self.instance.includes(self.of)) - set(factory)

    def service_not_redone(self, old: "Conf") -> list[str]:
        """Say what of the old service.xml's changes is not in this one."""
        path = old.below(SERVICE)
        if not self.instance.service_changed(old.of):
            return []
        if (old.of.sums(path)[path] or "") in dropped(old.of):
            return []
        where = self.of.at(self.below(SERVICE))
        if not self.instance.service_changed(self.of):
            return [f"{where}: is as 7.7 ships it"]
        missing = sorted(old.service_added - self.service_added)
        return [f"{where}: does not include {one}" for one in missing]
