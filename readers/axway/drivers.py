"""JDBC drivers: which JAR serves which URL, by the driver class that is really in it."""

import re

from probes.errors import CannotTell
from readers.jars import Jar, JarIndex
from readers.versions import Version, parse

# The packages of the drivers that belong to the databases of the vendor's list.
PACKAGES = {
    "mysql": ("com.mysql.",),
    "mariadb": ("org.mariadb.jdbc.",),
    "oracle": ("oracle.jdbc.",),
    "sqlserver": ("com.microsoft.sqlserver.", "net.sourceforge.jtds."),
    "db2": ("com.ibm.db2.",),
}


def serving(url: str, index: JarIndex) -> tuple[Jar, ...]:
    """Give the JARs with a driver for a JDBC URL. CannotTell for a database of no known package."""
    scheme = url.removeprefix("jdbc:").partition(":")[0]
    if not url.startswith("jdbc:") or scheme not in PACKAGES:
        raise CannotTell(f"which driver serves {url[:20]}... is not known")
    return tuple(jar for prefix in PACKAGES[scheme] for jar in index.with_driver(prefix))


# The databases that the vendor names for metrics, by what they say of themselves. MySQL 8 since
# the update of March 2021. Oracle, SQL Server and DB2 say nothing without a login.
SUPPORTED = {"mysql": ("5.6", "5.7"), "mariadb": ("5.5", "10.1")}
MYSQL_8_SINCE = "7.7.20210330"
_FOR_MARIADB = "5.2"  # its driver of MySQL is older than this


def unsupported(product: str, version: str, target: Version) -> str:
    """Say what is wrong with a database for metrics; empty where the vendor names it."""
    known = list(SUPPORTED.get(product, ()))
    if product == "mysql" and target >= parse(MYSQL_8_SINCE):
        known.append("8.0")
    return "" if version in known else f"{product} {version}: the vendor names {', '.join(known)}"


def unfit(product: str, index: JarIndex) -> list[str]:
    """Name drivers of MySQL that are too new for MariaDB. CannotTell for one without a version."""
    if product != "mariadb":
        return []
    return [
        f"{jar.path}: version {_version(jar)} is too new for MariaDB: older than {_FOR_MARIADB}"
        for prefix in PACKAGES["mysql"]
        for jar in index.with_driver(prefix)
        if _version(jar) >= parse(_FOR_MARIADB)
    ]


def _version(jar: Jar) -> Version:
    found = re.search(r"\d+\.\d+(\.\d+)?", jar.version or jar.file)
    if not found:
        raise CannotTell(f"{jar.path}: its version is not told")
    return parse(found[0])
