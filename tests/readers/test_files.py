"""Small readers of files: os-release, checksums, repository files, certificates, tokens."""

import base64
import json
import subprocess
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from probes.answers import CommandAnswer
from probes.errors import CannotTell
from readers import checksums, files, jwt, repo_file
from readers.certificates import certificates
from readers.os_release import os_release

END = datetime(2030, 1, 1, tzinfo=UTC)


def answer(stdout="", stderr="", rc=0):
    """What a command gave."""
    raw = stdout if isinstance(stdout, bytes) else stdout.encode()
    return CommandAnswer(rc, raw, stderr.encode())


def run(script):
    """Run a script as a node does."""
    done = subprocess.run(
        ["/bin/sh", "-c", script],
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
        capture_output=True,
        check=False,
    )
    return CommandAnswer(done.returncode, done.stdout, done.stderr)


def test_os_release():
    """As RHEL and Debian write it."""
    found = os_release('NAME="Red Hat"\nID="rhel"\nID_LIKE="fedora"\nVERSION_ID="8.10"\n')

    assert (found.id, found.major, found.like) == ("rhel", 8, ("fedora",))


@pytest.mark.parametrize(
    "text", ["", "<html>", "ID=rhel\n", "VERSION_ID=8\n", "ID=a\nVERSION_ID=x\n"]
)
def test_os_release_cannot_tell(text):
    """Without both, nothing."""
    with pytest.raises(CannotTell):
        os_release(text)


def test_sums_and_stats(tmp_path):
    """Of real files; one that is absent is left out."""
    here, gone = tmp_path / "a b's.conf", tmp_path / "gone"
    here.write_bytes(b"x\n")
    here.chmod(0o660)
    sums = checksums.sums(run(checksums.sums_script(str(here), str(gone))))
    stats = checksums.stats(run(checksums.stat_script(str(here), str(gone))))

    assert sums == {str(here): "73cb3858a687a8494ca3323053016282f3dad39d42cf62ca4e79dda2aac7d9ac"}
    assert list(stats) == [str(here)]
    assert (stats[str(here)].size, stats[str(here)].mode) == (2, "660")
    assert stats[str(here)].kind == "regular file"


def test_tree(tmp_path):
    """Every file below; absence is None, an empty folder is empty."""
    (tmp_path / "apps" / "deep").mkdir(parents=True)
    (tmp_path / "apps" / "deep" / "a.json").write_text("{}")
    (tmp_path / "empty").mkdir()

    assert list(checksums.tree(run(checksums.tree_script(str(tmp_path / "apps"))))) == [
        "deep/a.json"
    ]
    assert checksums.tree(run(checksums.tree_script(str(tmp_path / "empty")))) == {}
    assert checksums.tree(run(checksums.tree_script(str(tmp_path / "gone")))) is None


@pytest.mark.parametrize("read", [checksums.sums, checksums.stats, checksums.tree])
@pytest.mark.parametrize(
    "bad",
    [
        answer("", "sha256sum: /x: Permission denied\n", 1),
        answer("", "stat: cannot statx '/x': Permission denied\n", 1),
        answer("", "sudo: a password is required\n", 1),
        answer("", "", 1),
        answer("", "", 124),
        answer("hello\n"),
        answer("73cb3858  /x"),
        answer(b"\x00\n"),
    ],
)
def test_files_cannot_tell(read, bad):
    """What may not be seen is not absent."""
    with pytest.raises(CannotTell):
        read(bad)


REPO = """\
[tyk_tyk-gateway]
name=tyk
baseurl=https://packagecloud.io/tyk/tyk-gateway/el/8/$basearch
enabled=1
gpgcheck=0
repo_gpgcheck=1
gpgkey=https://a/key
       https://b/key
exclude=tyk-gateway-ee*
"""


