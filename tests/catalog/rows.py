"""Rows to begin with; a test changes what it is about."""

from typing import Any

from catalog.catalogue import Catalogue
from catalog.model import Requirement

ROW = {
    "subject": "redis",
    "statement": "Redis answers.",
    "phases": ["pre"],
    "target": "redis",
    "severity": "warning",
    "consequence": "outage",
    "origin": "vendor",
    "verified_by": "check",
    "source": "the vendor's page",
}


def row(name: str, **changes: Any) -> Requirement:
    """Make one row."""
    return Requirement.model_validate({**ROW, "row": name, "product": "tyk", **changes})


def catalogue(*rows: Requirement) -> Catalogue:
    """Make a catalogue of rows."""
    return Catalogue({one.row: one for one in rows})
