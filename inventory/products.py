"""What each product consists of: its roles, what of it has a version, where it listens."""

from dataclasses import dataclass
from typing import Literal, get_args

ProductName = Literal["tyk", "axway", "gravitee", "cortex"]


@dataclass(frozen=True)
class Product:
    """`components` are the roles that are upgraded; `optional` ones may go without `versions`."""

    components: frozenset[str]
    optional: frozenset[str]
    stores: frozenset[str]  # roles of data stores
    ports: dict[str, int]  # the vendor's default port of a role
    version_parts: int  # 3: versions are written 5.8.9, never 5.8
    others: frozenset[str] = frozenset()  # roles whose version is that of another role
    https: frozenset[str] = frozenset()  # roles that speak TLS as the vendor ships them
    modes: frozenset[str] = frozenset()  # words of `mode` in the product's section
    page: str = ""  # the vendor's page that the user began with: part of a row's source

    @property
    def roles(self) -> frozenset[str]:
        """Every role that a node may have."""
        return self.components | self.optional | self.stores | self.others


STORE_ROLES = {
    "redis": "redis",
    "mongodb": "mongo",
    "postgresql": "postgres",
    "cassandra": "cassandra",
}

PRODUCTS: dict[ProductName, Product] = {
    "tyk": Product(
        components=frozenset({"gateway", "dashboard", "pump"}),
        optional=frozenset({"mdcb", "portal"}),
        stores=frozenset({"redis", "mongo", "postgres"}),
        ports={"gateway": 8080, "dashboard": 3000, "pump": 8083, "mdcb": 8181, "portal": 3001},
        version_parts=3,
        modes=frozenset({"dashboard", "file"}),
        page="Upgrading on RedHat (RPM)",
    ),
    "axway": Product(
        # One installation holds them all: Node Manager, instances and API Manager have its version.
        components=frozenset({"gateway"}),
        optional=frozenset({"analytics", "cassandra"}),
        stores=frozenset({"cassandra"}),
        ports={
            "admin-node-manager": 8090, "node-manager": 8090, "gateway": 8080,
            "analytics": 8040, "cassandra": 9042,
        },
        version_parts=3,
        others=frozenset({"admin-node-manager", "node-manager"}),
        https=frozenset({"admin-node-manager", "node-manager"}),
        modes=frozenset({"standard", "zdu"}),
        page="Upgrade with an external Cassandra",
    ),
    "gravitee": Product(
        components=frozenset({"gateway", "management-api"}),
        optional=frozenset({"console", "portal", "alert-engine"}),
        stores=frozenset({"mongo", "postgres", "redis", "elasticsearch"}),
        ports={"gateway": 8082, "management-api": 8083, "console": 8084, "portal": 8085},
        version_parts=3,
    ),
    "cortex": Product(
        components=frozenset({"gateway"}),
        optional=frozenset({"service-fabric", "portal"}),
        stores=frozenset({"mongo", "rabbitmq", "redis"}),
        ports={},
        version_parts=2,
    ),
}  # fmt: skip

if set(PRODUCTS) != set(get_args(ProductName)):
    raise AssertionError("every product has its data")
