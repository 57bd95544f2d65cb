"""JDBC drivers: which JAR serves which URL, by the driver class that is really in it."""

from probes.errors import CannotTell
from readers.jars import Jar, JarIndex

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
