"""Repository files, and which system, key and pattern they speak of."""

import pytest

from probes.errors import CannotTell
from readers import repo_file, rpm
from readers.os_release import os_release
from readers.rpm import Package
from readers.tyk.packages import hides, in_guide, is_used, locks_out
from readers.versions import parse
from readers.yum import Lock

FILE = "[tyk]\nbaseurl={url}\ngpgkey=https://a.example/1 https://a.example/2\nincludepkgs=tyk-*\n"
TARGET = parse("5.8.9")


def repository(url):
    """A repository with this address."""
    return repo_file.repositories(FILE.format(url=url))[0]


@pytest.mark.parametrize(
    ("url", "system"),
    [
        ("https://packagecloud.io/tyk/tyk-gateway/el/8/$basearch", "el/8"),
        ("https://mirror.example/tyk/el/$releasever/x86_64", "el/9"),
        ("https://mirror.example/tyk-rhel9-x86_64/", "el/9"),
        ("https://centos7.example/tyk/amazon/2023/x86_64", "amazon/2023"),
    ],
)
def test_systems(url, system):
    """The path names the system; a host name says nothing."""
    assert repo_file.systems(repository(url), "9") == (system,)


def test_systems_cannot_tell():
    """A mirror that names no system is not taken for the right one."""
    with pytest.raises(CannotTell, match="names no distribution"):
        repo_file.systems(repository("https://el8.example/tyk/stable"), "8")


def test_keys_and_rules():
    """Several keys, and what alone is seen."""
    found = repository("https://a.example/el/8")

    assert found.gpgkey == ("https://a.example/1", "https://a.example/2")
    assert found.includes == ("tyk-*",)


def test_comments_alone_are_no_repository():
    """A host without a subscription has such a file; an empty one was not read."""
    assert repo_file.repositories("# nothing here\n\n") == ()
    with pytest.raises(CannotTell):
        repo_file.repositories("")


def test_secrets():
    """Passwords of their own, and those within an address; a token may stand for the user."""
    text = "baseurl=https://token:@a.example/\nproxy=http://me:word@b.example\npassword = three\n"

    assert set(repo_file.secrets(text)) == {"token", "word", "three"}


@pytest.mark.parametrize(
    ("text", "system", "guide"),
    [
        ('ID="rhel"\nVERSION_ID="8.10"\n', "el/8", True),
        ('ID="rocky"\nID_LIKE="rhel centos fedora"\nVERSION_ID="9.3"\n', "el/9", False),
        ('ID="amzn"\nID_LIKE="centos rhel fedora"\nVERSION_ID="2"\n', "amazon/2", False),
        ("ID=fedora\nVERSION_ID=40\n", "fedora/40", False),
    ],
)
def test_system_of_a_node(text, system, guide):
    """Rebuilds of RHEL take its packages; Amazon's and Fedora's systems are their own."""
    found = os_release(text)

    assert (found.system, in_guide(found)) == (system, guide)


def test_built_for():
    """A release may name the system it was built for."""
    assert rpm.built_for(Package("x", 0, "1", "1.el7_9", "noarch")) == "el/7"
    assert rpm.built_for(Package("x", 0, "1", "1", "noarch")) == ""


@pytest.mark.parametrize("pattern", ["tyk-*", "tyk-gateway", "*5.8.9*", "tyk-gateway.x86_64"])
def test_hides(pattern):
    """A pattern may name the package, its version or its processor."""
    assert hides(pattern, "tyk-gateway", TARGET)
    assert not hides("kernel*", "tyk-gateway", TARGET)


def test_a_pattern_that_nobody_writes_can_not_be_told():
    with pytest.raises(CannotTell, match="1001 characters"):
        hides("*" * 1001, "tyk-gateway", TARGET)


@pytest.mark.parametrize(
    ("lock", "out"),
    [
        (Lock("tyk-gateway", "5.3.9-1.*", exclude=False), True),
        (Lock("tyk-gateway", "5.8.9-1.*", exclude=False), False),
        (Lock("tyk-gateway", "5.8.9-1.*", exclude=True), True),
        (Lock("tyk-pump", "1.12.0-1.*", exclude=False), False),
    ],
)
def test_locks_out(lock, out):
    """A lock on another version, or one that shuts the target out."""
    assert locks_out(lock, "tyk-gateway", TARGET) is out


def test_used_files():
    """The files that users are told to edit, and the unit, wherever /usr is."""
    assert is_used("/opt/tyk-gateway/policies/policies.json")
    assert is_used("/usr/lib/systemd/system/tyk-gateway.service")
    assert not is_used("/opt/tyk-gateway/middleware/sample.js")
