"""The commands of the runner. Each is a few lines: parse, call, print, exit status."""

from pathlib import Path
from typing import Annotated

import typer

from catalog.catalogue import CatalogueError
from inventory import InventoryError
from runner import catalog as shown
from runner.init import Start, nodes_by_role, render_inventory

app = typer.Typer(no_args_is_help=True, add_completion=False)


Nodes = Annotated[list[str] | None, typer.Option(metavar="NAME=ADDRESS")]
Hop = Annotated[list[str] | None, typer.Option(metavar="COMPONENT=FROM:TO")]


@app.callback()
def runner() -> None:
    """Take a gateway upgrade from step to step, and stop where going on would do damage."""


@app.command()
def catalog(
    *,
    product: Annotated[str, typer.Option(help="only this product's rows")] = "",
    json: Annotated[bool, typer.Option("--json", help="for programs")] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="for documents")] = False,
) -> None:
    """Show what the vendors ask for, and which checks verify it."""
    if json and markdown:
        raise typer.BadParameter("give either --json or --markdown")
    if product and product not in shown.products():
        raise typer.BadParameter(f"no product {product}; there is {', '.join(shown.products())}")
    try:
        rows = shown.read(product)
    except CatalogueError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None
    write = shown.as_json if json else shown.as_markdown if markdown else shown.as_text
    typer.echo(write(rows, shown.checks_by_row(rows)))


@app.command()
def init(  # noqa: PLR0913 - one option for each thing that must be known
    folder: Annotated[Path, typer.Argument(help="the environment's folder, made if need be")],
    *,
    environment: Annotated[str, typer.Option()],
    change: Annotated[str, typer.Option(help="the change ticket")],
    start: Annotated[str, typer.Option(help="local time, as 2026-11-21 22:00")],
    end: Annotated[str, typer.Option(help="local time")],
    timezone: Annotated[str, typer.Option(help="as Europe/Berlin")],
    version: Hop = None,
    gateway: Nodes = None,
    dashboard: Nodes = None,
    pump: Nodes = None,
    redis: Nodes = None,
    mongo: Nodes = None,
    postgres: Nodes = None,
    strategy: Annotated[str, typer.Option(help="rolling | blue-green | downtime")] = "downtime",
    mode: Annotated[str, typer.Option(help="dashboard | file")] = "dashboard",
    install: Annotated[str, typer.Option(help="repository | local-rpm")] = "repository",
) -> None:
    """Write a first inventory, commented and valid, to be completed by hand."""
    of_role = {
        "gateway": gateway, "dashboard": dashboard, "pump": pump,
        "redis": redis, "mongo": mongo, "postgres": postgres,
    }  # fmt: skip
    file = folder / "inventory.yaml"
    try:
        given = Start(
            environment=environment,
            change=change,
            nodes=nodes_by_role({role: names or [] for role, names in of_role.items()}),
            versions=dict(map(_hop, version or ())),
            start=start,
            end=end,
            timezone=timezone,
            strategy=strategy,
            mode=mode,
            install=install,
        )
        text = render_inventory(given)
        folder.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8") as new:
            new.write(text)
    except (InventoryError, ValueError, OSError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None
    typer.echo(f"{file}: complete it, then `pytest -m pre --inventory {file}`")


def _hop(text: str) -> tuple[str, tuple[str, str]]:
    """Read `gateway=5.3.9:5.8.9`."""
    component, _, hop = text.partition("=")
    old, colon, new = hop.partition(":")
    if not (component and old and colon and new):
        msg = f"{text}: write --version COMPONENT=FROM:TO, as gateway=5.3.9:5.8.9"
        raise ValueError(msg)
    return component, (old, new)
