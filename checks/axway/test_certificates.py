"""The domain's own certificates: they are always made anew."""

import pytest

from readers.axway.manager import OWN_CA
from readers.certificates import expiring


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-059")
def test_foreign_signers_are_known(domain):
    """Where another CA than the domain's own signed port 8090, the inventory has that of 7.7."""
    planned = domain.axway.ca_new is not None
    signers = {one.endpoint: one.signer for one in domain.managers}
    found = [f"{port}: signed by {name}" for port, name in signers.items() if name != OWN_CA]

    assert ([] if planned else found) == []


@pytest.mark.post
@pytest.mark.requirement("AXW-POST-049")
def test_certificate_of_the_manager_is_right(admin_node_manager, upgrade):
    """The certificate of port 8090 has the right names, algorithm, end and CA."""
    found, manager = admin_node_manager.certificates[0], admin_node_manager
    signer = manager.node.new.domain_certificate[0].subject
    wrong = [f"it is not made out to {one}" for one in manager.names if one not in found.names]
    if found.algorithm != manager.axway.sign_alg:
        wrong.append(f"it is signed with {found.algorithm}, not {manager.axway.sign_alg}")
    if found.issuer != signer:
        wrong.append(f"it is signed by {found.issuer}, not by {signer}")

    assert [*wrong, *expiring({manager.endpoint: (found,)}, upgrade.window.end)] == []
