"""The certificates that a port shows, as `openssl s_client` on a node receives them."""

import re

from probes.answers import CommandAnswer
from probes.errors import CannotTell
from probes.questions import argv
from readers.answered import answered
from readers.certificates import Certificate, certificates

_REFUSED = re.compile(r"(?i)connection refused|connect:errno=111")


def script(port: int, host: str = "127.0.0.1", name: str = "") -> str:
    """Ask a port for its chain; nothing is sent after the handshake."""
    words = ["openssl", "s_client", "-connect", f"{host}:{port}", "-showcerts"]
    return f"{argv(*words, *(['-servername', name] if name else []))} </dev/null"


def chain(answer: CommandAnswer, what: str) -> tuple[Certificate, ...]:
    """Read `script`, the port's own certificate first. Verification is not its matter."""
    said = answer.err + answer.text
    if _REFUSED.search(said):
        raise CannotTell(f"{what}: nothing listens there")
    if answer.rc == 127:
        answered(answer, "openssl")
    if "BEGIN CERTIFICATE" not in answer.text:
        last = (answer.err.strip().splitlines() or ["no word"])[-1][:160]
        raise CannotTell(f"{what}: it shows no certificate: {last}", "Does this port speak TLS?")
    return certificates(answer.stdout, what)
