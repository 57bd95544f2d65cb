"""What the vendor demands: rows, conditions, waivers, attestations. No pytest, network or clock."""

from catalog.catalogue import Catalogue, CatalogueError, Problem, UnknownRequirementError
from catalog.conditions import Facts, applies, crosses, facts_of
from catalog.loading import load
from catalog.model import Requirement, When

__all__ = [
    "Catalogue",
    "CatalogueError",
    "Facts",
    "Problem",
    "Requirement",
    "UnknownRequirementError",
    "When",
    "applies",
    "crosses",
    "facts_of",
    "load",
]
