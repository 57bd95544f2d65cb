"""The certificate of a CA that was made on a node: kept here whole and looked at, or not at all."""

import datetime as dt
import subprocess

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from probes.redaction import Redactor
from runner.on_nodes import OnNodes
from tests.runner.estates import one_node, step

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def certificate(*, ca=True, years=100):
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.NameAttribute(NameOID.COMMON_NAME, "D"),
    )
    subject = x509.Name([name])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - dt.timedelta(days=7300))
        .not_valid_after(NOW + dt.timedelta(days=365 * years))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.PEM).decode()


@pytest.fixture
def keep(tmp_path):
    """Keep what a file of this machine holds, as the step does; give what became of it."""
    executor = OnNodes(one_node(tmp_path), Redactor())
    target = tmp_path / "env" / "new.pem"
    target.parent.mkdir()

    def ran(text, status=0):
        (tmp_path / "printed").write_text(text)
        program = f"cat {tmp_path}/printed; exit {status}"
        return executor.run(step("sh", "-c", program, authority=str(target)), "", lambda _: None)

    yield target, ran
    executor.close()


def test_it_is_kept_as_it_is_whatever_is_printed_beside_it(keep):
    target, ran = keep
    text = certificate()

    assert ran(f"Welcome to gw1\n{text}bye\n").status == 0
    assert target.read_text() == text
    assert target.stat().st_mode & 0o777 == 0o644
    assert [path.name for path in target.parent.iterdir()] == ["new.pem"]
    assert subprocess.run(["openssl", "x509", "-noout", "-in", target], check=False).returncode == 0


def test_another_one_that_is_there_is_kept_beside_it(keep):
    target, ran = keep
    first, second = certificate(), certificate()
    ran(first)

    assert ran(first).status == 0
    assert not target.with_name("new.pem.before").exists()
    assert ran(second).status == 0
    assert target.read_text() == second
    assert target.with_name("new.pem.before").read_text() == first


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no certificate was printed"),
        ("-----BEGIN CERTIFICATE-----\nQUJD\n-----END CERTIFICATE-----\n", "can not be read"),
        (certificate(ca=False), "CN=D is not the certificate of a CA"),
        (certificate(years=-1), "CN=D expired on 2025-01-01"),
        (certificate() + certificate(ca=False), "is not the certificate of a CA"),
        (certificate()[:300], "no certificate was printed"),
    ],
)
def test_what_is_none_fails_the_step_and_the_file_is_left_alone(keep, text, why):
    target, ran = keep
    target.write_text("as it was")

    found = ran(text)

    assert found.status == 1
    assert why in found.why
    assert f"{target} was left alone" in found.why
    assert target.read_text() == "as it was"


def test_a_step_that_failed_keeps_nothing(keep):
    target, ran = keep

    assert ran(certificate(), status=3).status == 3
    assert not target.exists()


def test_a_folder_that_is_not_there_is_named(keep):
    target, ran = keep
    target.parent.rmdir()

    found = ran(certificate())

    assert found.status == 1
    assert "can not be written: No such file or directory" in found.why
    assert str(target.parent) in found.do
