"""`sysupgrade export`: reads the old domain by way of an Admin Node Manager, copies local files."""

import argparse
import getpass
import json
import shutil
import sys
from pathlib import Path

from tests.lab.axway_programs import kps, tls
from tests.lab.axway_programs.install import Install, Json
from tests.lab.axway_programs.report import Report

EXPORT = "upgrade/bin/out/export"
EMPTY = ("appregistry", "db", "ds")


def asked(given: str, question: str) -> str:
    """A word of the command line, or the answer of whoever is there."""
    if given:
        return given
    if sys.stdin.isatty():
        return getpass.getpass(question)
    return sys.stdin.readline().rstrip("\n")


def run(install: Install, chosen: argparse.Namespace, report: Report) -> None:
    """Export this host."""
    old = Install(chosen.old_install_dir)
    if not old.topology:
        report.error("Topology", f"There is no domain in {old.top}")
        return
    managers = _managers(old)
    if len(managers) > 1 and not chosen.anm_host:
        report.error("Topology", "There are several Admin Node Managers: --anm_host is required")
        return
    user, password = asked(chosen.username, "User: "), asked(chosen.password, "Password: ")
    known = [one["name"] for one in old.topology["hosts"]]
    anm = chosen.anm_host if chosen.anm_host in known else old.host
    headers = tls.login(user, password)
    topology = _ask(old, anm, "/api/topology", headers, report)
    if topology:
        deployed = _ask(old, anm, "/api/deployment/domain/deployments", headers, report)
        _consistent(topology, deployed or {}, report)
    if topology and not report.failed:
        _copy(install, old, topology, chosen.anm_host, report)


def _managers(old: Install) -> list[Json]:
    found = (one for _, one in old.services() if one["type"] == "nodemanager")
    return [one for one in found if one["tags"].get("internal_admin_nm") == "true"]


def _ask(old: Install, anm: str, path: str, headers: dict[str, str], report: Report) -> Json | None:
    try:
        got = tls.ask(old, anm, 8090, path, headers=headers)
    except OSError as error:
        report.error("Topology", f"Cannot connect to the Node Manager on {anm}: {error}")
        return None
    if got.status != 200:
        report.error("Topology", f"The Node Manager on {anm} refuses: HTTP {got.status}")
        return None
    found: Json = json.loads(got.body)["result"]
    return found


def _consistent(topology: Json, deployed: Json, report: Report) -> None:
    """A group is inconsistent where its instances differ, or one of them is not told of."""
    for group in topology["groups"]:
        ids = [
            deployed.get(group["id"], {}).get(one["id"], {}).get("rootProperties", {}).get("Id")
            for one in group["services"]
            if one["type"] == "gateway"
        ]
        if ids and (None in ids or len(set(ids)) > 1):
            report.error(
                "Topology",
                f"Group '{group['name']}' is inconsistent. Upgrade requires all groups to be"
                " consistent.",
            )


def _copy(install: Install, old: Install, topology: Json, anm: str, report: Report) -> None:
    def put(source: str, target: str) -> None:
        if old.at(source).exists():
            path = install.at(f"{EXPORT}/{target}")
            path.parent.mkdir(parents=True, exist_ok=True)
            copy = shutil.copytree if old.at(source).is_dir() else shutil.copy2
            copy(old.at(source), path)

    install.put(f"{EXPORT}/topology/topology.json", {**topology, "anm_host": anm})
    for name in EMPTY:
        install.at(f"{EXPORT}/{name}").mkdir(parents=True, exist_ok=True)
    put("conf/adminUsers.json", "adminusers/adminUsers.json")
    put("conf/acl.json", "rbac/conf/acl.json")
    put("conf/fed", "esnm/fed")
    put("conf/jvm.xml", "sysconfig/conf/jvm.xml")
    put("ext/lib", "extlib/ext/lib")
    for group, one in old.mine("gateway"):
        folder = f"groups/{group['id']}/{one['id']}"
        archive = old.deployed(folder)
        if not install.at(f"{EXPORT}/esgroups/groups/{group['id']}").exists():
            put(f"groups/{group['id']}/conf/{archive}", f"esgroups/groups/{group['id']}/{archive}")
        put(f"{folder}/conf/envSettings.props", f"sysconfig/{folder}/conf/envSettings.props")
        put(f"{folder}/conf/jvm.xml", f"sysconfig/{folder}/conf/jvm.xml")
        put(f"{folder}/ext/lib", f"extlib/{folder}/ext/lib")
        _left_behind(old, folder, report)
        _export_kps(install, old, folder, report)
    if _differs(old.at("system/conf/jvm.xml"), install.at("system/conf/jvm.xml")):
        report.info("System Config", "Not migrating apigateway/system/conf/jvm.xml")
    report.part("System Config")
    report.part("API Manager")


def _left_behind(old: Install, folder: str, report: Report) -> None:
    service = old.at(f"{folder}/conf/service.xml")
    if _differs(service, old.at("skel/service.xml")):
        text = "Not migrating the following instance-specific service.xml"
        report.info("System Config", f"{text}: {service}")
    if old.at(f"{folder}/conf/jvm.xml").exists():
        text = "Migrating the following instance-specific jvm.xml"
        report.warn("System Config", f"{text}: {folder}/conf/jvm.xml")


def _differs(one: Path, other: Path) -> bool:
    return one.exists() and (not other.exists() or one.read_bytes() != other.read_bytes())


def _export_kps(install: Install, old: Install, folder: str, report: Report) -> None:
    stores = kps.of(old, folder)
    install.at(f"{EXPORT}/cassandra").mkdir(exist_ok=True)
    install.at(f"{EXPORT}/kps").mkdir(exist_ok=True)
    if not stores.keyspace:
        return
    try:
        for table in stores.tables():
            place = f"{EXPORT}/kps/{folder}/conf/kps/backup/sysexport_{table}_json"
            install.put(place, json.dumps(stores.raw(table)), 0o600)
    except OSError as error:
        report.error("API Manager", f"The KPS can not be read: {error}")
