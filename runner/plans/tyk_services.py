"""Tyk's services as a plan sees them, and the steps that only it has."""

from collections.abc import Sequence

from findings.step import Step, Truth
from inventory import Inventory, Node
from readers.tyk import UNITS
from runner.plans.rpm import Service

ORDER = ("dashboard", "gateway", "pump")
BALANCED = {"gateway", "dashboard"}  # nobody calls a pump
OAS = "5.3.0"
MIGRATES = (
    "The Dashboard's start as {new} rewrites what it keeps of OAS APIs, which {old} does not read: "
    "going back needs the database's dump, and all that was changed in the Dashboard since is lost"
)


def services(
    inventory: Inventory, component: str, nodes: Sequence[Node] | None = None
) -> list[Service]:
    """Give the services of a component, in the order of the inventory's nodes."""
    tyk = inventory.tyk
    unit = UNITS[component]
    package = tyk.packages.get(component, unit) if tyk else unit
    repository = tyk.repositories.get(component, f"tyk_{package}") if tyk else f"tyk_{package}"
    hop = inventory.versions[component]
    chosen = inventory.with_role(component) if nodes is None else nodes
    return [
        Service(component, node.name, unit, package, repository, f"/opt/{unit}", hop.from_, hop.to)
        for node in chosen
        if component in node.roles
    ]


def by_repository(inventory: Inventory) -> bool:
    """Say whether packages come from a repository, and not as files."""
    return inventory.tyk is None or inventory.tyk.install == "repository"


def is_migration(step: Step) -> bool:
    """Say whether it is a Dashboard's start in its new version, which rewrites what it keeps."""
    return step.component == "dashboard" and step.key.endswith(".restart")


def pool(service: Service, action: str, row: str, title: str, text: str) -> Step:
    """Let a person take an instance out of the load balancer's pool, or put it back."""
    return Step(
        key=service.key(action),
        title=title,
        requirements=(row,),
        kind="person",
        component=service.component,
        node=service.node,
        truth=Truth(by="person"),
        text=text,
        owner="network",
        minutes=3.0,
        undo_minutes=3.0 if action == "drain" else 0.0,
    )
