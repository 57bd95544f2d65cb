"""Who works on packages, as ps tells it."""

import pytest

from probes.answers import CommandAnswer
from probes.errors import CannotTell
from readers.processes import Process, changing_packages, processes

CHANGING = [
    "/usr/bin/python3 /usr/bin/dnf -y update tyk-gateway-5.8.9",
    "/usr/libexec/platform-python -s /bin/dnf install x",
    "sudo -n yum downgrade tyk-gateway-5.3.9",
    "timeout 60 yum history undo 4",
    "rpm -Uvh tyk-gateway.rpm",
    "/usr/bin/rpm --rebuilddb",
    "/usr/bin/python3 /usr/bin/dnf-automatic /etc/dnf/automatic.conf",
]
ASKING = [
    "/usr/bin/python3 /usr/bin/dnf list",
    "yum --setopt=cachedir=/tmp/tmp.x -y makecache",
    "yum --assumeno history undo 4",
    "rpm -qa --qf %{NAME}",
    "rpm -qi tyk-gateway",
    "rpm -V tyk-gateway",
    "vi /etc/yum.conf",
    "grep update /var/log/dnf.log",
    "sshd: ops@notty",
]


@pytest.mark.parametrize("args", CHANGING)
def test_a_change_is_seen(args):
    """However it was started."""
    assert changing_packages(Process(7, args))


@pytest.mark.parametrize("args", ASKING)
def test_a_question_is_no_change(args):
    """The suite's own among them."""
    assert not changing_packages(Process(7, args))


def test_all_processes_are_read():
    """Number and words."""
    found = processes(CommandAnswer(0, b"      1 /sbin/init\n  77 a  b\n", b""))

    assert found == (Process(1, "/sbin/init"), Process(77, "a  b"))


@pytest.mark.parametrize("text", [b"", b"  77 bash\n", b"PID CMD\n", b"  1 /sbin/init"])
def test_a_part_of_the_processes_tells_nothing(text):
    """Others may be hidden, or the list was cut."""
    with pytest.raises(CannotTell):
        processes(CommandAnswer(0, text, b""))
