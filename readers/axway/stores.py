"""Entity stores: which databases the connections of a configuration lead to.

The files are the product's own XML; a connection's URL stands in them as plain text.
"""

import html
import re

from probes.answers import CommandAnswer
from probes.errors import CannotTell
from probes.questions import argv
from readers import files
from readers.answered import answered, lines

STORE = "<entityStoreData"
URL = 'jdbc:[A-Za-z0-9]+:[^<"[:space:]]+'
# The connection that every configuration has from the vendor, and that leads nowhere.
_SHIPPED = re.compile(r"(?i)jdbc:mysql://(127\.0\.0\.1|localhost)(:3306)?/defaultdb")
_PASSWORD = re.compile(r"(?i)[?&;]passw(?:or)?d=([^&;\s]+)|thin:[^/@\s]+/([^@\s]+)@")
_LOGIN = re.compile(r"(?i)(?<=thin:)[^/@]+/[^@]+(?=@)|;(user|username|password)=[^;]*")


def script(*folders: str) -> str:
    """Look into all files below some folders, once each."""
    find = argv("grep", "-r", "-h", "-o", "-E", "-e", STORE, "-e", URL, "--", *folders)
    return f"{find} | sort -u"


def plain(url: str) -> str:
    """Give of a URL what names the database: without login, options and capital letters."""
    return _LOGIN.sub("", html.unescape(url)).partition("?")[0].rstrip("/").casefold()


def passwords(answer: CommandAnswer) -> list[str]:
    """Give the passwords that stand in URLs of the answer to `script`."""
    return [one or two for one, two in _PASSWORD.findall(html.unescape(answer.text))]


def urls(answer: CommandAnswer, what: str) -> tuple[str, ...]:
    """Read `script`: the URLs, without the one that the vendor ships. None is an answer.

    CannotTell where no entity store was seen.
    """
    if files.absent(answer) or "No such file or directory" in answer.err:
        raise CannotTell(f"{what}: {answer.err.strip()[:160]}")
    found = lines(answered(answer, what), what)
    if STORE not in found:
        raise CannotTell(f"{what}: there is no entity store")
    kept = (plain(one) for one in found if one != STORE)
    return tuple(sorted({one for one in kept if not _SHIPPED.fullmatch(one)}))
