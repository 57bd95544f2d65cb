"""The labs that there are, by product. What one needs is imported when it is asked for."""

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from tests.lab.planting import Fault


@dataclasses.dataclass(frozen=True)
class Kind:
    """A lab: how it is made, in a form of its stores; its faults; why there can be none here."""

    estate: Callable[[str], Any]
    faults: Mapping[str, Fault]
    missing: list[str]


def _tyk() -> Kind:
    from tests.lab import packages  # noqa: PLC0415
    from tests.lab.estate import Estate  # noqa: PLC0415
    from tests.lab.faults import FAULTS  # noqa: PLC0415

    return Kind(Estate, FAULTS, packages.missing())


def _axway() -> Kind:
    from tests.lab.axway import domain  # noqa: PLC0415
    from tests.lab.axway.faults import FAULTS  # noqa: PLC0415

    return Kind(domain.DomainEstate, FAULTS, domain.missing())


KINDS: dict[str, Callable[[], Kind]] = {"tyk": _tyk, "axway": _axway}
