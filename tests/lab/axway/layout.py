"""Both installations of a host, file by file, written into its file system before it boots."""

import json
import os
import shutil
from pathlib import Path

from tests.lab.axway import credentials, files, jars, start_scripts, trust
from tests.lab.axway.places import (
    ADMIN_HOSTS,
    DEPLOYED,
    GROUPS,
    HOSTS,
    INSTANCES,
    NEW,
    OLD,
    OWNER_ID,
    ROLLING,
    VERSIONS,
    Placed,
    topology,
)
from tests.lab.axway_programs import authority, cleaning, licences, users
from tests.lab.axway_programs.install import Install
from tests.lab.names import CHECKOUT
from tests.lab.packing import INTERPRETER, zipped

TOOLS = ("nodemanager", "startinstance", "managedomain", "kpsadmin")
JAVA, KEYTOOL = "Linux.x86_64/jre/bin/java", "Linux.x86_64/jre/bin/keytool"
UPGRADE_TOOLS = ("sysupgrade", "import-kps")
WRAPPER = """#!/bin/sh
VDISTDIR={top}
export VDISTDIR
exec /usr/bin/python3 -I $VDISTDIR/.standin/program.zip {tool} "$@"
"""
RUN = """import os, sys
sys.path.insert(0, os.environ["VDISTDIR"] + "/.standin/program.zip")
from tests.lab.axway_programs.main import serve
serve()
"""
START = "from tests.lab.axway_programs.main import main\n\nmain()\n"
SOURCES = (
    *("tests/__init__.py", "tests/lab/__init__.py", "tests/lab/products/__init__.py"),
    *("tests/lab/products/web.py", "tests/lab/axway/__init__.py", "tests/lab/axway/places.py"),
    "tests/lab/axway/credentials.py",
)
FEATURES = ("unrestricted", "apiportal")
JDBC = "jdbc:mysql://db.lab.invalid:3306/oauth"
SHIPPED = {
    OLD: {"commons-lang3-3.4": "3.4", "vordel-core-7.5.3": "7.5.3"},
    NEW: {"commons-lang3-3.9": "3.9", "vordel-core-7.7.0": "7.7.0", "httpclient-4.5.13": "4.5.13"},
}


def write(upper: Path, host: str, common: Path, members: tuple[str, ...]) -> None:
    """Write a host's installations; `common` is what `prepare` made, `members` of Cassandra."""
    for top in (OLD, NEW):
        _product(Install(f"{upper}{top}"), top, host, common)
    _domain(Install(f"{upper}{OLD}"), host, common, members)
    _upgrade(Install(f"{upper}{NEW}"))
    start_scripts.write(upper, host)
    for top in (OLD, NEW):
        owned(Path(f"{upper}{top}").parent)


def owned(folder: Path) -> None:
    """Give a folder and all below it to the installations' owner."""
    for where, folders, names in os.walk(folder):
        for name in (".", *folders, *names):
            os.chown(Path(where, name), OWNER_ID, OWNER_ID, follow_symlinks=False)


def prepare(common: Path) -> None:
    """Make what all hosts share: the stand-ins' programs, the CAs, the trust stores."""
    common.mkdir(parents=True, exist_ok=True)
    programs = (CHECKOUT / "tests/lab/axway_programs").glob("*.py")
    names = [*SOURCES, *(str(path.relative_to(CHECKOUT)) for path in programs)]
    packed = zipped(START, {name: CHECKOUT / name for name in names})
    (common / "program.zip").write_bytes(packed)
    for name in ("certs", "web"):
        authority.make_ca(common / name, credentials.DOMAIN)
    for group in GROUPS:
        (common / f"{group}.pem").write_text(_listener(common, group))
    trust.stores(common)


def _listener(common: Path, group: str) -> str:
    """The certificate of a group's listeners: of another CA, and a part of its configuration."""
    key, csr = authority.request(f"{group} listener")
    hosts = tuple(f"DNS:{host}" for host in HOSTS)
    names = (*hosts, *authority.alternatives("localhost"))
    return authority.sign(common / "web", csr, credentials.DOMAIN, names) + key


def stand_in(
    install: Install, top: str, version: str, tools: tuple[str, ...], common: Path
) -> None:
    """Write the stand-ins' program of an installation, its tools, and what its processes run."""
    build = {"version": version, "built": "2024-08-30 08:34:37 UTC", "commit": "0123abcd4567"}
    install.put(".standin/build.json", build)
    install.put(".standin/run.py", RUN)
    shutil.copy(common / "program.zip", install.at(".standin/program.zip"))
    for tool in tools:
        install.put(f"posix/bin/{tool}", WRAPPER.format(top=top, tool=tool), 0o755)
    program = install.at("Linux.x86_64/bin/vshell")
    program.parent.mkdir(parents=True)
    shutil.copy(INTERPRETER, program)


