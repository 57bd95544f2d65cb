"""One thing as several parts of a domain tell it, side by side: what differs, in words."""

from collections.abc import Iterator, Mapping

from readers.axway.topology import Topology

_PLAIN = {"id": "domain", "version": "version", "timestamp": "time", "product": "product version"}


def topologies(wanted: Topology, by: str, found: Mapping[str, Topology]) -> list[str]:
    """Name what each tells otherwise than `by`, who tells `wanted`."""
    return [f"{name}: {why}" for name, one in found.items() for why in _unlike(one, wanted, by)]


def _unlike(one: Topology, wanted: Topology, by: str) -> Iterator[str]:
    for field, word in _PLAIN.items():
        own, other = getattr(one, field), getattr(wanted, field)
        if own != other:
            yield f"{word} {own}, where {by} tells {other}"
    for name in sorted({*wanted.names, *one.names}):
        if name not in one.names:
            yield f"does not know the host {name}"
        elif name not in wanted.names:
            yield f"knows a host {name}, which {by} does not"
    own, other = _services(one), _services(wanted)
    for name in sorted({*own, *other}):
        if own.get(name) != other.get(name):
            told = other.get(name, "none")
            yield f"{name}: {own.get(name, 'not known')}, where {by} tells {told}"


def _services(one: Topology) -> dict[str, str]:
    """Give each service with its ids: a deployment goes by them."""
    ids = {f"{s.group} / {s.name}": f"{s.group_id}/{s.id}" for s in one.services}
    return {name: f"{ids[name]} on {place}" for name, place in one.by_name.items()}


def changes(before: Mapping[str, object], now: Mapping[str, object]) -> list[str]:
    """Name what is not as before: what is gone, what is new, and what is another one."""
    return [
        f"{name}: {before.get(name, 'not there')} before, {now.get(name, 'not there')} now"
        for name in sorted({*before, *now})
        if before.get(name) != now.get(name)
    ]


def levels(found: Mapping[str, str]) -> list[str]:
    """Name the level of every host where they are not all alike."""
    return (
        [f"{name}: {level}" for name, level in found.items()]
        if len(set(found.values())) > 1
        else []
    )


def trees(found: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Name the files that are not alike on all hosts: whose content differs, or who lacks one."""
    paths = sorted({path for one in found.values() for path in one})
    return [why for path in paths if (why := _file(path, found))]


def _file(path: str, found: Mapping[str, Mapping[str, str]]) -> str:
    lacking = [name for name, one in found.items() if path not in one]
    if lacking:
        return f"{path}: not on {', '.join(lacking)}"
    digests = {name: one[path] for name, one in found.items()}
    if len(set(digests.values())) == 1:
        return ""
    return f"{path}: " + ", ".join(f"{name} {digest[:12]}" for name, digest in digests.items())
