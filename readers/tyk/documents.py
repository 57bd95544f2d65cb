"""Which collections of a Tyk database hold what people made, and which only hold traffic."""

from collections.abc import Iterable

# Traffic's records: they grow, are capped, and are cut away by age. All else is what people made.
_TRAFFIC = frozenset({
    "tyk_analytics", "tyk_analytics_aggregates", "tyk_analytics_graph", "tyk_uptime_analytics",
    "tyk_logs",
})  # fmt: skip
_TRAFFIC_STARTS = ("z_tyk_analyticz", "tyk_uptime_analytics_", "tyk_aggregated_")


def lasting(collections: Iterable[str]) -> list[str]:
    """Give the collections that hold what people made: APIs, policies, users ..., in order."""
    return sorted(
        name
        for name in collections
        if name not in _TRAFFIC and not name.startswith(_TRAFFIC_STARTS)
    )
