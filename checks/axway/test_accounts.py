"""Who logs in, and what they may do."""

import pytest

from readers.axway.membership import administrators


@pytest.mark.pre
@pytest.mark.reaches("login")
@pytest.mark.requirement("AXW-PRE-048")
def test_administrator_logs_in(admin_node_manager):
    """The administrator's account, for which export and apply ask, logs in."""
    wanted, said = admin_node_manager.axway.accounts.admin.username, admin_node_manager.login()

    assert said == wanted, f"{admin_node_manager}: {wanted} logs in, and is told: {said}"


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-049")
def test_administrator_may_do_what_is_needed(admin_node_manager):
    """The administrator's account may manage, deploy, configure and use the KPS."""
    wanted = {"mgmt", "mgmt_modify", "deploy", "config", "kps"}

    assert sorted(wanted - admin_node_manager.permissions) == []


@pytest.mark.pre
@pytest.mark.parametrize("account", ["api_admin", "api_user"])
@pytest.mark.requirement("AXW-PRE-171")
def test_account_of_api_manager_logs_in(domain, account):
    """The account logs in to API Manager, has its role, and need not change its password first."""
    troubles = [why for one in domain.api_managers for why in one.login_troubles(account)]

    assert troubles == []


@pytest.mark.post
@pytest.mark.reaches("admin-node-manager")
@pytest.mark.requirement("AXW-POST-004")
def test_gateway_manager_answers(admin_node_manager):
    """The port of API Gateway Manager answers."""
    assert admin_node_manager.refusal == ""


@pytest.mark.post
@pytest.mark.eventually(within=60)
@pytest.mark.requirement("AXW-POST-004")
def test_gateway_manager_shows_its_page(admin_node_manager):
    """API Gateway Manager shows its page."""
    assert admin_node_manager.page == 200


@pytest.mark.post
@pytest.mark.reaches("login")
@pytest.mark.requirement("AXW-POST-004")
def test_account_of_before_logs_in(admin_node_manager):
    """The account of before logs in to the new Admin Node Manager."""
    wanted, said = admin_node_manager.axway.accounts.admin.username, admin_node_manager.login()

    assert said == wanted, f"{admin_node_manager}: {wanted} logs in, and is told: {said}"


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.requirement("AXW-POST-009")
def test_administrators_are_those_of_before(domain, baseline):
    """Each Admin Node Manager knows the administrators of before, with their roles."""
    people = administrators(domain)

    assert people == baseline("administrators", people)
