"""What MySQL and MariaDB say to everybody who connects: their version. Nobody logs in.

A server counts those who go away without a login, and forgets them with the next one who stays.
"""

import re

from probes.answers import CommandAnswer
from probes.errors import CannotTell
from probes.questions import argv
from readers.answered import answered

_PLACE = re.compile(r"jdbc:(?:mysql|mariadb)://(?P<host>[\w.-]+)(?::(?P<port>\d{1,5}))?[/?]")
# A packet: length and number, the byte 10, the version up to a zero byte.
_READ = 'read -r head && read -r -d "" version && printf "%s\\n" "$version"'
_VERSION = re.compile(r"(?:5\.5\.5-)?(?P<version>\d+\.\d+\.\d+)(?P<rest>[\w.+:~-]*)", re.ASCII)
ASK = "Ask the DBA which product and version it is, and waive this row with the answer."


def script(url: str) -> str:
    """Connect to the database of a URL and take its first words."""
    if not (found := _PLACE.match(url)):
        scheme = url.removeprefix("jdbc:").partition(":")[0]
        raise CannotTell(f"a database of {scheme} tells its version to nobody without a login", ASK)
    place = f"/dev/tcp/{found['host']}/{found['port'] or 3306}"
    return argv("timeout", "5", "bash", "-c", f"{{ {_READ}; }} <{place}")


def product(answer: CommandAnswer, what: str) -> tuple[str, str]:
    """Read `script`: `mysql` or `mariadb`, and the version in its first two numbers."""
    text = answered(answer, what).strip()
    found = _VERSION.fullmatch(text)
    if not found:
        raise CannotTell(f"{what}: no greeting of a database: {text[:40]!r}", ASK)
    name = "mariadb" if "mariadb" in found["rest"].casefold() else "mysql"
    return name, ".".join(found["version"].split(".")[:2])