def test_repository_file():
    """Sections, flags and exclusions."""
    found = repo_file.repositories(REPO)[0]

    assert (found.id, found.enabled, found.gpgcheck, found.repo_gpgcheck) == (
        "tyk_tyk-gateway",
        True,
        False,
        True,
    )
    assert "/el/8/" in found.baseurl[0]
    assert found.excludes == ("tyk-gateway-ee*",)
    assert not repo_file.repositories(REPO.replace("enabled=1", "enabled=0"))[0].enabled
    both = "[main]\nexcludepkgs=tyk*, x\nexclude=y\n"
    assert repo_file.main_excludes(both) == ("y", "tyk*", "x")
    assert repo_file.main_excludes("[main]\ngpgcheck=1\n") == ()


@pytest.mark.parametrize(
    "text",
    ["", "<html>", "[a]\n", "[a]\nbaseurl=x\nenabled=perhaps\n", "enabled=1\n", "[a\n", "\x00"],
)
def test_repository_file_cannot_tell(text):
    """A file that yum would refuse, too."""
    with pytest.raises(CannotTell):
        repo_file.repositories(text)
    with pytest.raises(CannotTell):
        repo_file.main_excludes(text)


@pytest.fixture(scope="module")
def made():
    """A key and its own certificate, as PEM and DER."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "gw.example.org")])
    names = x509.SubjectAlternativeName([x509.DNSName("gw.example.org")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(END - timedelta(days=90))
        .not_valid_after(END)
        .add_extension(names, critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return (
        certificate.public_bytes(pem),
        certificate.public_bytes(serialization.Encoding.DER),
        secret,
    )


def test_certificates(made):
    """A chain with a key beside it, and one in DER."""
    pem, der, secret = made

    assert [one.not_after for one in certificates(secret + pem + pem)] == [END, END]
    assert certificates(der)[0].names == ("gw.example.org",)
    assert certificates(pem)[0].fingerprint == certificates(der)[0].fingerprint


def test_certificates_cannot_tell(made):
    """A key is no certificate, and half of one is none."""
    pem, der, secret = made
    for bad in (b"", b"<html>", secret, pem[:200], pem + pem[:200], der[:100], b"\x00\xff"):
        with pytest.raises(CannotTell):
            certificates(bad)


def token(payload):
    """Make a token of any payload."""
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return ".".join(
        base64.urlsafe_b64encode(part).decode().rstrip("=") for part in (b"{}", body, b"signed")
    )


def test_expiry_of_a_token():
    """The payload says it; the signature is not looked at."""
    assert jwt.expires(token({"exp": END.timestamp(), "owner": "x"})) == END
    assert jwt.expires(token({"exp": int(END.timestamp())}) + "\n") == END
    shown = token({"exp": END.timestamp()}).rpartition(".")[0]
    assert jwt.expires(f"{shown}.<secret:7>") == END  # as a recording has it


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "a.b",
        "a.b.c.d",
        "<html>",
        token({}),
        token({"exp": "soon"}),
        token({"exp": True}),
        token({"exp": 1e300}),
        token([]),
        token(b"\x00\xff"),
        token({"exp": 1})[:12],
    ],
)
def test_tokens_cannot_tell(bad):
    """No time is guessed, and the token is not in the error's words."""
    with pytest.raises(CannotTell) as caught:
        jwt.expires(bad)
    assert len(bad) < 12 or bad not in str(caught.value)


def test_an_empty_folder_is_told_from_no_answer(tmp_path):
    (tmp_path / "full" / "a").mkdir(parents=True)
    (tmp_path / "full" / "a" / "x").write_text("x")
    (tmp_path / "empty").mkdir()
    found = {
        name: files.below(run(files.below_script(str(tmp_path / name))), str(tmp_path / name))
        for name in ("full", "empty", "gone")
    }

    assert (list(found["full"]), found["empty"], found["gone"]) == (["a/x"], {}, None)
    for text in ("", f"d\t{tmp_path}/other\n", f"{'a' * 64}  {tmp_path}/full/a/x\n"):
        with pytest.raises(CannotTell):
            files.below(answer(text), f"{tmp_path}/full")
