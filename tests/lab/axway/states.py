"""The states that a domain goes through in a change, each reached from the one before."""

from pathlib import Path
from typing import TYPE_CHECKING

from tests.lab.axway.inventory import authorities
from tests.lab.axway.places import HOSTS

if TYPE_CHECKING:
    from tests.lab.axway.domain import DomainEstate

STATES = ("pre", "g1", "g2", "g2s", "g3", "post", "back", "rollback")
"""In their order. Each bears the name of what is asked in it: a phase, or a gate."""

PHASES = ("pre", "post", "rollback")


def reach(estate: "DomainEstate", state: str, env: Path) -> None:
    """Take the domain from the state before to this one; `env` is the inventory's folder."""
    match state:
        case "g1" | "g2" | "g3":
            step = {"g1": "export", "g2": "upgrade", "g3": "apply"}[state]
            for name in HOSTS:
                estate.sysupgrade(name, step)
            if state == "g3":
                authorities(estate, env)  # the first apply made the new one
        case "g2s":
            estate.go_down()
        case "post":
            estate.redo()
        case "rollback":
            estate.rollback()
