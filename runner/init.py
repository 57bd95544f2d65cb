"""`init`: write a first inventory, of what is told by options and asked at a terminal."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from inventory import InventoryError
    from runner.asking import Conversation, Told

Many = list[str] | None
Nodes = Annotated[
    Many, typer.Option(metavar="NAME=ADDRESS", help="the same as --node of this role")
]
FILE = "inventory.yaml"
OPTIONS = {  # section of the inventory: what it is made of here
    "nodes": "--node",
    "stores": "--store, or --node with its role",
    "versions": "--version",
    "window": "--start, --end, --freeze, --timezone",
    "upgrade_order": "--order",
    "strategy": "--strategy, --mode",
}


ONCE = {"--version"}  # the others may be told several times: they are lists


def init(  # noqa: PLR0913 - one option for each thing that must be known
    folder: Annotated[Path, typer.Argument(help="the environment's folder, made if need be")],
    *,
    product: Annotated[str, typer.Option(help="tyk | axway | gravitee | cortex")] = "",
    environment: Annotated[str, typer.Option(help="its name, as prod")] = "",
    change: Annotated[str, typer.Option(help="the change ticket")] = "",
    timezone: Annotated[str, typer.Option(help="as Europe/Berlin")] = "",
    start: Annotated[str, typer.Option(help="of the window, local, as 2026-11-21 22:00")] = "",
    end: Annotated[str, typer.Option(help="of the window")] = "",
    freeze: Annotated[str, typer.Option(help="nobody changes anything from then on")] = "",
    node: Annotated[
        Many, typer.Option(metavar="ROLE:NAME=ADDRESS", help="repeatable; NAME alone: again")
    ] = None,
    store: Annotated[
        Many, typer.Option(metavar="ROLE=HOST:PORT", help="a data store that is no node of yours")
    ] = None,
    version: Annotated[
        Many, typer.Option(metavar="COMPONENT=FROM:TO", help="installed, and target")
    ] = None,
    order: Annotated[
        Many, typer.Option(metavar="COMPONENT", help="repeatable, first to last")
    ] = None,
    strategy: Annotated[str, typer.Option(help="rolling | blue-green | downtime")] = "",
    idle: Annotated[
        Many, typer.Option(metavar="NAME", help="blue-green: a node that takes no calls")
    ] = None,
    mode: Annotated[str, typer.Option(help="Tyk: dashboard | file; Axway: standard | zdu")] = "",
    own: Annotated[
        Many, typer.Option("--set", metavar="KEY=VALUE", help="what the product alone is asked")
    ] = None,
    ssh_user: Annotated[str, typer.Option(help="who logs in")] = "",
    become: Annotated[str, typer.Option(help="sudo | dzdo | pbrun | none")] = "",
    gateway: Nodes = None,
    dashboard: Nodes = None,
    pump: Nodes = None,
    redis: Nodes = None,
    mongo: Nodes = None,
    postgres: Nodes = None,
) -> None:
    """Write a first inventory, commented and valid, to be completed by hand.

    At a terminal it asks for what it was not told; elsewhere it names the options that are missing.
    """
    plain = {
        "product": product, "environment": environment, "change": change, "timezone": timezone,
        "start": start, "end": end, "freeze": freeze, "strategy": strategy, "mode": mode,
        "ssh-user": ssh_user, "become": become, "order": " ".join(order or ()),
        "idle": " ".join(idle or ()),
    }  # fmt: skip
    of_role = {
        "gateway": gateway, "dashboard": dashboard, "pump": pump,
        "redis": redis, "mongo": mongo, "postgres": postgres,
    }  # fmt: skip
    nodes = [*(node or ()), *(f"{role}:{one}" for role, of in of_role.items() for one in of or ())]
    try:
        told = {(f"--{name}", ""): value for name, value in plain.items() if value}
        told |= _keyed("--node", nodes, ":", "ROLE:NAME=ADDRESS, as gateway:gw1=10.0.0.11")
        told |= _keyed("--store", store, "=", "ROLE=HOST:PORT, as redis=10.0.0.14:6379")
        told |= _keyed("--version", version, "=", "COMPONENT=FROM:TO, as gateway=5.3.9:5.8.9")
        told |= _keyed("--set", own, "=", "KEY=VALUE")
        typer.echo(_written(folder, told))
    except (ValueError, OSError) as error:
        typer.echo(f"{error}\nNothing was written.", err=True)
        raise typer.Exit(2) from None


def _keyed(option: str, given: Many, sign: str, form: str) -> "Told":
    """Read `gateway=5.3.9:5.8.9`: what was given, by its key."""
    found: dict[tuple[str, str], str] = {}
    for text in given or ():
        key, there, value = text.partition(sign)
        if not (key and there and value):
            raise ValueError(f"{option}={text}: write {option}={form}")
        if (option, key) in found and option in ONCE:
            raise ValueError(f"{option}={key} is told twice: which one is meant?")
        found[option, key] = f"{found.get((option, key), '')} {value}".strip()
    return found


def _written(folder: Path, told: "Told") -> str:
    """Write the file, and say what to do with it. What is there already is never touched."""
    from inventory import InventoryError, load  # noqa: PLC0415 (saves start-up)
    from runner.asking import Conversation, MissingError  # noqa: PLC0415
    from runner.questions import complete  # noqa: PLC0415
    from runner.start import render_inventory  # noqa: PLC0415

    file = folder / FILE
    if file.exists():
        raise ValueError(f"{file} is there already: name another folder, or move it away")
    talk = Conversation(told, None)
    try:
        start = complete(talk)
    except MissingError as missing:
        if not sys.stdin.isatty():
            says = f"not told, and nobody to ask:\n{missing}"
            raise ValueError(says) from None
        talk = Conversation(told, _prompt)
        start = complete(talk)
    try:
        text = render_inventory(start)
        folder.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8") as new:
            new.write(text)
    except InventoryError as error:
        raise ValueError("\n".join(_sentences(error, talk, folder))) from None
    load(file)
    return "\n".join(_next(file, talk, folder))


def _prompt(says: str, default: str | None) -> str:
    shown = default is not None and default != ""
    return str(typer.prompt(says, default=default, show_default=shown))


def _sentences(error: "InventoryError", talk: "Conversation", folder: Path) -> Iterator[str]:
    """Say what can not be right, by the options; what was answered is not lost."""
    for problem in error.problems:
        option = OPTIONS.get(problem.key.partition(".")[0].partition("[")[0])
        yield f"{problem.key}: {problem.message}{f' ({option})' if option else ''}"
    if talk.asks:
        yield from ("What was answered, to be mended:", f"  {talk.command(folder)}")


def _next(file: Path, talk: "Conversation", folder: Path) -> Iterable[str]:
    """Say what comes now."""
    if talk.asks:
        yield from ("The same without questions:", f"  {talk.command(folder)}", "")
    yield f"{file}: complete it, then `pytest -m pre --inventory {file}`"
