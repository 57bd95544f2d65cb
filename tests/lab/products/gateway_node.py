"""What a running gateway knows, shared by its parts."""

import dataclasses
import threading
from typing import Any

from .redis_client import Redis
from .settings import Settings

OUTPUT_DOWN = "storage: Redis is either down or was not configured"


@dataclasses.dataclass
class Node:
    """One gateway process."""

    settings: Settings
    redis: Redis
    apis: dict[str, dict[str, Any]] = dataclasses.field(default_factory=dict)
    oas: dict[str, dict[str, Any]] = dataclasses.field(default_factory=dict)
    policies: dict[str, dict[str, Any]] = dataclasses.field(default_factory=dict)
    health: dict[str, dict[str, str]] = dataclasses.field(default_factory=dict)
    reloaded: bool = False
    """Whether APIs and policies were loaded at least once without an error."""
    dashboard_up: bool = False
    greeted: bool = False
    """Whether the first caller of the health endpoint got its mascot."""
    lock: threading.Lock = dataclasses.field(default_factory=threading.Lock)

    @property
    def interval(self) -> float:
        """Seconds between two looks at the stores: nanoseconds in the file, 10 s by default."""
        return (self.settings["liveness_check.check_duration"] or 10_000_000_000) / 1e9
