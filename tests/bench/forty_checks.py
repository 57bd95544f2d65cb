"""40 checks a node, as a user of testinfra would write them: 10 files, 5 packages and services,
5 ports, 10 answers over HTTP, 10 that ask nothing. The same file for every peer.
"""  # noqa: D205

import pytest

pytestmark = pytest.mark.pre


@pytest.mark.requirement("TYK-PRE-001")
@pytest.mark.parametrize("path", ["/etc/passwd", "/etc/group", "/etc/os-release", "/etc/profile"])
def test_config_file(host, path):
    """A file is there, root's, and not for everyone to write."""
    file = host.file(path)
    assert file.exists
    assert not file.mode & 0o002
    assert file.user == "root"


@pytest.mark.requirement("TYK-PRE-002")
@pytest.mark.parametrize(("path", "word"), [("/etc/os-release", "NAME"), ("/etc/passwd", "root")])
def test_config_content(host, path, word):
    """A file says what it must."""
    assert word in host.file(path).content_string


@pytest.mark.requirement("TYK-PRE-003")
@pytest.mark.parametrize("path", ["/bin/sh", "/etc/group"])
def test_checksum(host, path):
    """A file's checksum can be taken."""
    assert len(host.file(path).sha256sum) == 64


@pytest.mark.requirement("TYK-PRE-004")
def test_folder(host):
    """A folder is there."""
    assert host.file("/etc/ssh").is_directory


@pytest.mark.requirement("TYK-PRE-005")
def test_link(host):
    """A link leads where it must."""
    assert host.file("/bin").linked_to == "/usr/bin"


@pytest.mark.requirement("TYK-PRE-006")
@pytest.mark.parametrize("name", ["bash", "coreutils"])
def test_package(host, name):
    """A package has a version."""
    assert host.package(name).version


@pytest.mark.requirement("TYK-PRE-007")
@pytest.mark.parametrize("name", ["tyk-gateway", "redis"])
def test_service_runs(host, name):
    """A service runs."""
    assert host.service(name).is_running


@pytest.mark.requirement("TYK-PRE-008")
def test_service_starts_at_boot(host):
    """A service is enabled."""
    assert host.service("tyk-gateway").is_enabled


@pytest.mark.requirement("TYK-PRE-009")
@pytest.mark.parametrize("port", [22, 8080])
def test_listening(host, port):
    """Something listens on a port."""
    assert host.socket(f"tcp://0.0.0.0:{port}").is_listening


@pytest.mark.requirement("TYK-PRE-010")
@pytest.mark.parametrize("port", [1, 2, 3])
def test_not_listening(host, port):
    """Nothing listens on a port."""
    assert not host.socket(f"tcp://0.0.0.0:{port}").is_listening


@pytest.mark.requirement("TYK-PRE-011")
@pytest.mark.parametrize("number", range(10))
def test_http(gateway, number):
    """The gateway answers that it is well."""
    answer = gateway.get(f"/hello?{number}")
    assert answer.status == 200
    assert answer.json()["status"] == "pass"


@pytest.mark.requirement("TYK-PRE-012")
@pytest.mark.parametrize("number", range(10))
def test_asks_nothing(node, number):
    """Two values are equal."""
    assert {"node": node.name, "number": number} == {"node": node.name, "number": number}
