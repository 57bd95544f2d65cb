"""The commands of the runner. Each is a few lines: parse, call, print, exit status.

What they do is imported when one is called: `--help` must not wait for it.
"""

from pathlib import Path
from typing import Annotated

import typer

from runner import commands
from runner.init import init

app = typer.Typer(no_args_is_help=True, add_completion=False)


@app.callback()
def runner() -> None:
    """Take a gateway upgrade from step to step, and stop where going on would do damage."""


commands.register(app)


@app.command()
def catalog(  # noqa: PLR0913 - one option for each form and its inputs
    *,
    product: Annotated[str, typer.Option(help="only this product's rows")] = "",
    json: Annotated[bool, typer.Option("--json", help="for programs")] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="for documents")] = False,
    privileges: Annotated[
        bool, typer.Option("--privileges", help="what the suite's account must be granted")
    ] = False,
    recording: Annotated[
        list[Path] | None,
        typer.Option(help="with --privileges: of your own run, not of the healthy lab; repeatable"),
    ] = None,
    account: Annotated[str, typer.Option(help="with --privileges: who logs in")] = "ops",
) -> None:
    """Show what the vendors ask for, and which checks verify it."""
    from catalog.catalogue import CatalogueError  # noqa: PLC0415 (saves start-up)
    from runner import catalog as shown  # noqa: PLC0415

    if json + markdown + privileges > 1:
        raise typer.BadParameter("give one of --json, --markdown and --privileges")
    if product and product not in shown.products():
        raise typer.BadParameter(f"no product {product}; there is {', '.join(shown.products())}")
    if privileges:
        _privileges(product or "tyk", recording, account)
        return
    try:
        rows = shown.read(product)
    except CatalogueError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None
    write = shown.as_json if json else shown.as_markdown if markdown else shown.as_text
    typer.echo(write(rows, shown.checks_by_row(rows)))


def _privileges(product: str, recordings: list[Path] | None, account: str) -> None:
    """Print the grants, or why they can not be told."""
    from inventory import load  # noqa: PLC0415 (saves start-up)
    from probes.errors import CannotTell  # noqa: PLC0415
    from runner import plan_rights as window  # noqa: PLC0415
    from runner import privileges as granted  # noqa: PLC0415
    from runner.catalog import CHECKS  # noqa: PLC0415
    from runner.plans import PlanError  # noqa: PLC0415

    try:
        files = recordings or granted.healthy_recordings(CHECKS, product)
        typer.echo(granted.as_text(granted.asked(files), account))
        typer.echo(window.of_plan(load(granted.healthy_inventory(CHECKS, product)), account))
    except PlanError as error:
        typer.echo(f"\n# {error}")
    except CannotTell as error:
        typer.echo(f"{error.why} {error.remedy}".rstrip(), err=True)
        raise typer.Exit(2) from None


@app.command()
def selftest(
    product: Annotated[str, typer.Option(help="whose checks")] = "tyk",
    only: Annotated[str, typer.Option("-k", help="only checks with this in their name")] = "",
) -> None:
    """Show each check able to fail: offline, in seconds, on this very machine."""
    from runner import selftest as own  # noqa: PLC0415 (saves start-up)

    raise typer.Exit(own.selftest(product, only))


@app.command()
def demo(product: Annotated[str, typer.Option(help="whose estate")] = "tyk") -> None:
    """Show the main job from NO-GO to GO, in the lab or on its recording."""
    from runner import selftest as own  # noqa: PLC0415 (saves start-up)

    raise typer.Exit(own.demo(product))


app.command()(init)


RunDirectory = Annotated[Path, typer.Argument(help="of a run or of a whole change")]


@app.command()
def report(directory: RunDirectory) -> None:
    """Make the pages of a run or of a whole change anew, from its journal."""
    from runner import report as anew  # noqa: PLC0415 (saves start-up)

    raise typer.Exit(anew.report(directory))


@app.command(epilog="Exit status: 0 GO, 1 NO-GO, 7 UNKNOWN, 2 nothing was written.")
def merge(
    directories: Annotated[list[Path], typer.Argument(help="of pytest --zone, one for each zone")],
    *,
    out: Annotated[
        Path | None, typer.Option(help="a new directory, in the change's folder", metavar="DIR")
    ] = None,
    within: Annotated[float, typer.Option(help="minutes that parts may begin apart", min=0)] = 60,
    head: Annotated[
        list[str] | None, typer.Option(help="the chain head of a part, as noted; repeatable")
    ] = None,
) -> None:
    """Make one verdict and one report of all zones; a missing or foreign part makes it UNKNOWN."""
    from runner import merge as joining  # noqa: PLC0415 (saves start-up)

    raise typer.Exit(joining.merge(directories, out, minutes=within, heads=head or ()))


@app.command()
def verify(
    directory: RunDirectory,
    head: Annotated[str, typer.Option(help="the chain head as the ticket has it")] = "",
) -> None:
    """Say what was edited, removed, reordered or cut off since it was written."""
    from runner import verify as proof  # noqa: PLC0415 (saves start-up)

    raise typer.Exit(proof.verify(directory, head))


@app.command()
def diff(
    a: RunDirectory,
    b: RunDirectory,
    *,
    markdown: Annotated[bool, typer.Option("--markdown", help="for a ticket")] = False,
) -> None:
    """Say what differs between two runs: rehearsal and production, yesterday and today."""
    from runner import diff as beside  # noqa: PLC0415 (saves start-up)

    raise typer.Exit(beside.diff(a, b, markdown=markdown))


@app.command()
def attest(  # noqa: PLR0913 - one option for each part of a signature
    *,
    inventory: Annotated[Path | None, typer.Option(help="the environment's folder")] = None,
    sheet: Annotated[bool, typer.Option("--sheet", help="write a page for each signer")] = False,
    requirement: Annotated[list[str] | None, typer.Option(help="sign this row; repeatable")] = None,
    group: Annotated[str, typer.Option(help="sign the rows of a group together")] = "",
    name: Annotated[str, typer.Option(help="who signs")] = "",
    evidence: Annotated[str, typer.Option(help="on what grounds")] = "",
) -> None:
    """List what people have to sign, write their sheets, or sign."""
    from runner import attest as signing  # noqa: PLC0415 (saves start-up)
    from runner.tools import utc_now  # noqa: PLC0415

    status = signing.attest(
        inventory,
        utc_now(),
        sheet=sheet,
        requirements=requirement or (),
        group=group,
        name=name,
        evidence=evidence,
    )
    raise typer.Exit(status)
