"""What was changed by hand in Node Managers: none of it is carried over."""

import pytest


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-090a")
def test_somebody_can_log_in_for_apply(admin_node_manager):
    """Without the directory the administrator is known to 7.7, or its set-up was acknowledged."""
    assert admin_node_manager.unplanned_login == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-090b")
def test_logins_by_directory_are_known(admin_node_manager):
    """The configuration has a directory where the inventory names an account of one, only there."""
    assert admin_node_manager.unlooked_directory == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-091")
def test_copies_of_the_ca_key_are_known(domain):
    """Each copy of the CA's key on a further Admin Node Manager was acknowledged."""
    assert domain.further_keys == []


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.requirement("AXW-PRE-092")
@pytest.mark.requirement("AXW-POST-048")
def test_security_headers_are_those_of_before(admin_node_manager, baseline):
    """Port 8090 sends each security header that it sent before, with the same words."""
    headers = baseline("headers", admin_node_manager.security_headers, may_be_empty=True)

    assert admin_node_manager.headers_lost(headers) == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-093")
def test_certificate_of_8090_is_known(admin_node_manager, inventory):
    """Port 8090 shows a valid certificate of the domain's CA, or one that was acknowledged."""
    assert admin_node_manager.bad_certificate(inventory.window.end) == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-094")
def test_changes_of_acl_are_known(domain):
    """acl.json is as an old release ships it, or was acknowledged on each Admin Node Manager."""
    assert domain.unplanned_rights == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-167")
def test_files_of_the_node_manager_are_known(domain_host):
    """Each other file of the Node Manager that differs from that of 7.7 was acknowledged."""
    assert domain_host.changes.unplanned_manager == []
