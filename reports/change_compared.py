"""How much of what pre remembered was compared again, and how much of that is equal."""

from collections import Counter
from dataclasses import dataclass

from findings.result import RunResult


@dataclass(frozen=True)
class Compared:
    """Cells of the baseline by subject: equal, different, and what could not be compared."""

    equal: Counter[str]
    explained: Counter[str]  # different, and somebody or the version hop says why
    different: Counter[str]
    untold: tuple[str, ...]  # cells that a later run planned, and whose outcome says nothing
    left_out: tuple[str, ...]  # cells that the later phase does not look at

    @property
    def comparable(self) -> int:
        """How many could be compared."""
        return self.equal.total() + self.explained.total() + self.different.total()


def compared(before: RunResult, after: RunResult) -> Compared:
    """Compare by cell: it counts as equal only where its check passed and saw no difference."""
    later = {found.cell: found for found in after.findings}
    equal, explained, different = Counter[str](), Counter[str](), Counter[str]()
    untold, left_out = [], []
    for found in before.findings:
        if not found.remembered:
            continue
        again = later.get(found.cell)
        name = f"{found.title} [{found.target}]"
        if again is None:
            left_out.append(name)
        elif again.outcome not in {"pass", "fail", "waived"}:
            untold.append(name)
        elif again.outcome != "pass" or any(not each.explained for each in again.differences):
            different[found.subject] += 1
        else:
            (explained if again.differences else equal)[found.subject] += 1
    return Compared(equal, explained, different, tuple(untold), tuple(left_out))
