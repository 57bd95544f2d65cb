"""Which collections of a Tyk database hold what people made, and which only hold traffic."""

from collections.abc import Iterable

from probes.errors import CannotTell

# Traffic's records: they grow, are capped, and are cut away by age. All else is what people made.
_TRAFFIC = frozenset({
    "tyk_analytics", "tyk_analytics_aggregates", "tyk_analytics_graph", "tyk_uptime_analytics",
    "tyk_logs",
})  # fmt: skip
_TRAFFIC_STARTS = ("z_tyk_analyticz", "tyk_uptime_analytics_", "tyk_aggregated_")


DEFINING = ("tyk_apis", "tyk_policies")  # what a change freezes: users come and go


def defining(collections: Iterable[str]) -> list[str]:
    """Give the collections of APIs and policies that there are."""
    found = [name for name in collections if name in DEFINING]
    if not found:
        raise CannotTell(f"there is neither {' nor '.join(DEFINING)}: which database is it?")
    return sorted(found)


def lasting(collections: Iterable[str]) -> list[str]:
    """Give the collections that hold what people made: APIs, policies, users ..., in order."""
    return sorted(
        name
        for name in collections
        if name not in _TRAFFIC and not name.startswith(_TRAFFIC_STARTS)
    )
