"""What a host of the domain serves, and what its ports show."""

from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from probes.errors import CannotTell, NotApplicable
from readers.axway.node import AxwayNode
from readers.axway.offering import Tls
from readers.ports import Listener
from tests.readers.axway.hosts import NEW, OLD, listing
from tests.readers.fakes import Engine, said

MANAGER = (10, f"{OLD}/bin/vshell", "Node Manager on gwa (Node Manager Group) (7.5.3) (vshell)")
GW1 = (11, f"{OLD}/bin/vshell", "GW1 (Payments) (7.5.3) (vshell)")
PARTNER = (12, f"{OLD}/bin/vshell", "Stranger (Payments) (7.5.3) (vshell)")
SINCE, UNTIL = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)


def node(inventory, *rows, **answers):
    return AxwayNode(Engine({**listing(*rows), **answers}), inventory, "gwa")


def pem():
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "gwa")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).serial_number(7)
    made = made.public_key(key.public_key()).not_valid_before(SINCE).not_valid_after(UNTIL)
    return made.sign(key, hashes.SHA384()).public_bytes(serialization.Encoding.PEM).decode()


def test_listeners_have_the_ports_of_the_inventory(inventory):
    found = node(inventory, MANAGER, GW1).listeners

    assert found == (
        Listener("Node Manager on gwa of Node Manager Group", 10, (8090,)),
        Listener("GW1 of Payments", 11, (8085,)),
    )


def test_an_instance_that_nobody_declared(inventory):
    with pytest.raises(CannotTell, match="not in the inventory"):
        _ = node(inventory, PARTNER).listeners


def test_a_host_where_nothing_runs(inventory):
    with pytest.raises(CannotTell, match="nothing of"):
        _ = node(inventory).listeners


def test_certificates_of_the_domain_are_no_baseline(inventory):
    shown = {f"gwa $ openssl s_client -connect 127.0.0.1:{port}": said(pem())
             for port in (8090, 8085)}  # fmt: skip
    host = node(inventory, MANAGER, GW1, **shown)

    assert host.offering.tls == (
        Tls("Node Manager on gwa", 8090), Tls("pay1: management", 8085),
    )  # fmt: skip
    assert host.expiring(datetime(2026, 11, 1, tzinfo=UTC)) == []
    assert len(host.expiring(datetime(2027, 1, 1, tzinfo=UTC))) == 2
    assert {one.algorithm for chain in host.certificates.values() for one in chain} == {"sha384"}
    with pytest.raises(NotApplicable):
        _ = host.fingerprints


def test_the_new_one_once_it_runs(inventory):
    new = (10, f"{NEW}/bin/vshell", "GW1 (Payments) (7.7.20240830) (vshell)")

    assert [one.pid for one in node(inventory, new).listeners] == [10]
