"""How far a machine's clock is from its time servers, by chrony or by ntpd."""

import re
from dataclasses import dataclass

from probes.errors import CannotTell
from probes.questions import argv
from readers.answered import answered, lines
from readers.node import NodeReader

CHRONY, NTP = argv("chronyc", "tracking"), argv("ntpq", "-pn")
_OFFSET = re.compile(
    r"System time +: (?P<seconds>\d+\.\d+) seconds (?P<side>slow|fast) of NTP time"
)
_LEAP = re.compile(r"Leap status +: (?P<said>\S.*?) *")
_PEER = re.compile(
    r"(?P<mark>[ x.\-+#*o])(?P<server>\S+)(?: +\S+){7} +(?P<offset>-?[\d.]+) +[\d.]+ *"
)
_UNSYNCHRONISED = "Not synchronised"


@dataclass(frozen=True)
class Offset:
    """`milliseconds`: ahead of its servers, or behind (below zero); None where it follows none."""

    milliseconds: float | None
    tool: str

    def within(self, milliseconds: float) -> bool:
        """Whether it follows a server, and is as near to it as that."""
        return self.milliseconds is not None and abs(self.milliseconds) <= milliseconds

    def __str__(self) -> str:
        """`0.021 ms by chronyc`."""
        if self.milliseconds is None:
            return f"it follows no time server, says {self.tool}"
        return f"{self.milliseconds:+.3f} ms from its time servers, says {self.tool}"


def offset(node: NodeReader) -> Offset:
    """Ask whichever of the two is there. CannotTell where neither is."""
    if node.which("chronyc"):
        return chrony(answered(node.run(CHRONY), CHRONY))
    if node.which("ntpq"):
        return ntp(answered(node.run(NTP), NTP))
    raise CannotTell(
        f"{node.name}: neither chronyc nor ntpq is there",
        "Who keeps its clock? A hypervisor does not do it to a millisecond.",
    )


def chrony(text: str) -> Offset:
    """Read `chronyc tracking`."""
    rows = lines(text, CHRONY)
    far = [found for row in rows if (found := _OFFSET.fullmatch(row.strip()))]
    leap = [found["said"] for row in rows if (found := _LEAP.fullmatch(row))]
    if len(far) != 1 or len(leap) != 1:
        raise CannotTell(f"{CHRONY}: not understood: {text[:120]!r}")
    if leap[0] == _UNSYNCHRONISED:
        return Offset(None, "chronyc")
    sign = -1 if far[0]["side"] == "slow" else 1
    return Offset(sign * float(far[0]["seconds"]) * 1000, "chronyc")


def ntp(text: str) -> Offset:
    """Read `ntpq -pn`: the line with an asterisk is the server that is followed."""
    rows = lines(text, NTP)
    if len(rows) < 3 or "offset" not in rows[0] or not rows[1].startswith("="):
        raise CannotTell(f"{NTP}: not understood: {text[:120]!r}")
    found = [_PEER.fullmatch(row) for row in rows[2:]]
    if not all(found):
        raise CannotTell(f"{NTP}: not understood: {text[:200]!r}")
    followed = [float(one["offset"]) for one in found if one and one["mark"] in "*o"]
    return Offset(followed[0] if followed else None, "ntpq")
