"""Java keystores, by the `keytool` of a JRE: aliases and certificates, without any password.

A JKS shows its certificates to everybody; a PKCS#12 shows nothing without its password, which is
never put into an argv.
"""

import re

from probes.answers import CommandAnswer
from probes.errors import CannotTell
from probes.questions import argv
from readers.answered import answered
from readers.certificates import Certificate, certificates

_ENTRIES = re.compile(r"Your keystore contains (\d+) entr(?:y|ies)")
_ALIAS = re.compile(r"(?m)^Alias name: (.+)$")
_END = "-----END CERTIFICATE-----"
PASSWORD = "It shows nothing without its password: look at it by hand, and attest it."  # noqa: S105


def script(keytool: str, path: str) -> str:
    """List a keystore; the question for its password gets no answer."""
    return f"{argv(keytool, '-list', '-rfc', '-keystore', path)} </dev/null"


def keystore(answer: CommandAnswer, path: str) -> dict[str, tuple[Certificate, ...]]:
    """Read `script`: alias to its chain. CannotTell where the tool tells less than it counts."""
    said = answer.text + answer.err
    if "does not exist" in said:
        raise CannotTell(f"{path}: there is no such keystore")
    if answer.rc and re.search(r"(?i)password|Invalid keystore format|toDerInputStream", said):
        raise CannotTell(f"{path}: keytool: {said.strip().splitlines()[-1][:160]}", PASSWORD)
    text = answered(CommandAnswer(answer.rc, answer.stdout, b""), f"keytool {path}")
    count = _ENTRIES.search(text)
    parts = _ALIAS.split(text)[1:]
    if not count or int(count[1]) * 2 != len(parts):
        raise CannotTell(f"{path}: keytool: not understood: {text.strip()[:80]!r}", PASSWORD)
    found: dict[str, tuple[Certificate, ...]] = {}
    for alias, block in zip(parts[::2], parts[1::2], strict=True):
        if _END in block:
            found[alias.strip()] = certificates(block.encode(), f"{path}: {alias.strip()}")
        elif "SecretKeyEntry" in block:
            found[alias.strip()] = ()
        else:
            raise CannotTell(f"{path}: {alias.strip()}: its certificates are not shown", PASSWORD)
    return found
