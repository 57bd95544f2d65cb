"""`sysupgrade apply`: makes this host a part of the new domain, and starts what belongs to it."""

import argparse
import json
import shutil
import zipfile
from pathlib import Path

from tests.lab.axway_programs import (
    authority,
    cleaning,
    import_kps,
    joining,
    processes,
    tls,
)
from tests.lab.axway_programs.export_step import asked
from tests.lab.axway_programs.install import Install, Json, manager_title
from tests.lab.axway_programs.report import Report
from tests.lab.axway_programs.upgrade_step import UPGRADE
from tests.lab.axway_programs.users import Users

PORT = 8090
PRODUCT = "7.7.0"


def run(install: Install, chosen: argparse.Namespace, report: Report) -> None:
    """Apply on this host."""
    topology = install.json(f"{UPGRADE}/topology/topology.json")
    chosen.domain_passphrase = (
        asked("", "Domain passphrase: ")
        if chosen.domain_passphrase is None
        else chosen.domain_passphrase
    )
    user, password = asked(chosen.username, "User: "), asked(chosen.password, "Password: ")
    anm = chosen.anm_host or install.host
    if cleaning.running(install):
        report.error("Topology", "Stop all processes of this installation first")
    elif anm not in [one["name"] for one in topology["hosts"]]:
        report.error("Topology", f"Host '{anm}' is not a valid host in the topology")
    elif not Users(install).known(user, password):
        report.error("Topology", f"The Node Manager refuses the user {user}")
    else:
        part = joining.part_of(topology, install.host, PRODUCT)
        headers = tls.login(user, password)
        chosen.anm_host = anm
        if _enter(install, part, chosen, headers, report):
            _settle(install, report)
            _databases(install, chosen, report)
            _start(install, report)
            joining.spread(install, install.topology, headers)
    install.at("upgrade/bin/out/apply").mkdir(parents=True, exist_ok=True)


def _enter(
    install: Install,
    part: Json,
    chosen: argparse.Namespace,
    headers: dict[str, str],
    report: Report,
) -> bool:
    """Get certificates and the topology: as the first host, or from the first one."""
    anm = chosen.anm_host
    part.pop("anm_host", None)
    services = [one for group in part["groups"] for one in group["services"]]
    made = {one["id"]: authority.request(one["id"]) for one in services}
    said = {
        "passphrase": chosen.domain_passphrase,
        "sign_alg": chosen.sign_alg,
        "names": authority.alternatives(install.host, tuple(chosen.subj_alt_name)),
        "requests": {key: csr for key, (_, csr) in made.items()},
        "topology": part,
    }
    try:
        if anm == install.host:
            if not any(one["tags"].get("internal_admin_nm") == "true" for one in services):
                report.error("Topology", f"Host '{anm}' does not have an Admin Node Manager")
                return False
            authority.make_ca(install.at("groups/certs"), chosen.domain_passphrase, chosen.sign_alg)
            got = joining.join(install, said, headers)
        else:
            answer = tls.ask(
                install, anm, PORT, "/lab/join", method="POST", headers=headers, body=said
            )
            if answer.status != 200:
                raise authority.SigningError(f"HTTP {answer.status}")  # noqa: TRY301 (one way out)
            got = json.loads(answer.body)
    except (OSError, authority.SigningError) as error:
        names = ", ".join(sorted(made))
        report.error("Topology", f"Failed to sign CSR for service {names}: {error}")
        return False
    install.put("groups/topology.json", got["topology"])
    install.put(tls.CA, got["ca"])
    for key, (private, _) in made.items():
        place = next((f"groups/{group['id']}/{key}" for group, one in install.mine("gateway")
                      if one["id"] == key), "")  # fmt: skip
        path = "/".join(filter(None, (place, "conf/certs.xml")))
        install.put(path, authority.certs_xml(got["signed"][key], private), 0o600)
    return True


def _settle(install: Install, report: Report) -> None:
    """Write the files of the host, its groups and its instances."""
    users = install.json(f"{UPGRADE}/adminusers/adminUsers.json")
    install.put("conf/adminUsers.json", {**users, "productVersion": "7.7"}, 0o600)
    _copy(install.at(f"{UPGRADE}/sysconfig/conf/jvm.xml"), install.at("conf/jvm.xml"))
    _copy(install.at(f"{UPGRADE}/extlib/ext/lib"), install.at("ext/lib"))
    for group, one in install.mine("gateway"):
        folder = f"groups/{group['id']}/{one['id']}"
        archive = _deploy(install, group["id"])
        for path in sorted(install.at("skel/instance").iterdir()):
            _copy(path, install.at(f"{folder}/conf/{path.name}"))
        _copy(install.at("skel/service.xml"), install.at(f"{folder}/conf/service.xml"))
        _copy(install.at("skel/group.xml"), install.at(f"groups/{group['id']}/conf/group.xml"))
        url = f"federated:file:$VINSTDIR/../conf/{archive}/configs.xml"
        text = (
            f'<ConfigurationFragment><EntityStoreConnection url="{url}"/></ConfigurationFragment>\n'
        )
        install.put(f"{folder}/conf/esconnection.xml", text)
        for name in ("envSettings.props", "jvm.xml"):
            _copy(
                install.at(f"{UPGRADE}/sysconfig/{folder}/conf/{name}"),
                install.at(f"{folder}/conf/{name}"),
            )
        _copy(install.at(f"{UPGRADE}/extlib/{folder}/ext/lib"), install.at(f"{folder}/ext/lib"))
    report.part("System Config")


def _deploy(install: Install, group: str) -> str:
    with zipfile.ZipFile(install.at(f"{UPGRADE}/esgroups/groups/{group}/{group}.fed")) as fed:
        fed.extractall(install.at(f"groups/{group}/conf"))
        return fed.namelist()[0].partition("/")[0]


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, dirs_exist_ok=True)
    elif source.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)


def _databases(install: Install, chosen: argparse.Namespace, report: Report) -> None:
    """Upgrade the schema of external databases: for that a driver must be there."""
    for group, one in install.mine("gateway"):
        archive = install.deployed(f"groups/{group['id']}/{one['id']}")
        url = install.store(group["id"], archive, "DbConnection").get("url")
        if url and not chosen.skip_db_upgrade and not _driver(install):
            report.error("Database", f"No suitable driver found for {url}")


def _driver(install: Install) -> bool:
    for path in sorted(install.at("upgrade/lib").glob("*.jar")):
        with zipfile.ZipFile(path) as jar:
            names = set(jar.namelist())
            service = "META-INF/services/java.sql.Driver"
            if service in names:
                name = jar.read(service).decode().split()[0]
                return f"{name.replace('.', '/')}.class" in names
    return False


def _start(install: Install, report: Report) -> None:
    """Start the Node Manager, then the instances; import what the KPS lacks."""
    if not processes.start(install, manager_title(install), "manager", PORT):
        report.error("Topology", f"The Node Manager did not start: see {install.at('trace')}")
        return
    for group, one in install.mine("gateway"):
        folder = f"groups/{group['id']}/{one['id']}"
        title = install.title(group, one)
        if not processes.start(install, title, f"instance {folder}", one["managementPort"]):
            report.error("Topology", f"{one['name']} did not start: see {folder}/trace")
    _import(install, report)
    report.part("API Manager")


def _import(install: Install, report: Report) -> None:
    try:
        count = import_kps.put_back(install)
    except OSError as error:
        report.error("API Manager", f"The KPS can not be written: {error}")
        return
    if count:
        report.info("API Manager", f"{count} rows imported into the KPS")
