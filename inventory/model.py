"""The inventory as a whole: what the user tells us about one environment and one change."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from packaging.version import Version
from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PrivateAttr,
    ValidationInfo,
    field_validator,
)

from inventory.axway import AxwaySettings
from inventory.axway_instances import service_named
from inventory.declared import declared
from inventory.nodes import Become, Endpoint, Node, Ssh, Timeouts, Tls
from inventory.products import PRODUCTS, STORE_ROLES, Product, ProductName
from inventory.stores import Backups, Store
from inventory.tyk import TykSettings
from inventory.window import Window
from inventory.words import Frozen, Identifier, Line, VersionText, each_once


class VersionHop(Frozen):
    """One component's way: `from` what is installed `to` the target."""

    from_: VersionText = Field(alias="from")
    to: VersionText

    @field_validator("to")
    @classmethod
    def _newer(cls, to: str, info: ValidationInfo) -> str:
        """Refuse a hop that is none, or that leads back: a way back is `runner rollback`."""
        from_ = info.data.get("from_")
        if from_ and Version(to) == Version(from_):
            raise ValueError(f"from and to are the same ({to}): there is nothing to upgrade")
        if from_ and Version(to) < Version(from_):
            raise ValueError(f"to ({to}) is older than from ({from_}): are they exchanged?")
        return to


class Support(Frozen):
    """Who helps when it goes wrong: told to the vendor before the change."""

    contract: Line
    case: Line | None = None


def _named(nodes: Any) -> Any:
    """Give each node the key it stands under."""
    if not isinstance(nodes, dict):
        return nodes
    return {k: {**v, "name": k} if isinstance(v, dict) else v for k, v in nodes.items()}


def _takeover(old: Path | None, new: Path | None, name: str | None) -> Tls | None:
    """Trust who signs before the change and who signs after it; None where neither is told.

    `name`: whom the certificate is made out to, where that is not the address we ask.
    """
    if not (old or new):
        return None
    return Tls(ca=old or new, ca_next=new if old else None, server_name=name)


class Inventory(Frozen):
    """One environment and one change. Made by `inventory.load`, which checks the references too."""

    environment: Identifier
    product: ProductName
    change: Identifier = Field(description="the change ticket")
    strategy: Literal["rolling", "blue-green", "downtime"]
    upgrade_order: Annotated[tuple[Identifier, ...], AfterValidator(each_once("a component"))] = (
        Field(default=(), description="the components in the order in which they are upgraded")
    )
    window: Window
    minutes: Mapping[Identifier, Annotated[float, Field(gt=0, le=1440, allow_inf_nan=False)]] = (
        Field(
            default={},
            description="how long a step takes (update, gateway.gw1.update) or its undo "
            "(update.undo), where the plan's own figure does not fit",
        )
    )
    versions: Mapping[Identifier, VersionHop]
    ssh: Ssh = Ssh()
    become: Become = Become()
    timeouts: Timeouts = Timeouts()
    nodes: Annotated[Mapping[Identifier, Node], BeforeValidator(_named)]
    estate_zone: Identifier | None = Field(
        default=None,
        description="the zone from which all nodes can be seen: with --zone, what lies on no "
        "single node is looked at from there; default: the first node's",
    )
    stores: Mapping[Identifier, Store] = {}
    backups: Backups = Backups()
    support: Support | None = None
    tyk: TykSettings | None = None
    axway: AxwaySettings | None = None
    _folder: Path = PrivateAttr(default=Path())

    def model_post_init(self, context: Any, /) -> None:
        """Remember the folder of the file."""
        self._folder = Path(context["folder"]) if context else Path()

    @property
    def folder(self) -> Path:
        """The folder of the file: waivers and attestations lie there too."""
        return self._folder

    @property
    def facts(self) -> Product:
        """The roles, components and ports of the product."""
        return PRODUCTS[self.product]

    def with_role(self, role: str) -> tuple[Node, ...]:
        """All nodes of a role, in the order of the file."""
        return tuple(node for node in self.nodes.values() if role in node.roles)

    @property
    def settings(self) -> TykSettings | AxwaySettings | None:
        """The product's own section."""
        return self.tyk or self.axway

    def endpoint(self, role: str, name: str) -> Endpoint:
        """Where a role of a node, or a service of an instance, listens.

        What the inventory does not say is as the vendor ships it.
        """
        if self.axway and (service := service_named(role)):
            return self.axway.instances[name].endpoint(service)
        found = self.nodes[name].endpoints.get(role, Endpoint())
        filled: dict[str, Any] = {}
        if found.port is None:
            filled["port"] = self.facts.ports.get(role)
        if "scheme" not in found.model_fields_set and role in self.facts.https:
            filled["scheme"] = "https"
        if self.axway and found.tls is None and role in self.facts.others:
            title = None if "host" in found.model_fields_set else self.axway.host_name(name)
            filled["tls"] = _takeover(self.axway.ca_old, self.axway.ca_new, title)
        return found.model_copy(update=filled)

    def domain_nodes(self) -> tuple[Node, ...]:
        """Give the nodes where the product itself runs: not those of its stores alone."""
        of_product = self.facts.components | self.facts.others
        return tuple(node for node in self.nodes.values() if of_product & set(node.roles))

    def become_on(self, node: str) -> Become:
        """How a command becomes root on a node: its own way, else the environment's."""
        return self.nodes[node].become or self.become

    def declares(self) -> frozenset[str]:
        """The words of `when.has` that hold here; all there are: `inventory.declared.WORDS`."""
        return declared(self)

    def store_roles(self) -> frozenset[str]:
        """The kinds of stores there are, by role: redis, mongo, postgres, cassandra."""
        return frozenset(STORE_ROLES[store.type] for store in self.stores.values())
