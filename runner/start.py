"""A first inventory: what must be known for one, and how it is written.

What a product asks beside the others, and the text itself, is its file in `runner/starts/`.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from inventory import parse
from inventory.products import PRODUCTS, STORE_ROLES, Product

STARTS = Path(__file__).with_name("starts")
_LINE = "\n---\n"


@dataclass(frozen=True)
class Machine:
    """A node to be written: its address and its roles."""

    address: str
    roles: tuple[str, ...]


@dataclass(frozen=True)
class Ask:
    """A question of one product. `default` None: it has to be answered.

    `when`: a word that must have been given before: a role, a mode, another answer.
    `form`: how an answer is written, its fields in capitals; `many`: several of them.
    """

    says: str
    words: tuple[str, ...] = ()
    when: str = ""
    form: str = ""
    many: bool = False
    default: str | None = None

    def read(self, text: str) -> Any:
        """Read an answer: text, or a mapping for each of many; ValueError says the form."""
        if self.words and text not in self.words:
            raise ValueError(f"is not one of {', '.join(self.words)}")
        if not self.many:
            return text
        return [self._fields(one) for one in re.split(r"[,\s]+", text) if one]

    def _fields(self, text: str) -> dict[str, str]:
        pattern = re.sub("[A-Z]+", lambda word: f"(?P<{word[0].lower()}>.+?)", re.escape(self.form))
        if match := re.fullmatch(pattern, text):
            return match.groupdict()
        raise ValueError(f"{text}: write {self.form}")


@dataclass(frozen=True)
class Form:
    """What the file of a product says: the order of its components, defaults, questions, text."""

    order: tuple[str, ...]
    strategy: str | Mapping[str, str]  # by mode
    mode: str
    asks: Mapping[str, Ask]
    text: str

    def strategy_of(self, mode: str) -> str:
        """Give the way that goes with a mode."""
        return self.strategy if isinstance(self.strategy, str) else self.strategy[mode]

    def sorted(self, roles: Iterable[str]) -> list[str]:
        """Put roles into the order in which they are upgraded, stores and others last."""
        known = {role: place for place, role in enumerate(self.order)}
        return sorted(roles, key=lambda role: (known.get(role, len(known)), role))


@cache
def form_of(product: str) -> Form:
    """Read the file of a product."""
    head, _, text = (STARTS / f"{product}.yaml").read_text(encoding="utf-8").partition(_LINE)
    said = yaml.safe_load(head)
    asks = {
        name: Ask(**{**ask, "words": tuple(ask.get("words", ()))})
        for name, ask in said["asks"].items()
    }
    return Form(tuple(said["order"]), said["strategy"], said.get("mode", ""), asks, text)


@dataclass(frozen=True)
class Start:
    """What must be known to begin with. Times are local to `timezone`, as 2026-11-21 22:00."""

    product: str
    environment: str
    change: str
    nodes: Mapping[str, Machine]
    versions: Mapping[str, tuple[str, str]]  # component -> (from, to)
    start: str
    end: str
    timezone: str
    freeze: str = ""  # default: the start
    strategy: str = "downtime"
    mode: str = ""
    order: tuple[str, ...] = ()  # default: the product's
    idle: tuple[str, ...] = ()  # blue-green: the nodes that take no calls
    ssh_user: str = ""
    become: str = "sudo"
    managed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Stores that are no node of ours: role -> addresses (host:port)."""
    ask: Mapping[str, Any] = field(default_factory=dict)

    @property
    def facts(self) -> Product:
        """What the product consists of."""
        return {str(name): product for name, product in PRODUCTS.items()}[self.product]


def nodes_by_role(roles: Mapping[str, Iterable[str]]) -> dict[str, Machine]:
    """Turn `{"gateway": ["gw1=10.0.0.5"], "pump": ["gw1"]}` into nodes, each with all its roles.

    A word without `=` names a node that has its address elsewhere, or is name and address in one.
    """
    addresses: dict[str, str] = {}
    of: dict[str, list[str]] = {}
    for role, words in roles.items():
        for word in words:
            name, _, address = word.partition("=")
            if addresses.setdefault(name, address) and address not in ("", addresses[name]):
                msg = f"{name} has two addresses: {addresses[name]} and {address}"
                raise ValueError(msg)
            addresses[name] = addresses[name] or address
            of.setdefault(name, []).append(role)
    return {n: Machine(addresses[n] or n, tuple(dict.fromkeys(of[n]))) for n in of}


def render_inventory(start: Start) -> str:
    """Write the inventory; raises InventoryError when what was given can not be right."""
    form = form_of(start.product)
    roles = start.facts.stores & set(STORE_ROLES.values())
    stores = {role: _addresses(start, role) for role in sorted(roles)}
    first = {role: next(_having(start, {role}), "") for role in start.facts.roles}
    unasked = dict.fromkeys(form.asks)
    given = asdict(start) | {
        "freeze": start.freeze or start.start,
        "order": start.order or form.sorted(start.versions),
        "ask": unasked | dict(start.ask),
        "roles": ", ".join(form.sorted(start.facts.roles)),
        "traffic": dict(_traffic(start)),
        "at": stores,
        "first": first,
        "domain": [*_having(start, start.facts.components | start.facts.others)],
        "keeper": next(_having(start, roles), "control"),
    }
    text = _rendered(form.text, given)
    parse(text.encode(), Path("inventory.yaml"))
    return text


def _rendered(text: str, given: Mapping[str, Any]) -> str:
    """Fill a template; each value becomes one text of YAML, whatever it holds."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 (start-up)

    environment = Environment(  # noqa: S701 (it writes YAML: `finalize` quotes each value)
        loader=FileSystemLoader(STARTS),
        undefined=StrictUndefined,
        finalize=_text,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"listed": _listed, "plainly": _Plain, "key": _key}
    return environment.from_string(text).render(given)


class _Plain(str):
    """Text of the template's own, which is written as it is."""

    __slots__ = ()


def _text(value: object) -> str:
    """Write a value so that YAML reads it as this text and nothing else."""
    if isinstance(value, _Plain):
        return value
    plain = re.fullmatch(r"[A-Za-z0-9._/]([A-Za-z0-9 ._/:@+-]*[A-Za-z0-9._/])?", str(value))
    return (
        str(value)
        if plain and ": " not in str(value)
        else json.dumps(str(value), ensure_ascii=False)
    )


def _listed(values: Iterable[str]) -> _Plain:
    return _Plain(f"[{', '.join(_text(value) for value in values)}]")


def _key(name: str) -> str:
    """Make a name of ours from one of theirs."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-._") or "unnamed"


def _having(start: Start, roles: Iterable[str]) -> Iterator[str]:
    wanted = set(roles)
    return (name for name, machine in start.nodes.items() if wanted & set(machine.roles))


def _addresses(start: Start, role: str) -> list[str]:
    """Give where a store answers: on our nodes of this role, or where it is managed."""
    ours = [start.nodes[name].address for name in _having(start, {role})]
    return [*ours, *start.managed.get(role, ())]


def _traffic(start: Start) -> Iterator[tuple[str, str]]:
    """Mark each node that is upgraded, where any is marked: all of them say it, or none."""
    for name in _having(start, start.versions) if start.idle else ():
        yield name, "idle" if name in start.idle else "live"
