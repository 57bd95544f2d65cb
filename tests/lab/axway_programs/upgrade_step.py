"""`sysupgrade upgrade`: validates what was exported and converts it, without asking anybody."""

import argparse
import base64
import io
import json
import re
import shutil
import uuid
import zipfile
from pathlib import Path

from tests.lab.axway_programs import licences
from tests.lab.axway_programs.export_step import EXPORT
from tests.lab.axway_programs.install import Install, Json
from tests.lab.axway_programs.kps import ORGANIZATIONS, USERS
from tests.lab.axway_programs.report import Report

UPGRADE = "upgrade/bin/out/upgrade"
LOCAL = ("localhost", "127.0.0.1", "::1")
FACTORY_ACL = "upgrade/scripts/rbac/factory/acl6.json"


def run(install: Install, chosen: argparse.Namespace, report: Report) -> None:
    """Upgrade this host's copy."""
    topology = install.json(f"{EXPORT}/topology/topology.json")
    stores = _stores(install)
    _host(topology, install.host, report)
    _licence(install, stores, report)
    _cassandra(topology, stores, chosen, report)
    _duplicates(install, report)
    _rights(install, report)
    _databases(stores, report)
    report.info(
        "Topology",
        "SSL certificates used between Node Managers and API Gateways will be regenerated",
    )
    shutil.copytree(install.at(EXPORT), install.at(UPGRADE))
    shutil.rmtree(install.at(f"{UPGRADE}/esgroups"), ignore_errors=True)
    for path in sorted(install.at(f"{UPGRADE}/extlib").rglob("*.jar")):
        if not _whole(path):
            report.warn("Ext Lib", f"Ignoring corrupt JAR file {path.name}: corrupt {path.name}")
            path.unlink()
    for group, store in stores.items():
        _convert(install, group, store, chosen)
    for part in ("System Config", "API Manager"):
        report.part(part)


def _stores(install: Install) -> dict[str, Path]:
    found = install.at(f"{EXPORT}/esgroups/groups").glob("*/*/PrimaryStore.xml")
    return {path.parent.parent.name: path for path in sorted(found)}


def _host(topology: Json, own: str, report: Report) -> None:
    hosts = {one["name"]: one["id"] for one in topology["hosts"]}
    name = topology["anm_host"] or own
    if name not in hosts:
        listed = ", ".join(sorted(hosts))
        text = f"Host '{name}' is not a valid host in the topology. Valid hosts: {listed}"
        report.error("Topology", text)
        return
    managers = [one for group in topology["groups"] for one in group["services"]
                if one["tags"].get("internal_admin_nm") == "true"]  # fmt: skip
    if hosts[name] not in [one["hostID"] for one in managers]:
        report.error("Topology", f"Host '{name}' does not have an Admin Node Manager")


def _licence(install: Install, stores: dict[str, Path], report: Report) -> None:
    granted = licences.features(install)
    if granted is None:
        place = install.at(licences.FOLDER)
        report.error("Licensing", f"LicenseException: License not found in {place}")
        return
    if "unrestricted" not in granted:
        text = 'LicenseException: feature "unrestricted" not licensed'
        report.error("Licensing", text)
    uses = any("PortalSettings" in path.read_text() for path in stores.values())
    if uses and "apiportal" not in granted:
        report.warn("Licensing", 'LicenseException: feature "apiportal" not licensed')


def _cassandra(
    topology: Json, stores: dict[str, Path], chosen: argparse.Namespace, report: Report
) -> None:
    used = [group for group, path in stores.items() if "CassandraSettings" in path.read_text()]
    names = {group["id"]: group["name"] for group in topology["groups"]}
    if chosen.no_cassandra:
        for group in used:
            text = f"Group '{names[group]}' contains KPS collections with Cassandra data source"
            report.error("API Manager", text)
    elif len(topology["hosts"]) > 1 and chosen.cass_host in LOCAL:
        report.error(
            "API Manager",
            "You cannot have a multi-node upgrade and a localhost Cassandra server",
        )


def _duplicates(install: Install, report: Report) -> None:
    copies = sorted(install.at(f"{EXPORT}/kps").rglob("sysexport_*_json"))
    looks = (
        (USERS, "loginName", "apiadmin", "users"),
        (ORGANIZATIONS, "name", "Community", "organizations"),
    )
    for table, field, value, what in looks:
        for path in [one for one in copies if one.name == f"sysexport_{table}_json"][:1]:
            rows = [json.loads(row) for row in json.loads(path.read_text()).values()]
            if sum(row.get(field) == value for row in rows) > 1:
                report.error("API Manager", f"Found duplicate '{value}' {what}")


def _rights(install: Install, report: Report) -> None:
    if install.json(f"{EXPORT}/rbac/conf/acl.json") != install.json(FACTORY_ACL):
        report.warn("RBAC", "The RBAC permissions file has been modified: conf/acl.json")


def _databases(stores: dict[str, Path], report: Report) -> None:
    pattern = re.compile(r'<fval name="url"><value>(jdbc:.*?)</value>')
    found = sorted({url for path in stores.values() for url in pattern.findall(path.read_text())})
    if found:
        text = "OAuth/KPS tables must be upgraded in the following external databases"
        report.warn("Database", f"{text}: [{', '.join(found)}]")


def _whole(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as jar:
            return jar.testzip() is None
    except (zipfile.BadZipFile, OSError):
        return False


def _convert(install: Install, group: str, store: Path, chosen: argparse.Namespace) -> None:
    """Write a group's new configuration as a .fed; its id is the same on every host."""
    key = str(uuid.uuid5(uuid.UUID(store.parent.name), "7.7"))
    text = store.read_text()
    if not chosen.no_cassandra:
        text = _with_host(text, chosen)
    deployment = json.loads((store.parent / "deployment.json").read_text())
    deployment["rootProperties"]["Id"] = key
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as fed:
        for name in ("configs.xml", "listener.pem"):
            fed.writestr(f"{key}/{name}", (store.parent / name).read_text())
        fed.writestr(f"{key}/PrimaryStore.xml", text)
        fed.writestr(f"{key}/deployment.json", json.dumps(deployment, indent=1) + "\n")
    path = install.at(f"{UPGRADE}/esgroups/groups/{group}/{group}.fed")
    path.parent.mkdir(parents=True)
    path.write_bytes(packed.getvalue())


def _with_host(text: str, chosen: argparse.Namespace) -> str:
    """Let a group ask the Cassandra of the command line, too."""

    def hosts(found: re.Match[str]) -> str:
        named = [one.rpartition(":")[0] for one in found[2].split(",")]
        known = [*named, *([] if chosen.cass_host in named else [chosen.cass_host])]
        return found[1] + ",".join(f"{one}:{chosen.cass_port}" for one in known) + "</value>"

    text = re.sub(r'(<fval name="hosts"><value>)(.*?)</value>', hosts, text)
    login = {"username": chosen.cass_username}
    login["password"] = base64.b64encode(chosen.cass_password.encode()).decode()
    for name, value in login.items():
        before, field, rest = text.partition(f'<fval name="{name}"><value>')
        text = before + field + (value + rest[rest.index("<") :] if field else "")
    return text
