"""The states that a domain goes through in a change, each reached from the one before."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from tests.lab.axway.inventory import authorities
from tests.lab.axway.places import HOSTS

if TYPE_CHECKING:
    from tests.lab.axway.domain import DomainEstate

STATES = ("pre", "g1", "g2", "g2s", "g3", "post", "back", "rollback")
"""In their order. Each bears the name of what is asked in it: a phase, or a gate."""

PHASES = ("pre", "post", "rollback")


def reach(
    estate: "DomainEstate",
    state: str,
    env: Path,
    before_apply: Callable[[str], object] = lambda _: None,
) -> None:
    """Take the domain from the state before to this one; `env` is the inventory's folder.

    `before_apply` is called with each host, when those before it are applied.
    """
    match state:
        case "g1" | "g2":
            for name in HOSTS:
                estate.sysupgrade(name, {"g1": "export", "g2": "upgrade"}[state])
        case "g3":
            for name in HOSTS:
                before_apply(name)
                estate.sysupgrade(name, "apply")
                authorities(estate, env)  # the first apply makes the new one
        case "g2s":
            estate.go_down()
        case "post":
            estate.redo()
        case "rollback":
            estate.rollback()
