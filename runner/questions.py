"""The questions of `init`, in the order in which one answers them; most come from the product."""

from collections.abc import Iterator, Mapping
from typing import Any

from inventory.problems import nearest
from inventory.products import PRODUCTS, STORE_ROLES, Product
from runner.asking import Conversation, Question
from runner.start import Ask, Form, Machine, Start, form_of, nodes_by_role

WAYS = ("rolling", "blue-green", "downtime")
BECOMES = ("sudo", "dzdo", "pbrun", "none")
_NODES = "Nodes with the role {role}, as NAME=ADDRESS, with blanks between"
_STORE = "Where {role} answers that is no node of yours, as HOST:PORT"
_VERSION = "{component}: installed version and target, as FROM:TO"


def complete(talk: Conversation) -> Start:
    """Ask for all that is needed; MissingError or ValueError where it can not be had."""
    name = talk.ask(Question("--product", "The gateway", words=tuple(PRODUCTS)))
    talk.need_all()
    product = {str(known): facts for known, facts in PRODUCTS.items()}[name]
    form = form_of(name)
    talk.draft["product"] = name
    _known_words(talk, product, form, name)
    head = _head(talk)
    nodes = _nodes(talk, product, form)
    managed = dict(_managed(talk, product, nodes))
    present = {role for machine in nodes.values() for role in machine.roles} | set(managed)
    versions = dict(_versions(talk, product, form, present))
    rest = _way(talk, product, form, [*versions], nodes)
    met = present | {rest["mode"], rest["strategy"]}
    ask = dict(_asks(talk, form, met))
    user = talk.ask(
        Question("--ssh-user", "Who logs in (empty: your ssh configuration says)", default="",
                 check=talk.fits("ssh", "user"))
    )  # fmt: skip
    become = talk.ask(Question("--become", "How to become root", words=BECOMES, default="sudo"))
    talk.need_all()
    return Start(
        product=name, nodes=nodes, managed=managed, versions=versions, ask=ask,
        ssh_user=user, become=become, **head, **rest,
    )  # fmt: skip


def _known_words(talk: Conversation, product: Product, form: Form, name: str) -> None:
    """Refuse a key that the product does not have, with the nearest it has."""
    known = {
        "--node": product.roles,
        "--store": product.stores & set(STORE_ROLES.values()),
        "--version": product.components | product.optional,
        "--set": form.asks,
    }
    for option, words in known.items():
        for key in talk.told(option):
            if key not in words:
                raise ValueError(f"{option} {key}: {name} has none; {nearest(key, words)}")
    if talk.told("--mode") and not product.modes:
        raise ValueError(f"--mode: {name} has none")


def _head(talk: Conversation) -> dict[str, Any]:
    """Ask whose change it is, and when."""
    found = {}
    for key, says in (("environment", "Name of the environment"), ("change", "The change ticket")):
        found[key] = talk.ask(Question(f"--{key}", says, check=talk.fits(key)))
    for key, says, default in (
        ("timezone", "Time zone of the window, as Europe/Berlin", None),
        ("start", "Begin of the window in local time, as 2026-11-21 22:00", None),
        ("end", "End of the window", None),
        ("freeze", "From when on nobody changes configuration (empty: the start)", ""),
    ):
        check = talk.fits("window", key)
        found[key] = talk.ask(Question(f"--{key}", says, default=default, check=check))
    return found


def _nodes(talk: Conversation, product: Product, form: Form) -> dict[str, Machine]:
    """Ask for the nodes of each role. Some told: those are all."""
    told = talk.told("--node")
    if not told and not talk.asks:
        talk.ask(Question("--node", "A node and its role; repeatable", key="ROLE"))
    words: dict[str, list[str]] = {}
    while not told and talk.asks and not any(words.values()):
        for role in form.sorted(product.roles):
            _nodes_of(talk, role, words)
    for role in told:
        _nodes_of(talk, role, words)
    return nodes_by_role(words)


