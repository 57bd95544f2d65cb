"""X.509 certificates: whose, until when."""

import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.utils import CryptographyDeprecationWarning

from probes.answers import CommandAnswer
from probes.errors import CannotTell
from probes.questions import argv
from readers.answered import answered
from readers.files import absent

_PEM = re.compile(
    rb"-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----.*?-----END [A-Z0-9 ]+-----", re.DOTALL
)


@dataclass(frozen=True)
class Certificate:
    """One certificate. Times are aware; `fingerprint` is SHA-256 in hex.

    `algorithm`: the hash that was signed, `sha256`; empty where the signature has none of its own.
    """

    subject: str
    issuer: str
    not_before: datetime
    not_after: datetime
    names: tuple[str, ...]
    fingerprint: str
    algorithm: str = ""


def certificates(data: bytes, what: str = "certificate") -> tuple[Certificate, ...]:
    """Read PEM (all of a chain; keys beside them are passed over) or one DER.

    CannotTell where there is none, and where one of them cannot be read.
    """
    blocks = _PEM.findall(data)
    if data.count(b"-----BEGIN CERTIFICATE-----") > len(blocks):
        raise CannotTell(f"{what}: cut off inside a certificate")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", CryptographyDeprecationWarning)
        try:
            if blocks:
                return tuple(_read(x509.load_pem_x509_certificate(block)) for block in blocks)
            return (_read(x509.load_der_x509_certificate(data)),)
        except (ValueError, TypeError) as error:
            raise CannotTell(f"{what}: no certificate in it that can be read") from error


def _read(certificate: x509.Certificate) -> Certificate:
    """Take what is needed."""
    names: tuple[str, ...] = ()
    signed = certificate.signature_hash_algorithm
    try:
        extension = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
        names = tuple(extension.value.get_values_for_type(x509.DNSName))
    except x509.ExtensionNotFound:
        pass
    return Certificate(
        subject=certificate.subject.rfc4514_string(),
        issuer=certificate.issuer.rfc4514_string(),
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
        names=names,
        fingerprint=certificate.fingerprint(hashes.SHA256()).hex(),
        algorithm=signed.name if signed else "",
    )


def expiring(found: Mapping[str, tuple[Certificate, ...]], until: datetime) -> list[str]:
    """Name the certificates that are not valid, or end before a time; `found` by where they lie."""
    return [
        f"{path}: {one.subject} is valid from {one.not_before:%Y-%m-%d} to"
        f" {one.not_after:%Y-%m-%d %H:%M} UTC"
        for path, chain in found.items()
        for one in chain
        if one.not_after <= until or one.not_before > until
    ]


def dated(chain: tuple[Certificate, ...]) -> list[str]:
    """Give a chain in the form of a baseline, each certificate with its end."""
    return [f"{one.fingerprint} until {one.not_after:%Y-%m-%d %H:%M} UTC" for one in chain]


def script(path: str) -> str:
    """Ask for the certificates in a file and for nothing else of it: keys stay where they are."""
    first, last = "-----BEGIN [A-Z0-9 ]*CERTIFICATE-----", "-----END [A-Z0-9 ]*CERTIFICATE-----"
    return argv("sed", "-n", f"/{first}/,/{last}/p", path)


def of_file(answer: CommandAnswer, path: str) -> tuple[Certificate, ...]:
    """Read `script`. CannotTell where the file is not there, or holds no certificate."""
    if absent(answer) or (answer.rc and "No such file" in answer.err):
        raise CannotTell(f"{path} is named in the configuration, and it is not there")
    return certificates(answered(answer, path).encode(), path)
