"""What all faults are made of: a plant, a mend, and a way to put things back as they were."""

import dataclasses
import json
import shlex
from collections.abc import Callable
from typing import Any

from tests.lab.estate import Estate
from tests.lab.hosts import Host
from tests.lab.lab import Lab
from tests.lab.payload import PRODUCTS

KEPT = "/srv/lab/kept"
QUIRKS = "/srv/lab/quirks"

Act = Callable[[Any], object]
"""What is done to an estate, whichever lab it is of."""


@dataclasses.dataclass(frozen=True)
class Fault:
    """One thing that goes wrong in real life."""

    name: str
    about: str
    plant: Act
    mend: Act
    red: tuple[str, ...] = ()
    """The requirements that can see it."""
    when: str = "any"
    """`pre` or `post` where it makes sense only there."""


def keep(host: Host, path: str) -> None:
    """Remember a file with its times, or that there is none."""
    quoted = shlex.quote(path)
    host.run(
        f"mkdir -p {KEPT}; [ -e {KEPT}{quoted} ] || [ -e {KEPT}{quoted}.none ] || "
        f"if [ -e {quoted} ]; then cp -a --parents {quoted} {KEPT}; "
        f"else mkdir -p $(dirname {KEPT}{quoted}); touch {KEPT}{quoted}.none; fi"
    )


def give_back(host: Host, path: str) -> None:
    """Put a kept file back, with its times; nothing when it was not kept."""
    quoted = shlex.quote(path)
    host.run(
        f"if [ -e {KEPT}{quoted}.none ]; then rm -rf {quoted} {KEPT}{quoted}.none; "
        f"elif [ -e {KEPT}{quoted} ]; then rm -rf {quoted}; "
        f"cp -a {KEPT}{quoted} {quoted}; rm -rf {KEPT}{quoted}; fi"
    )


def shell(name: str, plant: str, mend: str) -> tuple[Act, Act]:
    """Two root scripts on one host."""
    return lambda estate: estate[name].run(plant), lambda estate: estate[name].run(mend)


def file(name: str, path: str, script: str, then: str = ":") -> tuple[Act, Act]:
    """Change a file with a script; `then` (a restart) follows the plant and the mend."""

    def plant(estate: Lab) -> None:
        keep(estate[name], path)
        estate[name].run(f"{script}\n{then}")

    def mend(estate: Lab) -> None:
        give_back(estate[name], path)
        estate[name].run(then)

    return plant, mend


def settings(
    name: str, package: str, changes: dict[str, Any], *, restart: bool = True
) -> tuple[Act, Act]:
    """Change values of a configuration by dotted path, and let the service read them."""
    path = PRODUCTS[package].conf_path
    then = f"systemctl reset-failed {package}; systemctl restart {package}" if restart else ":"

    def plant(estate: Estate) -> None:
        host = estate[name]
        keep(host, path)
        tree = json.loads(host.get(path))
        for dotted, value in changes.items():
            *parents, last = dotted.split(".")
            part = tree
            for parent in parents:
                part = part[parent]
            part[last] = value
        host.put(path, json.dumps(tree, indent=2), 0o660, _owner(package))
        host.run(then)
        if restart:
            estate.steady(host, package)

    def mend(estate: Estate) -> None:
        give_back(estate[name], path)
        estate[name].run(then)
        if restart:
            estate.healthy(estate[name], package)

    return plant, mend


def _owner(package: str) -> str:
    user = PRODUCTS[package].user
    return f"{user}:{user}"


def quirk(name: str, what: str) -> tuple[Act, Act]:
    """Let a gateway misbehave from its next start on."""
    restart = "systemctl restart tyk-gateway"

    def mend(estate: Estate) -> None:
        estate[name].run(f"rm -f {QUIRKS}; {restart}")
        estate.healthy(estate[name], "tyk-gateway")

    def plant(estate: Estate) -> None:
        estate[name].run(f"mkdir -p $(dirname {QUIRKS}); echo {what} > {QUIRKS}; {restart}")
        estate.steady(estate[name], "tyk-gateway")

    return plant, mend
