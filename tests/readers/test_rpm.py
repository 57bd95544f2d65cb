"""What rpm says, and when it says nothing."""

import pytest

from probes.answers import CommandAnswer
from probes.errors import CannotTell
from readers import rpm

LIST = (
    "tyk-gateway 0 5.3.9 1 x86_64 1795258175\n"
    "gpg-pubkey 0 8483c65d 5ccc5b19 (none) 1795258000\n"
    "bash 0 5.1.8 6.el9_1 x86_64 1795250000\n"
)
UNREADABLE = "error: cannot open Packages index using db5 - Permission denied (13)\n"
SUDO = "sudo: a password is required\n"


def answer(stdout="", stderr="", rc=0):
    """What a command gave."""
    raw = stdout if isinstance(stdout, bytes) else stdout.encode()
    return CommandAnswer(rc, raw, stderr.encode())


def test_installed():
    """Each line is a package."""
    found = rpm.named(rpm.installed(answer(LIST)), "tyk")

    assert [(str(one), one.installed) for one in found] == [
        ("tyk-gateway-5.3.9-1.x86_64", 1795258175)
    ]


@pytest.mark.parametrize(
    "bad",
    [
        answer(""),
        answer("", UNREADABLE, 1),
        answer(LIST, UNREADABLE),
        answer("", SUDO, 1),
        answer("", "sh: 1: rpm: not found\n", 127),
        answer("", "", 127),
        answer("", "", 124),
        answer(LIST[:-4]),
        answer("package tyk is not installed\n", "", 1),
        answer("<html>\n"),
        answer(b"\x00\xff\n"),
        answer("tyk-gateway 0 5.3.9 1 x86_64\n"),
        answer(LIST + "\n"),
    ],
)
def test_installed_cannot_tell(bad):
    """An unreadable, empty or strange answer is never "not installed"."""
    with pytest.raises(CannotTell):
        rpm.installed(bad)


def test_verified():
    """Content, configuration and absence are told apart."""
    text = (
        "S.5....T.  c /opt/tyk-gateway/tyk.conf\n"
        ".M.......    /opt/tyk-gateway/policies/policies.json\n"
        "missing     /opt/tyk-gateway/a b.json\n"
        "missing   c /opt/tyk-gateway/x.conf\n"
    )
    found = rpm.verified(answer(text, rc=1))

    assert [(one.path, one.changed, one.config, one.missing) for one in found] == [
        ("/opt/tyk-gateway/tyk.conf", True, True, False),
        ("/opt/tyk-gateway/policies/policies.json", False, False, False),
        ("/opt/tyk-gateway/a b.json", False, False, True),
        ("/opt/tyk-gateway/x.conf", False, True, True),
    ]


def test_verified_lists_the_untouched_too():
    """A package as it was packed has files all the same: no line at all is no answer."""
    untouched = answer(".........    /opt/tyk-gateway/tyk\n")

    assert rpm.verified(untouched) == ()
    assert [file.path for file in rpm.examined(untouched)] == ["/opt/tyk-gateway/tyk"]
    with pytest.raises(CannotTell):
        rpm.verified(answer(""))


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("RSA/SHA256, Tue 04 Mar 2025 10:00:00 AM UTC, Key ID 1d28c0e25c5b6d0a\n", "5c5b6d0a"),
        ("(none)\n", ""),
    ],
)
def test_signer(text, key):
    """The key's id is that of its gpg-pubkey package; an unsigned package has none."""
    assert rpm.signer(answer(text)) == key


@pytest.mark.parametrize(
    "bad", ["", "<html>\n", "(none)\n(none)\n", "package x is not installed\n"]
)
def test_signer_cannot_tell(bad):
    """Another answer is not "unsigned"."""
    with pytest.raises(CannotTell):
        rpm.signer(answer(bad))


@pytest.mark.parametrize(
    "bad",
    [
        answer("package tyk-gateway is not installed\n", rc=1),
        answer("..?......    /opt/tyk-gateway/secret\n", rc=1),
        answer("missing     /root/x (Permission denied)\n", rc=1),
        answer("", rc=1),
        answer("", SUDO, 1),
        answer("", UNREADABLE, 1),
        answer("S.5....T.  c /opt/tyk", rc=1),
        answer("hello\n", rc=1),
        answer(b"\x7fELF\x00\n", rc=1),
        answer("", "rpm: -V: unknown option\n", 2),
    ],
)
def test_verified_cannot_tell(bad):
    """A file that could not be read is not a file that is unchanged."""
    with pytest.raises(CannotTell):
        rpm.verified(bad)


def test_a_package_file():
    """A package, or the reason why it is none."""
    line = "tyk-gateway 0 5.8.9 1 x86_64 0\n"
    absent = "error: open of /srv/x.rpm failed: No such file or directory\n"
    broken = "error: /srv/x.rpm: not an rpm package (or package manifest)\n"

    assert str(rpm.package_file(answer(line)).package) == "tyk-gateway-5.8.9-1.x86_64"
    assert "No such file" in rpm.package_file(answer("", absent, 1)).problem
    assert "not an rpm" in rpm.package_file(answer("", broken, 1)).problem


@pytest.mark.parametrize(
    "bad",
    [
        answer(""),
        answer("", "error: open of /srv/x.rpm failed: Permission denied\n", 1),
        answer("x\n"),
        answer(LIST),
    ],
)
def test_a_package_file_cannot_tell(bad):
    """A file that may not be read is not a file that is absent."""
    with pytest.raises(CannotTell):
        rpm.package_file(bad)


@pytest.mark.parametrize(
    ("text", "rc", "intact", "signed"),
    [
        ("/srv/x.rpm: digests signatures OK", 0, True, True),
        ("/srv/x.rpm: digests OK", 0, True, False),
        ("/srv/x.rpm: rsa sha1 (md5) pgp md5 OK", 0, True, True),
        ("/srv/x.rpm: sha1 md5 OK", 0, True, False),
        ("/srv/x.rpm: digests SIGNATURES NOT OK", 1, False, True),
        ("x.rpm: RSA sha1 (MD5) PGP MD5 NOT OK (MISSING KEYS: (MD5) PGP#4bd6ec30)", 1, False, True),
    ],
)
def test_signature(text, rc, intact, signed):
    """Rpm's own words, old and new."""
    found = rpm.signature(answer(text + "\n", rc=rc))

    assert (found.intact, found.signed) == (intact, signed)


@pytest.mark.parametrize(
    "bad", [answer(""), answer("x.rpm: digests OK\n", rc=1), answer("fine\n"), answer("", SUDO, 1)]
)
def test_signature_cannot_tell(bad):
    """Words and exit status must agree."""
    with pytest.raises(CannotTell):
        rpm.signature(bad)


def test_scripts_are_quoted():
    """A path with a quote stays one word."""
    assert rpm.file_script("/srv/a'b.rpm").endswith("'/srv/a'\"'\"'b.rpm'")
    assert "--noscripts" in rpm.verify_script("tyk-gateway")