def _product(install: Install, top: str, host: str, common: Path) -> None:
    """What the installer leaves."""
    for name, text in files.PLAIN.items():
        install.put(name, text)
    stand_in(install, top, VERSIONS[top], TOOLS, common)
    install.at("platform").symlink_to("Linux.x86_64")
    keytool = install.at(KEYTOOL)
    keytool.parent.mkdir(parents=True)
    keytool.symlink_to("/usr/bin/keytool")
    install.put(JAVA, files.JAVA, 0o755)
    store = trust.OLD if top == OLD else trust.NEW
    shutil.copy(common / store, install.at(trust.PLACE))
    for name, version in SHIPPED[top].items():
        path = install.at(f"system/lib/{name}.jar")
        jars.write(path, (f"org.shipped.{name.rpartition('-')[0].replace('-', '_')}.Main",),
                   title=name.rpartition("-")[0], version=version)  # fmt: skip
    name, password = credentials.ADMIN
    product = "7.7" if top == NEW else "7.5.3"
    install.put("conf/adminUsers.json", users.admin_users(product, name, password), 0o600)
    install.put("conf/acl.json", users.acl())
    install.put("conf/licenses/gateway.lic", _licence(host, top))
    install.at("ext/lib").mkdir(parents=True)
    install.at("ext/posix/bin").mkdir(parents=True)
    install.at("META-INF").mkdir()
    install.at("messaging").mkdir()


def _licence(host: str, top: str) -> str:
    return licences.write(host, FEATURES, "2099-12-31" if top == NEW else "2098-12-31")


def _domain(install: Install, host: str, common: Path, members: tuple[str, ...]) -> None:
    """What the old domain has on a host."""
    install.put("groups/topology.json", topology())
    certs = install.at("groups/certs")
    if host == ADMIN_HOSTS[0]:
        shutil.copytree(common / "certs", certs)
    else:
        certs.mkdir(parents=True)
        shutil.copy(common / "certs/domaincert.pem", certs)
    manager = next(one["id"] for _, one in install.services()
                   if one["name"] == f"Node Manager on {host}")  # fmt: skip
    _certificate(install, "conf/certs.xml", manager, host, common)
    jars.write(install.at("ext/lib/acme-filters-1.2.jar"), ("acme.Filter",), version="1.2")
    jars.write(install.at("ext/lib/mysql-connector-java-5.1.49.jar"), (), driver=jars.DRIVER)
    for name, text in files.OURS.items():
        install.put(name, text, 0o755 if name.endswith(".sh") else 0o644)
    install.put("logs/audit.log", _audit())
    install.put("logs/access/access.log", files.ACCESS_LOG)
    for one in INSTANCES.values():
        if one.host == host:
            _instance(install, one, common, members)


def _audit() -> str:
    said = {"timestamp": 1_759_000_000_000, "message": "User connected", "eventId": 107}
    return json.dumps({**said, "metadata": {"userID": "admin"}}) + "\n"


def _instance(install: Install, one: Placed, common: Path, members: tuple[str, ...]) -> None:
    group = GROUPS[one.group][0]
    key = DEPLOYED[group]
    jdbc = JDBC if one.group == "partners" and not ROLLING else ""  # its scripts know of none
    hosts = tuple(f"{member}:9042" for member in members)
    conf = f"groups/{group}/conf"
    install.put(f"{conf}/group.xml", files.PLAIN["skel/group.xml"])
    install.put(f"{conf}/{key}/configs.xml", "<configs/>\n")
    install.put(f"{conf}/{key}/PrimaryStore.xml", files.store(one.group, hosts, jdbc))
    install.put(f"{conf}/{key}/deployment.json", files.deployment(one.group))
    install.put(f"{conf}/{key}/listener.pem", (common / f"{one.group}.pem").read_text(), 0o600)
    ports = "".join(f"{name}={port}\n" for name, port in one.ports.items())
    install.put(f"{one.folder}/conf/envSettings.props", ports)
    install.put(f"{one.folder}/conf/esconnection.xml", files.connection(key))
    redacts = one.group == "payments"
    service = files.SERVICE_XML.format(files.REDACTION_INCLUDE if redacts else "")
    install.put(f"{one.folder}/conf/service.xml", service)
    if redacts:
        install.put(f"{one.folder}/conf/redaction.xml", files.REDACTION)
    for name in ("mgmt.xml", "serviceids.xml"):
        install.put(f"{one.folder}/conf/{name}", files.PLAIN[f"skel/instance/{name}"])
    _certificate(install, f"{one.folder}/conf/certs.xml", one.id, one.host, common)


def _certificate(install: Install, path: str, key: str, host: str, common: Path) -> None:
    private, csr = authority.request(key)
    names = authority.alternatives(host)
    signed = authority.sign(common / "certs", csr, credentials.DOMAIN, names)
    install.put(path, authority.certs_xml(signed, private), 0o600)


def _upgrade(install: Install) -> None:
    """What only the new installation has; and what it was like when it was installed."""
    for tool in UPGRADE_TOOLS:
        install.put(f"upgrade/bin/{tool}", WRAPPER.format(top=NEW, tool=tool), 0o755)
    install.put("upgrade/scripts/rbac/factory/acl6.json", users.acl())
    driver = "mysql-connector-java-5.1.49.jar"
    jars.write(install.at(f"upgrade/lib/{driver}"), (), driver=jars.DRIVER)
    install.put("../Axway-installLog.log", "Setup type: advanced\nInstallation completed\n")
    for name, place in cleaning.PARTS.items():
        shutil.copytree(install.at(place), install.at(f"{cleaning.FACTORY}/{name}"),
                        ignore=shutil.ignore_patterns("licenses"))  # fmt: skip
