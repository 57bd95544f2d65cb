"""`sysupgrade status`, and what its steps leave below `upgrade/bin/out`.

Exit statuses and a state file are not documented: this text is all that tells how far a host is.
"""

import re
from dataclasses import dataclass

from probes.errors import CannotTell
from readers.axway.documents import text_of

STATES = (
    "not started", "export complete", "export and upgrade complete", "system upgrade complete",
)  # fmt: skip
NEXT = ("sysupgrade export", "sysupgrade upgrade", "sysupgrade apply", "")
STEPS = ("export", "upgrade", "apply")
# What a finished export holds, from a screenshot of an older release: a warning, no blocker.
EXPORTED = (
    "adminusers", "appregistry", "cassandra", "db", "ds", "esgroups", "esnm", "extlib", "kps",
    "sysconfig", "topology",
)  # fmt: skip
_TITLE = re.compile(r"(System Upgrade Status)?|-+")


@dataclass(frozen=True)
class Status:
    """How far a host is; `done` counts the finished steps, 0 to 3."""

    text: str
    next: str

    @property
    def done(self) -> int:
        """How many of export, upgrade and apply are done."""
        return STATES.index(self.text)

    def has(self, step: str) -> bool:
        """Whether a step is done."""
        return self.done > STEPS.index(step)


def status(data: bytes | str, what: str = "sysupgrade status") -> Status:
    """Read it. CannotTell for another state, or a next step that does not go with it."""
    found: dict[str, str] = {}
    for line in text_of(data, what).splitlines():
        name, colon, value = line.partition(":")
        if colon and name.strip() in ("Current status", "Next step"):
            if name.strip() in found:
                raise CannotTell(f"{what}: two lines {name.strip()!r}")
            found[name.strip()] = value.strip()
        elif not _TITLE.fullmatch(line.strip()):
            raise CannotTell(f"{what}: not understood: {line[:120]!r}")
    state, then = found.get("Current status", ""), found.get("Next step", "")
    if state not in STATES:
        raise CannotTell(f"{what}: an unknown status: {state[:80]!r}")
    if then not in ("", NEXT[STATES.index(state)]):
        raise CannotTell(f"{what}: {state!r}, and next {then[:80]!r}: they do not go together")
    return Status(state, then)
