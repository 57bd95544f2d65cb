"""Whether a command answered at all: a refusal, a missing tool or a cut text is no answer.

Every reader of a command's output starts here: "cannot see it" is never read as "not there".
"""

import re

from probes.answers import CommandAnswer
from probes.errors import CannotTell

_REFUSALS = (
    (r"a password is required|a terminal is required|must have a tty|no tty present", "sudo"),
    (r"is not in the sudoers file|is not allowed to (execute|run)|sudo: .*not permitted", "sudo"),
    (r"permission denied|operation not permitted|interactive authentication required", "rights"),
    (r"superuser privileges|need to be root|don't have access to", "rights"),
    (r"you are currently not seeing messages from other users", "rights"),
    (r"command not found|: not found$|no such command", "tool"),
    (r"input/output error|no space left on device|cannot allocate memory", "machine"),
    (r"too many open files|cannot fork|resource temporarily unavailable", "machine"),
)
_REMEDIES = {
    "sudo": "Grant the suite's account this command: python -m runner catalog --privileges.",
    "rights": "Let the account of the suite read it, or set become for this node.",
    "tool": "Install the tool on the node, or put it on the PATH of the account.",
    "machine": "Look at the machine: it could not run the command.",
}
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd]")


def refusal(text: str) -> tuple[str, str] | None:
    """Find words of refusal in standard error: (the line, what to do), or None."""
    for line in text.splitlines():
        for pattern, kind in _REFUSALS:
            if re.search(pattern, line.strip(), re.IGNORECASE):
                return line.strip()[:200], _REMEDIES[kind]
    return None


def answered(answer: CommandAnswer, what: str, accept: tuple[int, ...] = (0,)) -> str:
    """Give standard output of a command that really answered.

    Raises CannotTell for a refusal on standard error (whatever the exit status), a missing tool,
    a timeout, an exit status outside `accept`, and output with control characters.
    """
    said = refusal(answer.err)
    if said:
        raise CannotTell(f"{what}: {said[0]}", said[1])
    if answer.rc in (126, 127) and answer.rc not in accept:
        raise CannotTell(f"{what}: the tool is not there or may not be run", _REMEDIES["tool"])
    if answer.rc in (124, 137, 143) and answer.rc not in accept:
        raise CannotTell(f"{what}: the command did not end in time", _REMEDIES["machine"])
    if answer.rc not in accept:
        last = (answer.err.strip() or answer.text.strip() or "no output").splitlines()[-1][:200]
        raise CannotTell(f"{what}: exit status {answer.rc}: {last}")
    return plain(answer.text, what)


def matched(answer: CommandAnswer, what: str) -> list[str]:
    """Give the lines that a grep found, none for exit status 1. CannotTell where they disagree."""
    found = lines(answered(answer, what, accept=(0, 1)), what)
    if bool(found) != (answer.rc == 0):
        raise CannotTell(f"{what}: exit status {answer.rc} with {len(found)} lines")
    return found


def plain(text: str, what: str) -> str:
    """Give the text back when it is text: no NUL, no control characters, no bytes outside UTF-8."""
    if _CONTROL.search(text):
        raise CannotTell(f"{what}: the answer is not plain text")
    return text


def lines(text: str, what: str) -> list[str]:
    """Split into lines. A last line without its line end was cut off: CannotTell."""
    if text and not text.endswith("\n"):
        raise CannotTell(f"{what}: the answer is cut off in its last line")
    return text.splitlines()
