"""The two kinds of steps of an Axway plan, with what most of them have in common."""

from findings.step import Step, Truth


def person(key: str, title: str, *rows: str, **given: object) -> Step:
    """Make a step of a person, who alone knows whether it was done unless `truth` is given."""
    usual: dict[str, object] = {"component": "gateway", "truth": Truth(by="person")}
    return Step(key=key, title=title, requirements=rows, kind="person", **{**usual, **given})  # type: ignore[arg-type]


def command(key: str, title: str, *rows: str, **given: object) -> Step:
    """Make a step of a command, that can be repeated unless `truth` is given."""
    usual: dict[str, object] = {"component": "gateway", "truth": Truth(by="repeatable")}
    return Step(key=key, title=title, requirements=rows, **{**usual, **given})  # type: ignore[arg-type]
