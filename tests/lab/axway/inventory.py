"""The inventory of the domain, as a user would write it."""

import hashlib
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from tests.lab.axway import analytics, credentials, files, ring, rolling, trust
from tests.lab.axway.layout import JDBC
from tests.lab.axway.places import (
    ADMIN_HOSTS,
    GROUPS,
    INSTANCES,
    NEW,
    OLD,
    OWNER,
    ROLLING,
    keyspace,
)
from tests.lab.axway.seed import REPLICAS
from tests.lab.inventory import PATIENT, accompany, window
from tests.lab.names import STATE

if TYPE_CHECKING:
    from tests.lab.axway.domain import DomainEstate

TEXT = """environment: lab
product: axway
change: CHG0123457
strategy: {strategy}
upgrade_order: [{cassandra_first}{analytics_first}gateway]
support: {{contract: LAB-2, case: "0002"}}
window: {{start: {start}, end: {end}, freeze: {freeze}, timezone: UTC}}
versions:
  gateway: {{from: 7.5.3, to: 7.7.20240830}}{cassandra_hop}{analytics_hop}
ssh: {{config: ssh_config, user: ops}}
become: {{method: sudo}}
timeouts: {{connect: {connect}, command: {command}, http: {http}, settle: 3, warm_up: 30}}
nodes:
{nodes}
stores:
  kps:
    type: cassandra
    addresses: [{members}]
    datacenter: dc1{cassandra_tls}
    username: {cassandra_user}
    password: file:secrets/cassandra
    home: {cassandra_home}{cassandra_next}
    keyspaces:
{keyspaces}
backups:
  node: {first}
  installation: /var/backups/axway/apigateway.tar
  domain_ca: /var/backups/axway/ca
  config: /var/backups/axway/config
  cassandra: {{kps: /var/backups/axway/cassandra}}
  databases: {{{dumps}}}
axway:
  mode: {mode}
  installation: {{old: {old}, new: {new}, owner: {owner}}}
  hosts:
    {first}: {{first: true}}
  groups:
{groups}
  instances:
{instances}
  accounts:
    admin: {{username: {admin}, password: file:secrets/admin}}
    api_admin: {{username: {api_admin}, password: file:secrets/apiadmin}}
    api_user: {{username: {api_user}, password: file:secrets/ann}}
  domain_passphrase: file:secrets/domain
  try_default_password: true
  ca_old: domain-old.pem
  ca_new: domain-new.pem
  databases:
    {databases}
  calls:
    - {{name: hello-payments, group: payments, path: /hello}}
    - {{name: hello-partners, group: partners, path: /hello}}
    - name: private-payments
      group: payments
      path: /private
      auth: token
      header: file:secrets/key
      header_name: KeyId
  accepted_warnings:
    - log: upgrade
      text: OAuth/KPS tables must be upgraded in the following external databases
      reason: the driver is in upgrade/lib
{warnings}
  acknowledged:
{acknowledged}
"""
MORE = {  # of a domain that is upgraded without downtime, and has Analytics
    "strategy": "rolling",
    "mode": f"""zdu
  zdu: {{node: {rolling.HOST}, config: {rolling.CONFIG}}}
  analytics:
    node: {analytics.HOST}
    reports: true
    installation: {{old: {analytics.PLACES[OLD]}, new: {analytics.PLACES[NEW]}}}""",
    "analytics_hop": "\n  analytics: {from: 7.5.3, to: 7.7.20240830}",
    "analytics_first": "analytics, ",
    "dumps": "metrics: /var/backups/axway/metrics.sql",
    "databases": f"""metrics:
      url: "{analytics.METRICS[OLD]}"
      url_new: "{analytics.METRICS[NEW]}"
      holds: [metrics]""",
}
PLAIN = {
    "strategy": "downtime",
    "mode": "standard",
    "analytics_hop": "",
    "analytics_first": "",
    "dumps": "tokens: /var/backups/axway/tokens.sql",
    "databases": f'tokens: {{url: "{JDBC}", holds: [oauth]}}',
}


