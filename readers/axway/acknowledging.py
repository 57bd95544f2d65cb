"""What people know of and have a plan for: files of the inventory, by their very content."""

from collections.abc import Mapping

from inventory.axway import Acknowledged
from readers.axway.settings import Settings


def unacknowledged(of: Settings, sums: Mapping[str, str | None]) -> list[str]:
    """Name those files of an installation that nobody acknowledged; None: there is no such file.

    Each with the line for the inventory, to be completed with what is done about it.
    """
    known = {(one.file, one.sha256) for one in _on(of)}
    return [
        f"{of.node.name}: {path}: what becomes of it is not in axway.acknowledged:"
        f" - {{file: {path}, sha256: {digest}, plan: ...}}"
        for path, digest in sorted(sums.items())
        if digest and (path, digest) not in known
    ]


def dropped(of: Settings) -> frozenset[str]:
    """Give the content (SHA-256) of those files that 7.7 goes without on purpose."""
    return frozenset(one.sha256 for one in _on(of) if not one.kept)


def is_known(of: Settings, path: str, digest: str) -> bool:
    """Whether this very content of a file was acknowledged."""
    return not unacknowledged(of, {path: digest})


def _on(of: Settings) -> list[Acknowledged]:
    name = of.node.name
    return [one for one in of.axway.acknowledged if one.node in (None, name)]
