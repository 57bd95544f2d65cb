"""Who listens, beside who should."""

from readers.listening import Socket
from readers.ports import Listener, foreign, held

ONE = Listener("gateway", 7, (8080, 8081))


def never(*_):
    return False


def test_ports_open_to_others_and_configured_ones_are_held():
    mine = (("vshell", 7),)
    sockets = [Socket(8080, "127.0.0.1", mine), Socket(9000, "0.0.0.0", mine),
               Socket(9001, "127.0.0.1", mine), Socket(22, "::", (("sshd", 2),))]  # fmt: skip

    assert held(sockets, [ONE]) == {"gateway": [8080, 9000]}


def test_a_port_of_somebody_else_and_one_of_nobody():
    sockets = [Socket(8080, "::", (("python3", 9),))]

    assert foreign(sockets, [ONE], never) == [
        "gateway: python3 (pid 9) listens on port 8080 in its place",
        "gateway: nothing listens on port 8081",
    ]


def test_a_child_is_nobody_else():
    sockets = [Socket(port, "::", (("vshell", 8),)) for port in ONE.ports]

    assert foreign(sockets, [ONE], lambda pid, one: (pid, one.name) == (8, "gateway")) == []
