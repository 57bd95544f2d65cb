"""`python -m catalog.page checks/axway`: a product's rows as a page for those who operate it.

Of each row what must hold, when it is asked for, and how: which check it is, the catalogue says.
"""

import sys
from collections import Counter
from pathlib import Path

from catalog.catalogue import Catalogue
from catalog.loading import load
from catalog.model import Requirement, When

HEAD = """# {product}: every row

Made by `python -m catalog.page checks/{product} > docs/products/{product}-rows.md`, not by hand.
Which check verifies a row, and the vendor's page it comes from: `python -m runner catalog
--product={product}`. A gate stands by its name; `*` marks the sentences of the page that the
procedure begins with; *due* rows can hold only from the freeze on.

{counts}
"""
TABLE = """
## {subject}

| id | what must hold | when | if not | how |
|---|---|---|---|---|
"""
COUNTED = {"check": "checked", "attestation": "signed by a person", "step": "steps of the plan",
           "declined": "declined"}  # fmt: skip


def page(catalogue: Catalogue) -> str:
    """Write the page of a catalogue that holds one product's rows."""
    counts = Counter[str](row.verified_by for row in catalogue.values())
    told = ", ".join(f"{counts[how]} {words}" for how, words in COUNTED.items() if counts[how])
    product = next(iter(catalogue.values())).product
    text = [HEAD.format(product=product, counts=f"{len(catalogue)} rows: {told}.")]
    for subject in dict.fromkeys(row.subject for row in catalogue.values()):
        text.append(TABLE.format(subject=subject.replace("_", " ").capitalize()))
        text += [_line(row) for row in catalogue.values() if row.subject == subject]
    return "".join(text)


def _line(row: Requirement) -> str:
    """Write one row of the table."""
    where = _where(row.when)
    statement = f"{row.statement}{f' *Where {where}.*' if where else ''}"
    cells = (f"{row.row}{'*' if row.seed else ''}", statement, _when(row),
             f"{row.severity}, {row.consequence}", _how(row))  # fmt: skip
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |\n"


def _when(row: Requirement) -> str:
    """Give the phases, a gate by its name."""
    names = [name for phase in row.phases for name in (row.gates or (phase,)
             if phase == "gate" else (phase,))]  # fmt: skip
    return f"{', '.join(names)}{'; due' if row.due else ''}"


def _how(row: Requirement) -> str:
    """Say how it is verified, with the reason where no probe does it."""
    words = {"check": "checked", "attestation": "signed", "step": "step", "declined": "declined"}
    return f"{words[row.verified_by]}{f': {row.reason}' if row.reason else ''}"


def _where(when: When) -> str:
    """Say under what it applies, in the inventory's words."""
    parts = [f"there is {word}" for word in when.has] + [f"there is no {w}" for w in when.lacks]
    parts += [f"the mode is {when.mode}"] if when.mode else []
    parts += [f"{name} {spec}" for name, spec in (("to", when.to), ("from", when.from_)) if spec]
    parts += [f"the way crosses {' or '.join(when.crosses)}"] if when.crosses else []
    parts += [f"it does not cross {', '.join(when.not_crosses)}"] if when.not_crosses else []
    parts += [f"the strategy is {' or '.join(when.strategy)}"] if when.strategy else []
    return " and ".join(parts)


if __name__ == "__main__":
    sys.stdout.write(page(load(Path(sys.argv[1]))))
