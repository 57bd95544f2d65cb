"""Parts of a phase, where each network zone has a run of its own, and what they are joined to."""

from findings.finding import Frozen


class Share(Frozen):
    """Which part of its phase a run is: what lies in one zone."""

    zone: str
    cells: dict[str, int]  # zone: so many cells of the whole plan run there
    plan: str  # sha256 of the whole plan, in its order
    places: tuple[int, ...]  # of each cell of this run: its place in the whole plan, from 0
    borrowed: tuple[str, ...] = ()  # cells of other zones that cells of this one stand on
    domain: tuple[str, ...] = ()  # what lies on no single node and is looked at from here
    inventory: str  # sha256 of the inventory and what people signed, as this run read them


class PartLine(Frozen):
    """A part as the merged run names it."""

    zone: str
    directory: str
    head: str  # of its journal
    operator: str
    started_at: str
    ended_at: str
    cells: int
    domain: tuple[str, ...] = ()


class Merged(Frozen):
    """What a run was joined from; with a flaw it is UNKNOWN, whatever was found."""

    parts: tuple[PartLine, ...]
    flaws: tuple[str, ...] = ()
