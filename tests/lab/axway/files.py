"""Texts of an installation's files, as the vendor's pages show them."""

import base64
import json

from tests.lab.axway import credentials
from tests.lab.axway.places import DEPLOYED, DEPLOYED_AT, GROUPS, keyspace

FRAGMENT = "<ConfigurationFragment>{0}</ConfigurationFragment>\n"
SERVICE_XML = """<NetService provider="NetService">
<include file="serviceids.xml"/>
<include file="../../conf/group.xml"/>
<include file="$VDISTDIR/system/conf/jvm.xml"/>
<include file="mgmt.xml"/>{0}
</NetService>
"""
REDACTION_INCLUDE = '\n<include file="$VINSTDIR/conf/redaction.xml"/>'
REDACTION = """<ConfigurationFragment><Redaction enabled="true" provider="redactors">
<JSONRedactor><Path>/payment</Path></JSONRedactor></Redaction></ConfigurationFragment>
"""
SYSTEM_JVM = """<ConfigurationFragment>
<JVMSettings classloader="com.vordel.boot.ServiceClassLoader">
<VMArg name="-Xmx1024m"/><VMArg name="-Djava.net.preferIPv4Stack=true"/>
</JVMSettings></ConfigurationFragment>
"""
JAVA = """#!/bin/sh
echo 'openjdk version "1.8.0_402"' >&2
"""
INCLUDED_JVM = FRAGMENT.format('<VMArg name="-Dlab.custom.flag=true"/>')
OURS = {
    "conf/jvm.xml": INCLUDED_JVM,
    "ext/posix/bin/rotate.sh": "#!/bin/sh\n# turns the logs over\n",
    "system/conf/log4j2.xml": '<Configuration><Loggers level="warn"/></Configuration>\n',
    "samples/oauth/custom.css": "body { background: #eef }\n",
}
"""What people put into the old installation of each host."""

ACCESS_LOG = """\
ops.lab.invalid - apiadmin [21/Nov/2026:08:34:36 00] "GET /api/portal/v1.3/users HTTP/1.1" 200 900
ops.lab.invalid - ann [21/Nov/2026:08:34:37 00] "GET /api/portal/v1.4/users HTTP/1.1" 200 40
shop.lab.invalid - - [21/Nov/2026:08:34:38 00] "GET /orders HTTP/1.1" 200 12
"""
PLAIN = {
    "system/conf/jvm.xml": SYSTEM_JVM,
    "system/conf/nodemanager.xml": FRAGMENT.format('<NodeManager domainID="" pvalue=""/>'),
    "system/conf/trace.xml": FRAGMENT.format('<Trace level="INFO"/>'),
    "system/conf/redaction.xml": FRAGMENT.format('<Redaction enabled="false"/>'),
    "system/conf/events.json": '{"events": [{"id": 107}, {"id": 1037}, {"id": 9}]}\n',
    "system/conf/sql/upgrades/mysql/oauth.sql": "-- schema of 7.7\n",
    "system/conf/threat-protection/default/modsecurity.conf": "# as shipped\n",
    "system/conf/apiportal/email/welcome.txt": "Welcome\n",
    "skel/service.xml": SERVICE_XML.format(""),
    "skel/openssl.cnf": "default_days = 36500\n",
    "skel/group.xml": FRAGMENT.format('<Group pvalue=""/>'),
    "skel/instance/mgmt.xml": FRAGMENT.format("<Management/>"),
    "skel/instance/serviceids.xml": FRAGMENT.format("<ServiceIds/>"),
    "conf/managedomain.props": "password_exec=\n",
    "conf/apiaudit.xml": FRAGMENT.format("<Audit/>"),
    "conf/passwordPolicy.json": "{}\n",
    "conf/fed/configs.xml": "<configs/>\n",
    "conf/fed/PrimaryStore.xml": "<entityStoreData></entityStoreData>\n",
    "conf/envSettings.props": (
        "env.PORT.MANAGEMENT=8090\nenv.WEBMANAGER.SESSION.TIMEOUT=43200000\n"
    ),
    "posix/lib/venv": "# environment of the tools\n",
    "webapps/apiportal/index.html": "<html/>\n",
    "webapps/emc/index.html": "<html/>\n",
    "samples/swagger/api-manager-V_1_3-swagger.json": '{"swagger": "2.0"}\n',
    "samples/oauth/index.html": "<html>OAuth sample</html>\n",
    "Linux.x86_64/jre/lib/security/java.security": "# as shipped\nsecurity.provider.1=Sun\n",
}


def store(group: str, hosts: tuple[str, ...], jdbc: str = "") -> str:
    """The PrimaryStore.xml of a group: where its KPS lies, and an external database."""
    name, password = credentials.CASSANDRA
    secret = base64.b64encode(password.encode()).decode()
    fields = {"hosts": ",".join(hosts), "keyspace": keyspace(group)}
    fields |= dict.fromkeys(("readConsistencyLevel", "writeConsistencyLevel"), "QUORUM")
    entities = _entity("CassandraSettings", **fields, username=name, password=secret)
    if group == "payments":
        entities += _entity("PortalSettings", version="1.3")
    if jdbc:
        entities += _entity("DbConnection", url=jdbc)
    if group == "partners":
        entities += _entity("EmbeddedActiveMQ", enabled="true", sharedDir="$VDISTDIR/messaging")
    return f"<entityStoreData>{entities}</entityStoreData>\n"


def connected(store: str, jdbc: str) -> str:
    """Add a connection to a database to an entity store."""
    end = "</entityStoreData>"
    return store.replace(end, _entity("DbConnection", url=jdbc) + end)


def _entity(kind: str, **fields: str) -> str:
    values = (f'<fval name="{key}"><value>{value}</value></fval>' for key, value in fields.items())
    return f'<entity type="{kind}">{"".join(values)}</entity>'


def deployment(group: str, key: str = "", version: str = "v3") -> str:
    """What an instance says of its deployment."""
    number, name = GROUPS[group]
    common = {"Version": version, "VersionComment": "", "Description": ""}
    said = {
        "deploymentTimestamp": DEPLOYED_AT,
        "user": credentials.ADMIN[0],
        "rootProperties": {"Id": key or DEPLOYED[number], "Timestamp": str(DEPLOYED_AT - 1000)},
        "policyProperties": {"Name": f"{name} policies", **common, "ChangedBy": "admin"},
        "environmentProperties": {"Name": f"{name} environment", **common},
    }
    return json.dumps(said, indent=1) + "\n"


def connection(key: str) -> str:
    """An instance's esconnection.xml."""
    url = f"federated:file:$VINSTDIR/../conf/{key}/configs.xml"
    return FRAGMENT.format(f'<EntityStoreConnection url="{url}"/>')
