"""A CA that was made on a node: its certificate, printed by a step, is kept on this machine.

Whoever asks that node from now on trusts it by this file: it is looked at first, and put there
whole or not at all.
"""

import os
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from findings.step import Step
from runner.executor import Ran
from runner.tools import utc_now

if TYPE_CHECKING:
    from cryptography import x509

_PEM = re.compile(r"-----BEGIN CERTIFICATE-----\n[A-Za-z0-9+/=\n]+-----END CERTIFICATE-----\n?")
BEFORE = ".before"
NOT_KEPT = 1


def kept(step: Step, ran: Ran) -> Ran:
    """Keep what a step printed, where it is such a step and it ended well."""
    if not step.authority or ran.status != 0:
        return ran
    path = Path(step.authority)
    text = "".join(f"{one.strip()}\n" for one in _PEM.findall(ran.output))
    if why := _wrong(text):
        do = f"See what it prints: `{' '.join(step.argv)}` on {step.node}"
        return Ran(NOT_KEPT, ran.output, f"{path} was left alone: {why}", do)
    try:
        _put(path, text)
    except OSError as error:
        do = f"Let {path.parent} be written to"
        return Ran(NOT_KEPT, ran.output, f"{path} can not be written: {error.strerror}", do)
    return ran


def _wrong(text: str) -> str:
    """Say why this is no certificate of a CA that can be trusted from now on."""
    from cryptography import x509  # noqa: PLC0415 (saves start-up)

    try:
        found = x509.load_pem_x509_certificates(text.encode()) if text else []
    except ValueError:
        return "what was printed as a certificate can not be read"
    if not found:
        return "no certificate was printed"
    for one in found:
        name, end = one.subject.rfc4514_string(), one.not_valid_after_utc
        if not _signs(one):
            return f"{name} is not the certificate of a CA"
        if end <= utc_now():
            return f"{name} expired on {end:%Y-%m-%d}"
    return ""


def _signs(one: "x509.Certificate") -> bool:
    from cryptography import x509  # noqa: PLC0415 (saves start-up)

    try:
        return bool(one.extensions.get_extension_for_class(x509.BasicConstraints).value.ca)
    except x509.ExtensionNotFound:
        return False


def _put(path: Path, text: str) -> None:
    """Write it in one step; another one that is there is kept beside it."""
    known = path.read_text(encoding="utf-8", errors="replace") if path.exists() else text
    if known != text:
        _write(path.with_name(path.name + BEFORE), known)
    _write(path, text)


def _write(path: Path, text: str) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
