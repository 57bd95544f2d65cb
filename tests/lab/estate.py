"""The estate under test: a Tyk 5.3.9 installation on four hosts."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tests.lab import (
    base,
    config,
    credentials,
    inventory,
    packages,
    redis_forms,
    rpms,
    stores,
    web,
)
from tests.lab.hosts import Host
from tests.lab.lab import Lab, parallel
from tests.lab.names import STATE
from tests.lab.payload import PRODUCTS
from tests.lab.process import wait_until

NODES = {
    "gw1": ["tyk-gateway"],
    "gw2": ["tyk-gateway"],
    "dash1": ["tyk-dashboard", "tyk-pump"],
    "data1": [],
}
"""The packages on each host."""

ORDER = ["tyk-dashboard", "tyk-gateway", "tyk-pump"]
"""In this order the vendor upgrades."""

DROP_IN_PATH = "/etc/systemd/system/{package}.service.d/limits.conf"
BACKUPS = "/var/backups/tyk"
ENDED = '[ "$(systemctl show -p NRestarts --value {0})" != 0 ]'
STEADY = {
    "tyk-dashboard": f"curl -s -o /dev/null 127.0.0.1:3000/hello || {ENDED}",
    "tyk-pump": f"curl -s -o /dev/null 127.0.0.1:8083/health || {ENDED}",
    # its first look at the stores, and its first load
    "tyk-gateway": f"""{ENDED} || {{{{ curl -s 127.0.0.1:8080/hello | grep -q '"details"' &&
journalctl -q -o cat _SYSTEMD_INVOCATION_ID=$(systemctl show -p InvocationID --value {{0}}) |
grep -q -e 'API reload complete' -e 'Error during syncing'; }}}}""",
}
"""Scripts that end well when a service that was just restarted shows what it will go on showing."""


class Estate(Lab):
    """Four hosts: gw1 and gw2, dash1 with Dashboard and pump, data1 with Redis and MongoDB."""

    def __init__(self, redis: str = "") -> None:
        """Name the hosts; nothing runs before `up`, which starts Redis in the given form."""
        super().__init__(*NODES)
        self.redis = redis

    @property
    def services(self) -> list[tuple[Host, str]]:
        """Host and package of each service, in the order of an upgrade."""
        return [
            (self.hosts[name], package)
            for package in ORDER
            for name, held in NODES.items()
            if package in held
        ]

    def up(self) -> "Estate":
        """Boot and install everything; ends when every service answers."""
        packages.install("hosts", "packages", "stores")
        self.claim()
        redis_forms.choose(self.redis or "single")
        base.build(rpms.built() / "shim.rpm")
        web.fill()
        web.serve()
        self.create({"data1": stores.binds()})
        self.boot()
        parallel(self._provision, self.hosts)
        for host, package in self.services:
            self.configure(host, package)
        self.start()
        self.backup()
        return self

    def _provision(self, name: str) -> None:
        host = self.hosts[name].wait()
        if name == "data1":
            stores.start(host)
        for package in NODES[name]:
            host.put(f"/etc/yum.repos.d/tyk_{package}.repo", web.repo_text(package))
        if NODES[name]:
            wanted = [f"{package}-{PRODUCTS[package].versions['old']}" for package in NODES[name]]
            host.run(f"yum -y install {' '.join(wanted)}")

    def settings(self, package: str) -> dict[str, Any]:
        """What the configuration of one package says in a healthy estate."""
        data, dashboard = self["data1"].address, self["dash1"].address
        if package == "tyk-gateway":
            return config.gateway(data, dashboard)
        if package == "tyk-dashboard":
            return config.dashboard(data, self["gw1"].address)
        return config.pump(data)

    def configure(self, host: Host, package: str, changes: dict[str, Any] | None = None) -> None:
        """Write a service's configuration and drop-in; `changes` replace top-level keys."""
        product = PRODUCTS[package]
        text = config.text({**self.settings(package), **(changes or {})})
        owner = f"{product.user}:{product.user}"
        host.put(product.conf_path, text, 0o660, owner)
        host.put(redis_forms.CA, (STATE / "tls" / "ca.pem").read_text())
        host.put(DROP_IN_PATH.format(package=package), config.DROP_IN)

    def start(self) -> None:
        """Restart all services, the Dashboard first, and wait until each answers for itself."""
        script = "systemctl daemon-reload; systemctl enable -q {0}; systemctl restart {0}"
        first, *others = self.services
        for batch in ([first], others):
            for host, package in batch:
                host.run(script.format(package))
            for host, package in batch:
                self.healthy(host, package)

    def healthy(self, host: Host, package: str, version: str = "", seconds: float = 180) -> None:
        """Wait until a service is well; a gateway also says its version and has its APIs."""
        tests: dict[str, Callable[[], bool]] = {
            "tyk-dashboard": lambda: "ok" in get(host, 3000, "/hello"),
            "tyk-pump": lambda: "ok" in get(host, 8083, "/health"),
            "tyk-gateway": lambda: _gateway_well(host, version),
        }
        wait_until(tests[package], seconds, f"{package} on {host.name} is not well", 0.1)

    def steady(self, host: Host, package: str) -> None:
        """Wait until a service that was restarted has begun, however ill it is, or has ended."""
        script = STEADY[package].format(package)
        wait_until(lambda: host.run(script, check=False).returncode == 0, 180, f"{package} begins")

    def noticed(self, part: str) -> None:
        """Wait until each gateway says that `redis` or `dashboard` fails: it looks now and then."""
        for host, package in self.services:
            if package == "tyk-gateway":
                what = f"{host.name} does not notice that its {part} fails"
                wait_until(lambda host=host: _part(host, part) == "fail", 180, what, 0.1)

    def well(self) -> None:
        """Wait until all services are well."""
        for host, package in self.services:
            self.healthy(host, package)

    def backup(self) -> None:
        """Take all backups that the vendor's page asks for."""
        data = self["data1"]
        data.run(f"rm -rf {BACKUPS}; install -d -m 750 {BACKUPS}/redis {BACKUPS}/mongo")
        for port, folder in redis_forms.masters(data):
            stores.redis_cli(data, "SAVE", port=port)
            name = f"dump-{port}.rdb" if redis_forms.chosen() == "cluster" else "dump.rdb"
            data.run(f"cp {folder}/dump.rdb {BACKUPS}/redis/{name}")
        stores.seed(data, "dump", data.root / BACKUPS.lstrip("/") / "mongo")
        for host, package in self.services:
            product = PRODUCTS[package]
            script = f"install -d -m 750 {BACKUPS}/config && cd {BACKUPS}/config && "
            script += f"install -m 640 {product.conf_path} . && "
            script += f"for f in /etc/default/{package} /etc/sysconfig/{package}; do "
            script += 'if [ -e "$f" ]; then install -m 640 "$f" .; fi; done'
            if package == "tyk-gateway":
                script += f"; cp -r {product.home}/middleware ."
            if redis_forms.chosen() == "tls":
                script += f"; install -m 640 {redis_forms.CA} ."
            host.run(script)
        self.export()

    def export(self) -> None:
        """Write the Dashboard's APIs and policies beside the dumps."""
        key = {"Authorization": credentials.DASHBOARD_KEY}
        for name, path in (("apis", "/api/apis?p=-1"), ("policies", "/api/portal/policies?p=-1")):
            text = get(self["dash1"], 3000, path, key)
            self["data1"].put(f"{BACKUPS}/export/{name}.json", text, 0o640)

    def upgrade(self) -> None:
        """Upgrade all services by the vendor's commands, one host after the other."""
        for host, package in self.services:
            self.upgrade_one(host, package)

    def upgrade_one(self, host: Host, package: str) -> None:
        """Upgrade one service; the package leaves it stopped and disabled, hence the last step."""
        version = PRODUCTS[package].versions["new"]
        only = f"--disablerepo='*' --enablerepo='tyk_{package}'"
        host.ssh(f"sudo -n yum -q makecache -y {only}")
        host.ssh(f"sudo -n yum -y update {package}-{version}")
        host.ssh(f"sudo -n systemctl enable {package} && sudo -n systemctl restart {package}")
        self.healthy(host, package, version)

    def read_rpmnew(self) -> None:
        """Do what a person does after an upgrade: read each .rpmnew, and remove it."""
        for host, package in self.services:
            host.run(f"rm -f /opt/{package}/*.rpmnew")

    def rollback(self) -> None:
        """Undo each upgrade by its transaction, in the opposite order."""
        for host, package in reversed(self.services):
            self.rollback_one(host, package)

    def rollback_one(self, host: Host, package: str) -> None:
        """Undo the last transaction of one package."""
        listed = host.ssh(f"sudo -n yum history list {package}").stdout.splitlines()
        number = next(line.split()[0] for line in listed if line.strip()[:1].isdigit())
        host.ssh(f"sudo -n yum -y history undo {number}")
        host.ssh(f"sudo -n systemctl enable {package} && sudo -n systemctl restart {package}")
        self.healthy(host, package, PRODUCTS[package].versions["old"])

    def inventory(self, folder: Path, timeouts: Mapping[str, int] = inventory.PATIENT) -> Path:
        """Write inventory.yaml with its ssh_config and secrets into a folder."""
        return inventory.write_all(self, folder, timeouts)

    def reset(self) -> "Estate":
        """Begin anew, with hosts that nothing has happened to."""
        self.redis = self.redis or redis_forms.chosen()
        self.sweep()
        return self.up()


def get(host: Host, port: int, path: str, headers: dict[str, str] | None = None) -> str:
    """Ask one of the host's services over its loopback; empty when there is no answer."""
    given = " ".join(f"-H '{name}: {value}'" for name, value in (headers or {}).items())
    script = f"curl -s --max-time 30 {given} 'http://127.0.0.1:{port}{path}'"
    return host.run(script, check=False).stdout


def _part(host: Host, part: str) -> str:
    try:
        details = json.loads(get(host, 8080, "/hello")).get("details", {})
    except ValueError:
        return ""
    return str(details.get(part, {}).get("status", ""))


def _gateway_well(host: Host, version: str) -> bool:
    try:
        hello = json.loads(get(host, 8080, "/hello"))
    except ValueError:
        return False
    details = hello.get("details", {})
    ready = all(details.get(part, {}).get("status") == "pass" for part in ("redis", "dashboard"))
    if not ready or hello["version"] != (version or hello["version"]):
        return False
    key = {"X-Tyk-Authorization": credentials.GATEWAY}
    return len(json.loads(get(host, 8080, "/tyk/apis", key) or "[]")) > 0
