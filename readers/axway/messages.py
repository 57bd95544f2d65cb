"""The messages of sysupgrade and of the product that the vendor's pages name (section E).

`log`: where it stands. `level`: what it is there. `says`: what it means; `act`: what to do.
"""

import re
from dataclasses import dataclass, field
from typing import Literal

Level = Literal["info", "warning", "error"]


@dataclass(frozen=True)
class Message:
    """One known message."""

    code: str
    log: str  # export | upgrade | apply | trace | start | update | cassandra | version
    pattern: str
    level: Level
    says: str
    act: str = ""
    form: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Compile it once."""
        object.__setattr__(self, "form", re.compile(self.pattern))


_ROWS: tuple[tuple[str, str, str, Level, str, str], ...] = (
    ("E01", "export", r"is inconsistent\. Upgrade requires all groups to be consistent", "error",
     "the group's instances differ, or a Node Manager is down",
     "start the Node Managers, deploy again, export again"),
    ("E02", "export", r"Not migrating the following instance-specific service\.xml", "info",
     "service.xml is not carried over", "copy its changes by hand after apply"),
    ("E03", "export", r"Not migrating apigateway/system/conf/jvm\.xml", "info",
     "the system's jvm.xml is not carried over", "set the properties in included files"),
    ("E04", "export", r"Migrating the following instance-specific jvm\.xml", "warning",
     "an instance's jvm.xml is carried over", "see that each setting is still wanted"),
    ("E05", "upgrade", r"Host '.*' is not a valid host in the topology", "error",
     "--anm_host names no host of the topology", "take a name that is listed, to the letter"),
    ("E06", "upgrade", r"does not have an Admin Node Manager", "error",
     "the host of --anm_host has a plain Node Manager", "name another host"),
    ("E07", "upgrade", r'feature "apiportal" not licensed', "warning",
     "no licence for API Manager", "add the licence"),
    ("E08", "upgrade", r'feature "mcafee" not licensed', "warning",
     "no licence for the virus scanner", "add the licence, or use an ICAP filter"),
    ("E09", "upgrade", r"License not found in", "error", "no licence", "add it, upgrade again"),
    ("E10", "upgrade", r'feature "unrestricted" not licensed', "error",
     "the licence is none for the whole product", "replace it"),
    ("E11", "upgrade", r'feature "FIPS" not licensed', "error",
     "the old domain runs in FIPS mode", "add the licence, or switch FIPS off"),
    ("E12", "upgrade", r"RBAC permissions file has been modified", "warning",
     "acl.json was edited and is not carried over", "merge it before apply"),
    ("E13", "upgrade", r"(?i)corrupt.*\.jar", "warning",
     "a broken JAR is left out", "replace the JAR, upgrade again"),
    ("E14", "upgrade", r"SSL certificates used between Node Managers .* regenerated", "info",
     "the domain's certificates are made anew", "replace them again where they were your own"),
    ("E15", "upgrade", r"OAuth/KPS tables must be upgraded in the following external databases",
     "warning", "external databases get a new schema",
     "put the JDBC driver into upgrade/lib, or run the scripts and use --skip_db_upgrade"),
    ("E16", "upgrade", r"ActiveMQ directory is not configured correctly", "warning",
     "its messages are not exported", "correct it in the old installation"),
    ("E17", "upgrade", r"ActiveMQ directory .* does not exist", "warning",
     "its messages are not exported", "correct it in the old installation"),
    ("E18", "upgrade", r"ActiveMQ directory .* is NOT a directory under the old version install",
     "warning", "old and new share the messages", "copy the folder beforehand"),
    ("E19", "upgrade",
     r"Found duplicate ['\"]apiadmin['\"] users|Found duplicate ['\"]Community['\"] organizations",
     "error", "the old KPS is broken", "ask Axway's support"),
    ("E20", "upgrade", r"contains KPS collections with Cassandra data source", "error",
     "--no_cassandra does not fit", "leave the option out"),
    ("E21", "upgrade", r"multi-node upgrade and a localhost Cassandra server", "error",
     "--cass_host is localhost", "give a network address"),
    ("E22", "upgrade", r"OutOfMemoryError|(?i:out of memory)", "error",
     "the heap is too small", "raise -Xmx in the new system/conf/jvm.xml"),
    ("E23", "upgrade", r"Path Conflict", "warning",
     "two paths collide, a resolver was renamed", "give it a new path in Policy Studio"),
    ("E24", "upgrade", r"Migrated resolver on path", "info", "a path was changed", "look at it"),
    ("E25", "upgrade", r"(?i)discarded.*(?:web service|contivo)|(?:web service|contivo).*discarded",
     "warning", "a web service or Contivo filter was left out", "import the WSDL again"),
    ("E26", "upgrade", r"Bad encoding for integer value", "error",
     "a false alarm of 7.7.20200730 (RDAPI-20921)", "accept it once it was looked at"),
    ("E27", "apply", r"Failed to sign CSR for service", "error",
     "the first Admin Node Manager did not sign",
     "start it, give the right passphrase and the same --anm_host"),
    ("E28", "trace", r"All host polls marked down", "error",
     "Cassandra can not be reached", "look at its port"),
    ("E29", "trace", r"Passphrase change has been detected for the following table", "info",
     "KPS tables are held back", "encrypt the KPS anew"),
    ("E30", "start", r"NO PRODUCT LICENSE FOUND in|license expired at", "error",
     "no valid licence", "replace it"),
    ("E31", "start", r"failed to listen on address .*Permission denied", "error",
     "a port below 1024 without the capability", "setcap on vshell"),
    ("E32", "update", r"Invalid passphrase for configuration", "error",
     "the update found a passphrase (RDAPI-22573)", "wait ten minutes, try again"),
    ("E33", "trace", r'Unrecognized field "blob"', "error",
     "7.5.3 data and an update before 20200130 (RDAPI-18851)", "take a newer update"),
    ("E34", "cassandra",
     r"Cassandra server running in degraded mode|Unable to lock JVM memory|jemalloc shared library",
     "warning",
     "the machine is not tuned for Cassandra", "tune it"),
    ("E35", "version",
     r"Error: .*File not found|Malformed file|Unexpected file|Warning: .*Content changed",
     "warning", "a patch is not whole", "install it again"),
    ("E36", "start", r"SAXParserImpl .* is not recognized", "info",
     "harmless (RDAPI-22218)", ""),
)  # fmt: skip
MESSAGES = tuple(Message(*row) for row in _ROWS)
IN_UPGRADE = frozenset({"export", "upgrade", "apply"})


def known(line: str, logs: frozenset[str] = IN_UPGRADE) -> Message | None:
    """Give the message that a line is; None where it is none of these logs'.

    Which of the three logs has a message is not sharp in the vendor's pages: all are looked for.
    """
    return next((one for one in MESSAGES if one.log in logs and one.form.search(line)), None)


def form_of(text: str) -> str:
    """Give the pattern of a message by its code; any other text stands for itself."""
    return next((one.pattern for one in MESSAGES if one.code == text), re.escape(text))
