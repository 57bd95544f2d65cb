"""Instances of an Axway domain: their ports, what they serve, and calls through them."""

import re
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from inventory.calls import Call
from inventory.nodes import Endpoint, Reach
from inventory.problems import nearest
from inventory.words import Frozen, Identifier, Line, Port

Service = Literal["traffic", "api-manager", "api-traffic", "oauth"]

# Keys of envSettings.props that hold a port, and what the vendor ships.
PORTS = {
    "env.PORT.MANAGEMENT": 8085,
    "env.PORT.TRAFFIC": 8080,
    "env.PORT.APIPORTAL": 8075,
    "env.PORT.PORTAL.TRAFFIC": 8065,
    "env.PORT.OAUTH2.SERVICES": 8089,
    "env.BROKER.PORT": 61616,
}
# What an instance serves over HTTP: its port, and whether it speaks TLS unless told otherwise.
SERVICES: dict[Service, tuple[str, Literal["http", "https"]]] = {
    "traffic": ("env.PORT.TRAFFIC", "http"),
    "api-manager": ("env.PORT.APIPORTAL", "https"),
    "api-traffic": ("env.PORT.PORTAL.TRAFFIC", "https"),
    "oauth": ("env.PORT.OAUTH2.SERVICES", "https"),
}


def service_named(word: str) -> Service | None:
    """Give the service that a word names; None when it names none."""
    return next((service for service in SERVICES if service == word), None)


def _port_key(key: str) -> str:
    """Refuse what is no key of a port: a port nobody reads would not be checked."""
    if not re.fullmatch(r"env\.(PORT\.[A-Z0-9_.]+|BROKER\.PORT)", key):
        raise ValueError(f"is no port of envSettings.props; {nearest(key, PORTS)}")
    return key


PortKey = Annotated[str, AfterValidator(_port_key)]


class Instance(Frozen):
    """An instance of a group on a node. The key is our name, `name` is theirs."""

    group: Identifier
    node: Identifier
    name: Line | None = Field(default=None, description="in the topology; default: the key")
    ports: Mapping[PortKey, Port] = Field({}, description="of its envSettings.props")
    endpoints: Mapping[Service, Endpoint] = Field({}, description="how a service is reached")
    lb_check: bool = Field(default=False, description="/healthchecklb is set up on it")

    def port(self, key: str) -> int | None:
        """Give a port of its envSettings.props, the vendor's where the inventory has none."""
        return self.ports.get(key, PORTS.get(key))

    def endpoint(self, service: Service) -> Endpoint:
        """Where a service listens; reached by way of the instance's own node unless told."""
        key, scheme = SERVICES[service]
        found = self.endpoints[service] if service in self.endpoints else Endpoint(scheme=scheme)
        return found.model_copy(
            update={
                "scheme": found.scheme if "scheme" in found.model_fields_set else scheme,
                "port": found.port or self.port(key),
                "reach": found.reach or Reach(via=self.node),
            }
        )


class SampleCall(Call):
    """A request through an instance of a group; it is sent to each of them."""

    group: Identifier
    service: Service = "traffic"
    mutual_tls: bool = Field(default=False, description="its back end asks for a certificate")
