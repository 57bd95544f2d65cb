"""A name of several addresses, and machines that speak one of IPv4 and IPv6 only."""

import contextlib
import socket
import threading

import pytest

from probes.endpoints import Way
from probes.errors import NoAnswer, Refused
from probes.names import connected

SUBJECT = "gateway:gw1"
ONE, TWO, SIX = "127.0.0.1", "127.0.0.2", "::1"


@pytest.fixture
def listening():
    """Listen at addresses, all on one port; gives the port."""
    with contextlib.ExitStack() as stack:

        def listen(*addresses: str) -> int:
            port = 0
            for address in addresses:
                family = socket.AF_INET6 if ":" in address else socket.AF_INET
                server = socket.create_server((address, port), family=family)
                port = stack.enter_context(server).getsockname()[1]
            return port

        yield listen


@pytest.fixture
def dns(monkeypatch):
    """Have every name stand for these addresses."""
    really = socket.getaddrinfo

    def answers(*addresses: str) -> None:
        def resolve(host, port, *args, **more):
            asked = [host] if host in {ONE, TWO, SIX} else addresses
            return [one for address in asked for one in really(address, port, *args, **more)]

        monkeypatch.setattr(socket, "getaddrinfo", resolve)

    return answers


def peer(port: int) -> str:
    with connected(SUBJECT, "gw1.lab", port, 9) as sock:
        return sock.getpeername()[0]


def test_each_address_of_a_name_answers(listening, dns):
    dns(ONE, TWO)

    assert peer(listening(ONE, TWO)) == ONE


@pytest.mark.parametrize("alive", [ONE, TWO])
def test_a_dead_one_is_not_hidden_by_the_one_that_answers(listening, dns, alive):
    dns(ONE, TWO)
    port = listening(alive)
    dead = {ONE: TWO, TWO: ONE}[alive]

    with pytest.raises(NoAnswer) as caught:
        connected(SUBJECT, "gw1.lab", port, 9)

    assert f"gw1.lab:{port} stands for {ONE}, {TWO}, and {dead} is dead" in str(caught.value)
    assert "DNS" in caught.value.remedy


def test_all_of_them_dead_is_refused(listening, dns):
    dns(ONE, TWO)
    port = listening(SIX)

    with pytest.raises(Refused, match="refuses connections"):
        connected(SUBJECT, "gw1.lab", port, 9)


@pytest.mark.parametrize("only", [ONE, SIX])
@pytest.mark.parametrize("order", [(ONE, SIX), (SIX, ONE)], ids=["4-6", "6-4"])
def test_a_machine_that_listens_on_one_family_only_is_well(listening, dns, only, order):
    dns(*order)

    assert peer(listening(only)) == only


def test_ipv6_only_by_its_address_in_brackets(listening):
    port = listening(SIX)

    with Way(SUBJECT, None, 9, None).dial(f"[{SIX}]:{port}") as sock:
        assert sock.getpeername()[:2] == (SIX, port)


def test_they_are_tried_at_once_so_two_that_are_silent_cost_one_timeout(dns, monkeypatch):
    both = threading.Barrier(2)

    def silent(address, seconds):
        both.wait(60)
        raise TimeoutError(f"timed out after {seconds} s: {address[0]}")

    monkeypatch.setattr(socket, "create_connection", silent)
    dns(ONE, TWO)

    with pytest.raises(NoAnswer, match=f"timed out after 2 s: {ONE}"):
        connected(SUBJECT, "gw1.lab", 80, 2)


def test_no_such_name(monkeypatch):
    def resolve(*_, **__):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)

    with pytest.raises(NoAnswer, match="gw1:80: Name or service not known"):
        connected(SUBJECT, "gw1", 80, 9)
