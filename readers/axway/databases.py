"""External databases as one host sees them: whether they are declared, and their drivers."""

import re

from probes.errors import CannotTell, NotApplicable
from readers.axway import drivers, stores
from readers.axway.installation import Installation
from readers.axway.upgrade_tool import UpgradeTool

UPGRADE_LIB = "upgrade/lib"
_NAMED = "E15"  # of the messages of sysupgrade
_URL = re.compile(r"jdbc:[^\s,\]]+")
_OF_DATABASES = re.compile(r"(?i)database|jdbc|\bsql|schema|oauth")


class Databases:
    """The databases of a host's configurations, old and new."""

    def __init__(self, old: Installation, new: Installation) -> None:
        """Nothing is asked yet."""
        self.old, self.new, self.tool = old, new, UpgradeTool(new)
        self.declared = old.axway.databases
        self.of_tables = {
            name: one for name, one in self.declared.items() if {"oauth", "kps"} & set(one.holds)
        }

    @property
    def undeclared(self) -> list[str]:
        """Name the databases of this host's groups that the inventory has not."""
        host = self.old.host_name
        here = {one.group_id for one in self.old.topology.instances if one.host == host}
        if not here:
            raise NotApplicable(f"{self.old.node.name}: no instance of a group is on it")
        return self._unknown(self.old.databases(*(f"groups/{one}/conf" for one in sorted(here))))

    @property
    def told_undeclared(self) -> list[str]:
        """Name the databases that `upgrade` tells of and that the inventory has not."""
        found = [line.text for line in self.tool.log("upgrade").coded(_NAMED)]
        urls = [url for text in found for url in _URL.findall(text)]
        if found and not urls:
            raise CannotTell(
                f"{self.new!r}: it tells of databases and names none: {found[0][:160]}"
            )
        return self._unknown(tuple(urls))

    def _unknown(self, urls: tuple[str, ...]) -> list[str]:
        known = {stores.plain(one.url) for one in self.declared.values()}
        return [
            f"{url} is no database of the inventory: add it to axway.databases, holds says for what"
            for url in sorted(set(map(stores.plain, urls)) - known)
        ]

    def without_driver(self, *folders: str) -> list[str]:
        """Name the databases for which no JAR in any of these folders holds a driver."""
        if not self.of_tables:
            raise NotApplicable("no database of the inventory holds tables of OAuth or KPS")
        index = self.new.jars(*folders)
        return [
            f"{name}: no JAR in {' or '.join(folders)} holds a driver for {one.url}"
            for name, one in self.of_tables.items()
            if not drivers.serving(one.url, index)
        ]

    @property
    def not_upgraded(self) -> list[str]:
        """Name what `apply` says of a failed upgrade of databases."""
        log = self.tool.log("apply")
        said = [*log.failed, *map(str, log.errors)]
        return [one for one in said if _OF_DATABASES.search(one)]
