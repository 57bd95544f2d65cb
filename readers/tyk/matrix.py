"""What fits which version, from matrices.toml: each row says for which targets it stands."""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from probes.errors import CannotTell
from readers.versions import Version, parse, within

_LEAST = re.compile(r"(?:==|>=)\s*([\d.]+)")


class Supported:
    """A set of versions: `redis.version in supported_redis(target)`."""

    def __init__(self, specifier: str) -> None:
        """Keep the specifier, `||` between alternatives."""
        self.specifier = specifier

    def __contains__(self, version: object) -> bool:
        """Whether a version is in it. CannotTell for what is no version."""
        if not isinstance(version, str | Version):
            raise CannotTell(f"not a version: {version!r}")
        return within(version, self.specifier)

    def __repr__(self) -> str:
        """Say it as the table does, for the assertion's text."""
        return self.specifier


def supported(
    component: str, store: str, target: str | Version, key: str = "supported"
) -> Supported:
    """Look up what a component supports: `supported("gateway", "redis", "5.8.9")`.

    `key` is another column of the row: `valkey`, `tested`. CannotTell for a target that no row
    holds, or a row without that column.
    """
    rows = matrices().get(component, {}).get(store, [])
    for row in rows:
        if within(target, row["range"]) and key in row:
            return Supported(row[key])
    raise CannotTell(
        f"no table says which {store} {component} {target} supports",
        "See the release notes of the target, and add the row to matrices.toml.",
    )


def supported_redis(target: str | Version) -> Supported:
    """Give the Redis versions that a gateway supports."""
    return supported("gateway", "redis", target)


def recommended(target: str | Version, component: str) -> Supported:
    """Give the pump or mdcb versions recommended beside a gateway."""
    return Supported(str(_row("recommended", "with", target).get(component) or _none(target)))


def branch(target: str | Version) -> Mapping[str, Any]:
    """Give the support of a branch: `kind`, and `until` (year-month) where it has an end."""
    return _row("support", "branch", target)


def plugin_go(target: str | Version) -> str:
    """Give the Go version that plugins of a gateway are built with."""
    return str(_row("plugins", "go", target)["version"])


def documented_orders(components: Iterable[str]) -> list[tuple[str, ...]]:
    """Give the orders that a vendor's document names, of the components that are upgraded."""
    present = set(components)
    documented = matrices()["order"]["documented"]
    return [tuple(name for name in order if name in present) for order in documented]


def ahead_of_dashboard(order: Sequence[str]) -> list[str]:
    """Name the gateways where they go before their Dashboard: documented once, advised against.

    A gateway that starts without its Dashboard serves no API and does not stop. [measured]
    """
    advised = [name for name in matrices()["order"]["advised"] if name in ("dashboard", "gateway")]
    found = [name for name in order if name in advised]
    return [] if found in (advised, advised[:1], advised[1:], []) else found


def unfit(target: str | Version, planned: Mapping[str, Version | None]) -> list[str]:
    """Name what is older than the least version recommended beside a gateway.

    Newer ones fit: the notes call every pump compatible. What is None is not there.
    """
    found = list[str]()
    for component, version in planned.items():
        if version is None:
            continue
        least = parse(str(_LEAST.findall(recommended(target, component).specifier)[0]))
        if version < least:
            found.append(f"{component} {version}: beside gateway {target} at least {least}")
    return found


def months_left(target: str | Version, now: datetime) -> int:
    """Give how many months a branch is still mended, this one included; the newest has no end.

    CannotTell for a branch that the table does not know: it ages, and an old table proves nothing.
    """
    until = branch(target).get("until")
    if until is None:
        return 12
    year, month = map(int, str(until).split("-"))
    return max(0, (year - now.year) * 12 + month - now.month + 1)


def trap(name: str) -> Supported:
    """Give a version that must stand beside the target, by the row of `traps`."""
    return Supported(str(matrices()["traps"][name]))


def hello_may_be_503(version: str | Version) -> bool:
    """Whether a gateway answers /hello with 503 when it fails."""
    return within(version, str(matrices()["health"]["hello_503"]))


def has_ready(version: str | Version) -> bool:
    """Whether a gateway has /ready."""
    return within(version, str(matrices()["health"]["ready"]))


@cache
def matrices() -> Mapping[str, Any]:
    """Read the whole file, once."""
    return tomllib.loads(Path(__file__).with_name("matrices.toml").read_text(encoding="utf-8"))


def _row(section: str, table: str, target: str | Version) -> Mapping[str, Any]:
    """Give the first row whose range holds the target."""
    for row in matrices()[section][table]:
        if within(target, row["range"]):
            return dict(row)
    raise CannotTell(f"no row of {section}.{table} speaks of {target}")


def _none(target: str | Version) -> str:
    raise CannotTell(f"no table recommends a version beside {target}")
