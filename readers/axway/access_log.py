"""The transaction access log of an installation: which REST API of API Manager is called.

It is off by default. Its folder and its form, that of Apache, are the vendor's unless changed.
"""

import re
from collections.abc import Mapping

from probes.answers import CommandAnswer
from probes.errors import CannotTell
from probes.questions import argv
from readers import files
from readers.answered import answered, lines

FOLDER = "logs/access"
DAYS = 7
_PATH = r"/api/portal/v[0-9]+\.[0-9]+/"
_ROW = re.compile(r"\s*(?P<count>\d+) /api/portal/v(?P<version>\d+\.\d+)/")
_SWITCH_ON = (
    "Ask those who call API Manager's REST API, and waive this row; or switch the transaction"
    " access log on for its paths and look again."
)


def script(folder: str) -> str:
    """Count the calls of the last days by version, in whatever files the log was rolled into."""
    grep = ["grep", "-h", "-o", "-E", "-e", _PATH, "{}", "+"]
    found = argv("find", folder, "-type", "f", "-mtime", f"-{DAYS}", "-exec", *grep)
    return f"{found} | sort | uniq -c"


def versions(answer: CommandAnswer, what: str) -> Mapping[str, int]:
    """Read `script`: calls by version of the API. CannotTell where the log tells of none."""
    if files.absent(answer) or "No such file or directory" in answer.err:
        raise CannotTell(f"{what}: there is no access log: nobody can see who calls", _SWITCH_ON)
    found = dict[str, int]()
    for row in lines(answered(answer, what), what):
        if not (match := _ROW.fullmatch(row)):
            raise CannotTell(f"{what}: not understood: {row[:80]!r}")
        found[match["version"]] = int(match["count"])
    if not found:
        raise CannotTell(f"{what}: tells of no call of API Manager in {DAYS} days", _SWITCH_ON)
    return found
