"""Addresses that are no node of ours, asked from a node: a load balancer, a portal."""

from inventory.calls import Site
from probes.engine import Engine
from probes.errors import CannotTell
from probes.questions import Command, argv
from readers.answered import answered

_STATUS = 3  # digits; 000 is no answer, which is an answer here: refused, or closed at once


def status(engine: Engine, via: str, site: Site, path: str) -> int:
    """Give the HTTP status of a path of a site, asked with curl from a node.

    Its certificate is not what is asked about: with TLS settings of its own it is not verified.
    """
    words = ["curl", "-sS", "-m", "8", "-o", "/dev/null", "-w", "%{http_code}\\n"]
    words += ["-k"] if site.tls else []
    words += ["-H", f"Host: {site.host_header}"] if site.host_header else []
    answer = engine.ask(Command(via, argv(*words, f"{site.url.rstrip('/')}{path}")))
    text = answered(answer, f"curl {site.url}", accept=(0, 7, 52)).strip()
    if not (text.isascii() and text.isdigit() and len(text) == _STATUS):
        raise CannotTell(f"curl {site.url}: says {text[:40]!r}")
    return int(text)
