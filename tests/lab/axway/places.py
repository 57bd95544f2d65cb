"""What the domain consists of, and where it lies on its hosts; the stand-ins read this too."""

import dataclasses
import os

OLD, NEW = "/opt/Axway-7.5.3/apigateway", "/opt/Axway-7.7/apigateway"
VERSIONS = {OLD: "7.5.3", NEW: "7.7.20240830"}
OWNER, OWNER_ID = "axway", 1778
CASSANDRA, CASSANDRA_ID = "cassandra", 1779
"""Accounts: who owns and runs both installations, and who runs Cassandra."""

DOMAIN = "2f1c9a70-6b1d-4c0e-8a55-90d1e7c3b2a4"
NODE_MANAGERS = "Node Manager Group"
MANAGER_PORT = 8090
SHAPE = os.environ.get("LAB_DOMAIN", "")
SINGLE, ROLLING = SHAPE == "single", SHAPE == "rolling"
"""Whether one host holds everything, one member of Cassandra that speaks TLS too; else three.
Of the three, `rolling` are upgraded by the vendor's script, and there is Analytics."""

HOSTS = ("gw1",) if SINGLE else ("gw1", "gw2", "gw3")
ADMIN_HOSTS = HOSTS[:2]
"""The hosts with an Admin Node Manager; the first holds the domain's CA. gw3 has a plain one."""

GROUPS = {"payments": ("group-2", "Payments"), "partners": ("group-3", "Partner APIs")}
"""Our name of each group: its id, and its name in the topology."""

DEPLOYED = {
    "group-2": "842d18d5-0f6e-4f0b-9d5b-3a6f1c2b7e10",
    "group-3": "b7f0a9c4-58d3-4a31-8c66-1de2f9a0c4d7",
}
DEPLOYED_AT = 1_760_000_000_000


@dataclasses.dataclass(frozen=True)
class Placed:
    """An instance: its name in the topology, its place, its ports in envSettings.props."""

    name: str
    group: str
    id: str
    host: str
    ports: dict[str, int]

    @property
    def folder(self) -> str:
        """Its folder below an installation."""
        return f"groups/{GROUPS[self.group][0]}/{self.id}"


def _placed(name: str, group: str, at: int, host: str, **ports: int) -> Placed:
    """Place an instance; where it shares the one host with others, away from their ports."""
    ports = {"MANAGEMENT": 8085, "TRAFFIC": 8080} | ports
    shift = 30 * (at - 1) if SINGLE else 0
    settings = {f"env.PORT.{key.replace('_', '.')}": ports[key] + shift for key in ports}
    return Placed(name, group, f"instance-{at}", HOSTS[0] if SINGLE else host, settings)


_API_MANAGER = {"APIPORTAL": 8075, "PORTAL_TRAFFIC": 8065}
_OAUTH = {"OAUTH2_SERVICES": 8089}
_BESIDE_PAY2 = {"MANAGEMENT": 8086, "TRAFFIC": 8081}
INSTANCES = {
    "pay1": _placed("Pay1", "payments", 1, "gw1", **_API_MANAGER),
    "pay2": _placed("Pay2", "payments", 2, "gw2", **_API_MANAGER),
    "par1": _placed("Par1", "partners", 3, "gw2", **_BESIDE_PAY2, **_OAUTH),
    "par2": _placed("Par2", "partners", 4, "gw3", **_OAUTH),
}


def keyspace(group: str) -> str:
    """The default name of a group's keyspace."""
    return f"x{DOMAIN}_{GROUPS[group][0]}".replace("-", "_")


def topology() -> dict[str, object]:
    """The old domain's topology.json."""
    services: dict[str, list[dict[str, object]]] = {"group-1": [], "group-2": [], "group-3": []}
    for number, host in enumerate(HOSTS, 1):
        tags = {"internal_admin_nm": "true"} if host in ADMIN_HOSTS else {}
        name = f"Node Manager on {host}"
        kind = _service(f"nodemanager-{number}", name, "nodemanager", host, MANAGER_PORT)
        services["group-1"].append({**kind, "tags": tags})
    for one in INSTANCES.values():
        port = one.ports["env.PORT.MANAGEMENT"]
        kind = _service(one.id, one.name, "gateway", one.host, port)
        services[GROUPS[one.group][0]].append({**kind, "tags": {}})
    names = {"group-1": NODE_MANAGERS, **dict(GROUPS.values())}
    return {
        "id": DOMAIN,
        "version": 11,
        "timestamp": DEPLOYED_AT,
        "productVersion": "7.5.3",
        "hosts": [{"id": f"host-{at}", "name": name} for at, name in enumerate(HOSTS, 1)],
        "groups": [
            {"id": key, "name": name, "tags": {}, "lock": None, "services": services[key]}
            for key, name in names.items()
        ],
        "uniqueIdCounters": {"NodeManager": 4, "Group": 4, "Host": 4, "Gateway": 5},
        "fips": False,
        "services": [one for held in services.values() for one in held],
    }


def _service(key: str, name: str, kind: str, host: str, port: int) -> dict[str, object]:
    return {
        "id": key,
        "name": name,
        "type": kind,
        "scheme": "https",
        "hostID": f"host-{HOSTS.index(host) + 1}",
        "managementPort": port,
        "enabled": True,
    }
