"""A certificate of the domain's CA that has ended: openssl makes none."""

import datetime as dt

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.lab.axway import credentials
from tests.lab.axway_programs.authority import certs_xml
from tests.lab.names import STATE

SINCE, UNTIL = dt.datetime(2025, 1, 1, tzinfo=dt.UTC), dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def certificate(host: str) -> str:
    """A certs.xml for a host's Node Manager."""
    certs = STATE / "axway" / "certs"
    password = credentials.DOMAIN.encode()
    signer = serialization.load_pem_private_key(
        (certs / "private/domainkey.pem").read_bytes(), password
    )
    ca = x509.load_pem_x509_certificate((certs / "domaincert.pem").read_bytes())
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Node Manager on {host}")])
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(ca.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(SINCE)
        .not_valid_after(UNTIL)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
    )
    if not isinstance(signer, ec.EllipticCurvePrivateKey):
        raise TypeError("the lab's CA has a key of another kind")
    signed = builder.sign(signer, hashes.SHA256())
    pem = serialization.Encoding.PEM
    plain = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return certs_xml(signed.public_bytes(pem).decode(), plain.decode())
