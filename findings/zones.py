"""What a run says about the zone it is the part of, or about the parts it was joined from."""

from collections.abc import Iterator

from findings.plan import RunHeader
from findings.share import Share
from findings.wording import amount, listed

JOIN = "python -m runner merge DIR..."


def own_cells(share: Share) -> int:
    """Count the cells of a part that are its own."""
    return len(share.places) - len(share.borrowed)


def part_of(header: RunHeader, share: Share) -> str:
    """Say why a part is never GO: the verdict is that of all parts."""
    own = f"{own_cells(share)} of the {header.whole} cells of the phase"
    return f"it is the part of zone {share.zone}, {own}: {JOIN} makes one verdict of all parts"


def nodes_of(header: RunHeader) -> set[str]:
    """Name the nodes that a run answers for: of a part, those of its zone."""
    zone = header.share.zone if header.share else ""
    return {node.name for node in header.nodes if not zone or node.zone == zone}


def told(header: RunHeader) -> Iterator[str]:
    """Say where what lies on no single node was looked at from, and what the parts were."""
    if header.share:
        if header.share.domain:
            yield _from(header.share.zone, header.share.domain)
        if header.share.borrowed:
            count = amount(len(header.share.borrowed), "cell", "cells")
            yield f"{count} of other zones asked too, for others stand on them; not counted"
    for part in header.merged.parts if header.merged else ():
        count, when = amount(part.cells, "cell", "cells"), f"{part.started_at} to {part.ended_at}"
        yield (
            f"zone {part.zone}: {count}, by {part.operator}, {when}, chain head {part.head}, "
            f"{part.directory}"
        )
        if part.domain:
            yield _from(part.zone, part.domain)


def _from(zone: str, domain: tuple[str, ...]) -> str:
    return f"looked at from zone {zone}, for it lies on no single node: {listed(domain)}"