def write_all(domain: "DomainEstate", folder: Path, timeouts: Mapping[str, int] = PATIENT) -> Path:
    """Write inventory, ssh_config and secrets; the path of the inventory."""
    values = window() | {name: str(seconds) for name, seconds in timeouts.items()}
    values |= MORE if ROLLING else PLAIN
    values |= {
        "first": ADMIN_HOSTS[0],
        "old": OLD,
        "new": NEW,
        "owner": OWNER,
        "members": ", ".join(f'"{host.address}:9042"' for host in domain.hosts.values()),
        "cassandra_user": credentials.CASSANDRA[0],
        "cassandra_home": ring.home(domain.cassandra),
        "cassandra_hop": "",
        "cassandra_tls": "",
        "cassandra_next": "",
        "cassandra_first": "",
        "admin": credentials.ADMIN[0],
        "api_admin": credentials.API_ADMIN[0],
        "api_user": credentials.API_USER[0],
        "nodes": "\n".join(_nodes(domain)),
        "keyspaces": "\n".join(f"      {keyspace(group)}: {{dc1: {REPLICAS}}}" for group in GROUPS),
        "groups": "\n".join(_groups()),
        "warnings": "\n".join(_warnings()),
        "instances": "\n".join(_instances()),
        "acknowledged": "\n".join(_acknowledged()),
    }
    if to := ring.hop(domain.cassandra):
        values["cassandra_hop"] = f"\n  cassandra: {{from: {domain.cassandra}, to: {to}}}"
        values["cassandra_first"] = "cassandra, "
        values["cassandra_next"] = f"\n    new_home: {ring.home(to)}"
    accompany(folder, credentials.ALL)
    if ring.TLS:
        shutil.copy(ring.AUTHORITY, folder / "kps.pem")
        values["cassandra_tls"] = "\n    tls: {ca: kps.pem}"
    authorities(domain, folder)
    path = folder / "inventory.yaml"
    path.write_text(TEXT.format(**values), encoding="utf-8")
    return path


def _nodes(domain: "DomainEstate") -> list[str]:
    found = []
    for name, host in domain.hosts.items():
        manager = "admin-node-manager" if name in ADMIN_HOSTS else "node-manager"
        more = ", analytics" if ROLLING and name == analytics.HOST else ""
        roles = f"[{manager}, gateway, cassandra{more}]"
        found.append(f"  {name}: {{address: {host.address}, roles: {roles}}}")
    return found


def _groups() -> list[str]:
    found = []
    for group, (_, name) in GROUPS.items():
        manages = ", api_manager: true" if group == "payments" else ""
        data = f"store: kps, keyspace: {keyspace(group)}"
        found.append(f"    {group}: {{name: {name}, {data}{manages}}}")
    return found


def _warnings() -> list[str]:
    """What a Cassandra that is started by hand, on Java 17, warns of, and what faults do to it."""
    return [
        f'    - {{log: cassandra, text: "{text}", reason: this is a lab}}'
        for text in (
            "Unable to lock JVM memory",
            "jemalloc shared library could not be preloaded",
            "JMX is not enabled to receive remote connections",
            "OpenJDK is not recommended",
            "Directory /opt/cassandra",
            "gossip by operator request",
        )
    ]


def _instances() -> list[str]:
    found = []
    for key, one in INSTANCES.items():
        ports = ", ".join(f"{name}: {port}" for name, port in one.ports.items())
        where = f"name: {one.name}, group: {one.group}, node: {one.host}"
        secured = ("api-manager", "api-traffic") if one.group == "payments" else ("oauth",)
        tls = ", ".join(f"{name}: {{tls: {{ca: web.pem}}}}" for name in secured)
        found.append(f"    {key}: {{{where}, ports: {{{ports}}}, endpoints: {{{tls}}}}}")
    return found


def _acknowledged() -> list[str]:
    """What people changed in the old installations, each file with its very content."""
    found = {name: text.encode() for name, text in files.OURS.items()}
    found[trust.PLACE] = (STATE / "axway" / trust.OLD).read_bytes()
    for one in INSTANCES.values():
        if one.group == "payments":
            service = files.SERVICE_XML.format(files.REDACTION_INCLUDE)
            found[f"{one.folder}/conf/service.xml"] = service.encode()
            found[f"{one.folder}/conf/redaction.xml"] = files.REDACTION.encode()
    if ROLLING:
        found[analytics.STORE] = files.connected(
            files.PLAIN[analytics.STORE], analytics.METRICS[OLD]
        ).encode()
    sums = {name: hashlib.sha256(data).hexdigest() for name, data in found.items()}
    return [f"    - {{file: {n}, sha256: {one}, plan: made again}}" for n, one in sums.items()]


def authorities(domain: "DomainEstate", folder: Path) -> None:
    """Write the CAs. That of 7.7 is made by the first `apply`: before, there is none."""
    made = STATE / "axway"
    shutil.copy(made / "web/domaincert.pem", folder / "web.pem")
    shutil.copy(made / "certs/domaincert.pem", folder / "domain-old.pem")
    found = domain[ADMIN_HOSTS[0]].run(f"cat {NEW}/groups/certs/domaincert.pem", check=False)
    if found.returncode == 0:
        (folder / "domain-new.pem").write_text(found.stdout)
