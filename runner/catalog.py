"""The catalogue as text, Markdown and JSON: what is asked, and which checks verify it."""

import ast
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from catalog.catalogue import Catalogue
from catalog.coverage import coverage
from catalog.loading import files_of, load
from catalog.model import Requirement
from inventory.products import PRODUCTS

CHECKS = Path(__file__).parents[1] / "checks"
MARK = "*"
Named = Mapping[str, tuple[str, ...]]  # row or base id: the node ids of the checks that name it


def products(checks: Path = CHECKS) -> tuple[str, ...]:
    """List the folders of `checks/` that hold requirements."""
    return tuple(sorted(folder.name for folder in checks.iterdir() if files_of(folder)))


def read(product: str = "", checks: Path = CHECKS) -> Catalogue:
    """Load one product's rows, or all; raises CatalogueError."""
    return load(*(checks / name for name in ([product] if product else products(checks))))


def checks_by_row(catalogue: Catalogue, checks: Path = CHECKS) -> dict[str, tuple[str, ...]]:
    """Find the checks that name each row, by reading their files without importing them."""
    found: dict[str, list[str]] = {row: [] for row in catalogue}
    for file in sorted(checks.glob("*/test_*.py")):
        for check, names in _marked(ast.parse(file.read_text(encoding="utf-8"))):
            node_id = f"{checks.name}/{file.relative_to(checks).as_posix()}::{check}"
            for row, requirement in catalogue.items():
                if {row, requirement.id} & names and requirement.verified_by == "check":
                    found[row].append(node_id)
    return {row: tuple(ids) for row, ids in found.items()}


def _marked(module: ast.Module) -> Iterator[tuple[str, set[str]]]:
    """Give each check of a file and the ids that its requirement markers name."""
    for node in module.body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node.name, {name for mark in node.decorator_list for name in _ids(mark)}


def _ids(mark: ast.expr) -> Iterator[str]:
    """Give the ids of one `@pytest.mark.requirement("...", "...")`."""
    if not isinstance(mark, ast.Call) or not ast.unparse(mark.func).endswith("mark.requirement"):
        return
    for argument in mark.args:
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            yield argument.value


def as_json(catalogue: Catalogue, named: Named) -> str:
    """Write `{"requirements": [{row, id, product, phases, ..., checks}]}`."""
    rows = [_plain(row, named) for row in catalogue.values()]
    return json.dumps({"catalogue": catalogue.hash, "requirements": rows}, indent=2)


def _plain(row: Requirement, named: Named) -> dict[str, object]:
    """Give one row as JSON has it: its two ids first, the checks last; empty keys are kept."""
    fields = row.model_dump(mode="json", by_alias=True)
    ids = {"row": row.row, "id": row.id}
    return {**ids, **fields, "seed": row.seed, "checks": list(named.get(row.row, ()))}


def as_text(catalogue: Catalogue, named: Named) -> str:
    """Write one line a row under its subject, and the counts at the end."""
    lines: list[str] = []
    for subject, rows in _by_subject(catalogue).items():
        lines += ["", subject]
        for row in rows:
            phases = ",".join(row.phases)
            name = f"{row.row}{_mark(row)}"
            lines.append(f"  {name:14} {row.severity:8} {phases:14} {row.statement}")
            lines += [f"{'':17}{told}" for told in _how(row, named)]
    return "\n".join([*lines, "", *totals(catalogue, named)]).lstrip()


def as_markdown(catalogue: Catalogue, named: Named) -> str:
    """Write one table a subject, and the counts at the end."""
    lines = ["# What the vendors ask for"]
    for subject, rows in _by_subject(catalogue).items():
        lines += ["", f"## {subject}", ""]
        lines += ["| id | what must hold | phase | severity | verified by | source |"]
        lines += ["|---|---|---|---|---|---|"]
        for row in rows:
            source = f"[{row.source}]({row.url})" if row.url else row.source
            cells = (row.row + _mark(row), row.statement, ", ".join(row.phases), row.severity)
            told = "<br>".join(_how(row, named))
            lines.append(f"| {' | '.join(map(_cell, cells))} | {_cell(told)} | {_cell(source)} |")
    return "\n".join([*lines, "", *(f"* {line}" for line in totals(catalogue, named))])


def totals(catalogue: Catalogue, named: Named) -> list[str]:
    """Count each product's ids, and those of the page that the user began with.

    `tyk: 100 of 146 statements: ...`, `tyk, marked *, from "...": 60 of 70 statements: ...`.
    """
    present = {row for row, ids in named.items() if ids}
    lines = []
    for name in dict.fromkeys(row.product for row in catalogue.values()):
        lines.append(f"{name}: {coverage(catalogue, name, None, present).counts}")
        page = Catalogue({row: one for row, one in catalogue.product(name).items() if one.seed})
        if page:
            title = next(one.page for product, one in PRODUCTS.items() if product == name)
            counts = coverage(page, name, None, present).counts
            lines.append(f'{name}, marked {MARK}, from "{title}": {counts}')
    return lines


def _mark(row: Requirement) -> str:
    """Mark a sentence of the page that the user began with."""
    return MARK if row.seed else ""


def _how(row: Requirement, named: Named) -> list[str]:
    """Say how a row is verified, one line a check."""
    if row.planned:
        return ["still to come"]
    if row.verified_by != "check":
        return [f"{row.verified_by}: {row.reason}" if row.reason else row.verified_by]
    return list(named.get(row.row, ())) or ["no check names it"]


def _by_subject(catalogue: Catalogue) -> dict[str, list[Requirement]]:
    """Put rows under `product: subject`, in the order of the files."""
    subjects: dict[str, list[Requirement]] = {}
    for row in catalogue.values():
        subjects.setdefault(f"{row.product}: {row.subject}", []).append(row)
    return subjects


def _cell(text: str) -> str:
    """Keep a text inside one cell of a Markdown table."""
    return text.replace("|", "\\|").replace("\n", " ")
