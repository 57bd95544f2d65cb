"""The inventory of the estate, as a user would write it."""

import datetime as dt
import shutil
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from tests.lab import credentials, redis_forms
from tests.lab.names import STATE
from tests.lab.process import write

if TYPE_CHECKING:
    from tests.lab.estate import Estate

ZONE = dt.UTC
USUAL = {"connect": 5, "command": 10, "http": 5}
"""Seconds, as a user leaves them: what is recorded, and where nobody answers."""

PATIENT = {"connect": 30, "command": 120, "http": 30}
"""So that a busy machine turns no cell unknown; what is dead and says nothing takes as long."""

SOON = {**PATIENT, "connect": 10}
"""For nodes that are dead: still enough for a busy machine, and not long to wait."""

TEXT = """environment: lab
product: tyk
change: CHG0123456
strategy: downtime
upgrade_order: [dashboard, gateway, pump]
support: {{contract: LAB-1, case: "0001"}}
window: {{start: {start}, end: {end}, freeze: {freeze}, timezone: UTC}}
versions:
  gateway: {{from: 5.3.9, to: 5.8.9}}
  dashboard: {{from: 5.3.9, to: 5.8.9}}
  pump: {{from: 1.12.0, to: 1.14.0}}
ssh: {{config: ssh_config, user: ops}}
become: {{method: sudo}}
timeouts: {{connect: {connect}, command: {command}, http: {http}, settle: 3, warm_up: 30}}
nodes:
  gw1:
    address: {gw1}
    roles: [gateway]
    zone: dmz
    endpoints: {{gateway: {{port: 8080}}}}
  gw2:
    address: {gw2}
    roles: [gateway]
    zone: dmz
    endpoints: {{gateway: {{port: 8080}}}}
  dash1:
    address: {dash1}
    roles: [dashboard, pump]
    endpoints: {{dashboard: {{port: 3000}}, pump: {{port: 8083}}}}
  data1:
    address: {data1}
    roles: [redis, mongo]
stores:
  main:
    type: redis
    topology: {topology}
    addresses: [{redis}]
    password: file:secrets/redis
{more}    reach: {{via: gw1}}
    node: data1
  documents:
    type: mongodb
    addresses: ["{data1}:27017"]
    database: tyk_analytics
    username: tyk
    password: file:secrets/mongo
    auth_source: admin
    reach: {{via: dash1}}
    node: data1
backups:
  node: data1
  redis: {{main: {dump}}}
  mongo: {{documents: /var/backups/tyk/mongo}}
  config: /var/backups/tyk/config
  exports: /var/backups/tyk/export
tyk:
  mode: dashboard
  install: repository
  dashboard_key: file:secrets/dashboard
  licensed_nodes: 4
  key_drift_percent: 20
  canaries:
    - name: orders
      path: /orders/
      method: GET
      status: 200
      header: file:secrets/canary
      auth: token
    - {{name: weather, path: /weather/, method: GET, status: 200}}
"""
MORE = {
    "tls": "    tls: {ca: ca.pem}\n",
    "sentinel": f"    service_name: {redis_forms.SERVICE}\n",
}


def write_all(estate: "Estate", folder: Path, timeouts: Mapping[str, int] = PATIENT) -> Path:
    """Write inventory, ssh_config, authority and secrets; the path of the inventory."""
    values = window()
    values |= {name: host.address for name, host in estate.hosts.items()}
    form = redis_forms.form(estate["data1"].address)
    values |= {
        "topology": form.topology,
        "redis": ", ".join(f'"{address}"' for address in form.addresses),
        "more": MORE.get(form.name, ""),
        **{name: str(seconds) for name, seconds in timeouts.items()},
        "dump": "/var/backups/tyk/redis" + ("" if form.name == "cluster" else "/dump.rdb"),
    }
    accompany(folder, credentials.ALL)
    shutil.copy(STATE / "tls" / "ca.pem", folder / "ca.pem")
    (folder / "inventory.yaml").write_text(TEXT.format(**values))
    return folder / "inventory.yaml"


def window() -> dict[str, str]:
    """The times of a change that goes on."""
    now = dt.datetime.fromtimestamp(time.time_ns() / 1e9, ZONE)
    times = {"freeze": -60, "start": -30, "end": 360}
    return {
        name: f"{now + dt.timedelta(minutes=minutes):%Y-%m-%d %H:%M}"
        for name, minutes in times.items()
    }


def accompany(folder: Path, secrets: Mapping[str, str]) -> None:
    """Write what lies beside an inventory: how ssh gets in, and the secrets by their names."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("ssh_config", "known_hosts"):
        shutil.copy(STATE / name, folder / name)
    for name, secret in secrets.items():
        write(folder / "secrets" / name, f"{secret}\n", 0o600)
