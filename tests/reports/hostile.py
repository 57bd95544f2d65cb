"""A result that attacks its reader: hostile text in every field of every model."""

from findings.result import RunResult
from tests.reports.samples import go_post, no_go

NASTY = (
    "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">"
    "\"'><b>&amp;{{7*7}}{% raw %}"
    "\x1b[31mred\x1b[0m\x1b]0;title\x07\x00\u202eevil\u2028\ud800 \udcff"
    " `|*_[x](javascript:1)"
)


def poisoned(value: object) -> object:
    """The same JSON-like value with a hostile string in place of (and after) every string."""
    if isinstance(value, str):
        return f"{value} {NASTY}"
    if isinstance(value, dict):
        return {f"{key} {NASTY}": poisoned(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(poisoned(each) for each in value)
    return value


def _poison(model: object) -> object:
    """A model with hostile text in every field that takes any; closed sets keep their values."""
    if isinstance(model, tuple):
        return tuple(_poison(each) for each in model)
    if not hasattr(type(model), "model_fields"):
        return poisoned(model)
    kept = {"outcome", "severity", "phase", "verdict", "accounting"}
    return model.model_copy(
        update={
            name: _poison(getattr(model, name))
            for name in type(model).model_fields
            if name not in kept
        }
    )


def hostile() -> RunResult:
    """A run in which every text came from somebody who wants to run code at the reader's."""
    made = _poison(no_go().model_copy(update={"differences": go_post().differences}))
    assert isinstance(made, RunResult)
    cells = {each.requirements[0]: each.cell for each in made.findings}
    rows = tuple(
        row.model_copy(update={"cells": (cells[row.row],)}) if row.row in cells else row
        for row in made.requirements
    )
    return made.model_copy(update={"requirements": rows})