def _nodes_of(talk: Conversation, role: str, words: dict[str, list[str]]) -> None:
    """Ask for the nodes of one role, and judge them beside the others."""

    def check(answer: str) -> None:
        for name, machine in nodes_by_role({**words, role: answer.split()}).items():
            talk.put({"address": machine.address, "roles": [*machine.roles]}, "nodes", name)

    says = _NODES.format(role=role)
    question = Question("--node", says, key=role, default="", many=True, check=check)
    words[role] = talk.ask(question).split()


def _managed(
    talk: Conversation, product: Product, nodes: Mapping[str, Machine]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Ask where the stores answer that are no node of ours."""
    told = talk.told("--store")
    ours = {role for machine in nodes.values() for role in machine.roles}
    for role in sorted(product.stores & set(STORE_ROLES.values())):
        if role in told or (talk.asks and role not in ours):
            says = _STORE.format(role=role)
            answer = talk.ask(Question("--store", says, key=role, default="", many=True))
            if answer:
                yield role, tuple(answer.split())


def _versions(
    talk: Conversation, product: Product, form: Form, present: set[str]
) -> Iterator[tuple[str, tuple[str, str]]]:
    """Ask for the hop of each component that has nodes; an optional one may stay as it is."""
    told = talk.told("--version")
    for component in form.sorted(product.components | product.optional):
        if component not in present and component not in told:
            continue

        def check(answer: str, component: str = component) -> None:
            old, new = _hop(answer)
            talk.put({"from": old, "to": new}, "versions", component)

        stays = component in product.optional
        says = _VERSION.format(component=component) + (" (empty: it stays)" if stays else "")
        default = "" if stays else None
        question = Question("--version", says, key=component, default=default, check=check)
        if answer := talk.ask(question):
            yield component, _hop(answer)


def _hop(text: str) -> tuple[str, str]:
    """Read `5.3.9:5.8.9`."""
    old, colon, new = text.partition(":")
    if not (old and colon and new):
        raise ValueError(f"{text!r}: write FROM:TO, as 5.3.9:5.8.9")
    return old, new


def _way(
    talk: Conversation,
    product: Product,
    form: Form,
    components: list[str],
    nodes: Mapping[str, Any],
) -> dict[str, Any]:
    """Ask how it is done, and in which order."""
    mode = ""
    if product.modes:
        modes = tuple(sorted(product.modes))
        mode = talk.ask(Question("--mode", "How it runs", words=modes, default=form.mode))
    default = form.strategy_of(mode)
    strategy = talk.ask(Question("--strategy", "How it is done", words=WAYS, default=default))
    idle = ""
    if strategy == "blue-green" or talk.told("--idle"):

        def known(answer: str) -> None:
            for name in answer.split():
                if name not in nodes:
                    raise ValueError(f"there is no node {name}; {nearest(name, nodes)}")

        says = "Nodes that take no calls: they go first"
        idle = talk.ask(Question("--idle", says, default="", many=True, check=known))

    def order_fits(answer: str) -> None:
        talk.put(answer.split(), "upgrade_order")

    usual = " ".join(form.sorted(components))
    order = talk.ask(
        Question("--order", "Order of the components", default=usual, check=order_fits)
    )
    return {
        "mode": mode,
        "strategy": strategy,
        "idle": (*idle.split(),),
        "order": (*order.split(),),
    }


def _asks(talk: Conversation, form: Form, met: set[str]) -> Iterator[tuple[str, Any]]:
    """Ask what this product alone has to be asked."""
    for name, ask in form.asks.items():
        if ask.when and ask.when not in met:
            if name in talk.told("--set"):
                raise ValueError(f"--set {name} goes with {ask.when}, which is not there")
            continue
        answer = talk.ask(_question(name, ask))
        met = met | {answer}
        yield name, ask.read(answer)


def _question(name: str, ask: Ask) -> Question:
    says = f"{ask.says}, as {ask.form}" if ask.form else ask.says
    return Question("--set", says, key=name, default=ask.default, words=ask.words,
                    many=ask.many, check=ask.read)  # fmt: skip
