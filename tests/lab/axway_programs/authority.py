"""The domain's CA and the certificates that it signs, all by openssl."""

import os
import subprocess
import tempfile
from pathlib import Path

DAYS = "36500"
_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256")
_USAGE = ("-addext", "keyUsage=critical,keyCertSign,cRLSign")


class SigningError(RuntimeError):
    """The CA did not sign: its key is not there, or the passphrase is wrong."""


def make_ca(folder: Path, passphrase: str, sign_alg: str = "sha256") -> None:
    """Make the CA of a new domain in `groups/certs`."""
    private = folder / "private"
    private.mkdir(parents=True, exist_ok=True)
    private.chmod(0o700)
    key = ("-passout", "env:PASS", "-keyout", "private/domainkey.pem")
    said = ("-out", "domaincert.pem", "-days", DAYS, f"-{sign_alg}", "-subj", "/CN=Domain")
    _openssl(folder, passphrase, "req", "-x509", *_KEY, *key, *said, *_USAGE)
    store = ("-inkey", "private/domainkey.pem", "-passin", "env:PASS", "-passout", "env:PASS")
    _openssl(
        folder, passphrase, "pkcs12", "-export", "-in", "domaincert.pem", *store,
        "-out", "private/domain.p12",
    )  # fmt: skip
    (folder / "index.txt").write_text("")
    (folder / "serial").write_text("1000\n")
    for path in private.iterdir():
        path.chmod(0o600)


def request(name: str) -> tuple[str, str]:
    """A key and a request for its certificate, both PEM."""
    with tempfile.TemporaryDirectory() as scratch:
        said = ("-nodes", "-keyout", "key", "-out", "csr", "-subj", f"/CN={name}")
        _openssl(Path(scratch), "", "req", *_KEY, *said)
        return Path(scratch, "key").read_text(), Path(scratch, "csr").read_text()


def sign(
    folder: Path, csr: str, passphrase: str, names: tuple[str, ...], sign_alg: str = "sha256"
) -> str:
    """Sign a request as the CA in `groups/certs`; SigningError where it can not."""
    if not (folder / "private" / "domainkey.pem").exists():
        raise SigningError("there is no key of the domain here")
    serial = int((folder / "serial").read_text(), 16)
    with tempfile.TemporaryDirectory() as scratch:
        for name, text in (("csr", csr), ("ext", f"subjectAltName={','.join(names)}\n")):
            Path(scratch, name).write_text(text)
        by = ("-CA", folder / "domaincert.pem", "-CAkey", folder / "private/domainkey.pem")
        said = ("-passin", "env:PASS", "-set_serial", str(serial), "-days", DAYS)
        _openssl(
            Path(scratch), passphrase, "x509", "-req", "-in", "csr", *by, *said, f"-{sign_alg}",
            "-extfile", "ext", "-out", "crt",
        )  # fmt: skip
        signed = Path(scratch, "crt").read_text()
    (folder / "serial").write_text(f"{serial + 1:X}\n")
    with (folder / "index.txt").open("a") as index:
        index.write(f"V\t21251231235959Z\t\t{serial:X}\tunknown\t/CN={names[0]}\n")
    return signed


def alternatives(host: str, given: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The names that a certificate of a host is good for; `given` as DNS.0=... replace them."""
    chosen = tuple(f"DNS:{one.partition('=')[2]}" for one in given if one.startswith("DNS."))
    return (*(chosen or (f"DNS:{host}",)), "DNS:localhost", "IP:127.0.0.1")


def certs_xml(certificate: str, key: str) -> str:
    """conf/certs.xml: openssl finds the PEM blocks in it."""
    root = "ConfigurationFragment"
    return f"<{root}>\n<certs>\n{certificate}\n{key}</certs>\n</{root}>\n"


def _openssl(folder: Path, passphrase: str, *words: object) -> None:
    done = subprocess.run(
        ["openssl", *map(str, words)],
        cwd=folder,
        env={**os.environ, "PASS": passphrase},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SigningError(done.stderr.strip()[-300:])
