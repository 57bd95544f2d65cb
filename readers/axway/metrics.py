"""Metrics of one host: whether its Node Manager makes them, and into which database."""

import re
from datetime import UTC, datetime, timedelta

from inventory.axway_databases import Database
from probes.errors import CannotTell, NotApplicable
from probes.questions import argv
from readers.answered import answered, lines
from readers.axway import drivers, events, greeting, stores
from readers.axway.events import Events
from readers.axway.installation import Installation
from readers.axway.running import MANAGERS
from readers.versions import Version

STORE = "conf/fed"
_UPTIME = re.compile(r"\s*(?P<seconds>\d+) (?P<args>\S.*)")
_ASK = "Ask the DBA for the newest row of the metrics database, and waive this row with the answer."


class Metrics:
    """The metrics that the Node Manager of an installation makes."""

    def __init__(self, of: Installation, *libraries: str) -> None:
        """Nothing is asked yet. `libraries`: the folders with drivers, of old and new."""
        self.of, self.node, self.libraries = of, of.node, libraries
        self.declared = [one for one in of.axway.databases.values() if "metrics" in one.holds]

    @property
    def urls(self) -> tuple[str, ...]:
        """The databases that the Node Manager's configuration names."""
        return self.of.databases(STORE)

    @property
    def events(self) -> Events:
        """Its event logs."""
        script = events.script(self.of.at(events.FOLDER))
        return events.events(self.node.run(script, root=True), f"{self.of!r}: {events.FOLDER}")

    def unlike(self) -> list[str]:
        """Name what the inventory says otherwise than the configuration, and the event logs."""
        named, seen = self.urls, self.events
        known = {stores.plain(self._url(one)) for one in self.declared}
        found = [f"its Node Manager names {url}, and the inventory does not" for url in named
                 if url not in known]  # fmt: skip
        found += [f"the inventory names {url}, and its Node Manager does not"
                  for url in sorted(known) if url not in named]  # fmt: skip
        if seen.processed and not known:
            found.append(f"event logs were processed, the last at {seen.processed:%Y-%m-%d %H:%M}"
                         " UTC, and the inventory names no database for metrics")  # fmt: skip
        return found

    def unsupported(self, target: Version) -> list[str]:
        """Name the databases and drivers that the vendor does not support for metrics."""
        if not self.declared:
            raise NotApplicable("no database of the inventory holds metrics")
        found = list[str]()
        for one in self.declared:
            url = one.url_new or one.url
            answer = self.node.run(greeting.script(url))
            product, version = greeting.product(answer, f"{self.node.name}: {url}")
            index = self.of.jars(*self.libraries)
            if not drivers.serving(url, index):
                where = " or ".join(self.libraries)
                found.append(f"no JAR in {where} holds a driver for {url}")
            found += drivers.unfit(product, index)
            found += filter(None, [drivers.unsupported(product, version, target)])
        return found

    def not_begun(self) -> list[str]:
        """Name what keeps the Node Manager from writing: its configuration, or no restart."""
        named, started = self.urls, self._started
        found = [f"its configuration does not name {self._url(one)}" for one in self.declared
                 if stores.plain(self._url(one)) not in named]  # fmt: skip
        if started < self._changed:
            found.append(f"it runs since {started:%H:%M:%S} UTC, and its configuration was changed"
                         f" at {self._changed:%H:%M:%S}: restart it")  # fmt: skip
        return found

    def idle_since(self, begun: datetime, now: datetime) -> str:
        """Say that no event log was processed since a time; empty where one was.

        CannotTell where that can not be seen: no log at all, none kept, or too early to look.
        """
        seen = self.events
        if seen.processed and seen.processed > begun:
            return ""
        if not seen.written and not seen.processed:
            raise CannotTell(f"{self.of!r}: there is no event log: no call, or they are off", _ASK)
        if now < begun + 2 * events.EVERY:
            raise CannotTell(
                f"{self.of!r}: event logs are processed every five minutes",
                f"Look again after {begun + 2 * events.EVERY:%H:%M} UTC.",
            )
        if not seen.processed:
            raise CannotTell(f"{self.of!r}: processed event logs are not kept here", _ASK)
        return f"the last event log was processed at {seen.processed:%Y-%m-%d %H:%M} UTC"

    def _url(self, one: Database) -> str:
        return str((self.of.which == "new" and one.url_new) or one.url)

    @property
    def _changed(self) -> datetime:
        script = argv("find", self.of.at(STORE), "-type", "f", "-printf", r"%T@ %p\n")
        found = events.events(self.node.run(script, root=True), f"{self.of!r}: {STORE}")
        if found.written is None:
            raise CannotTell(f"{self.of!r}: there is nothing in {STORE}")
        return found.written

    @property
    def _started(self) -> datetime:
        """Since when the Node Manager runs. CannotTell where none does, or several do."""
        script = f"date -u +%s; {argv('ps', '-e', '-o', 'etimes=', '-o', 'args=')}"
        now, *rows = lines(answered(self.node.run(script, root=True), "ps"), "ps") or [""]
        if not now.isdecimal():
            raise CannotTell(f"{self.node.name}: date: not understood: {now[:40]!r}")
        found = [match for row in rows if (match := _UPTIME.fullmatch(row))
                 and f"({MANAGERS}) (7.7" in match["args"]]  # fmt: skip
        if len(found) != 1:
            raise CannotTell(f"{self.of!r}: {len(found)} Node Managers of 7.7 run")
        return datetime.fromtimestamp(int(now), UTC) - timedelta(seconds=int(found[0]["seconds"]))
