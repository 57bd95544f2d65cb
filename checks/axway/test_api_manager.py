"""API Manager keeps its APIs, applications, people and quotas through the upgrade."""

import pytest

from readers.axway.api_manager_rest import losses


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-109")
def test_built_in_names_are_there_once(domain):
    """There is one user apiadmin and at most one organization Community: upgrade stops on two."""
    assert [f"{one.name}: {said}" for one in domain.api_managers for said in one.doubles] == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-108")
def test_old_rest_versions_are_not_called(domain):
    """Nobody calls version 1.1 or 1.2 of API Manager's REST API."""
    assert [
        f"{node.name}: version {version}: {count} calls in a week"
        for node in domain.nodes_with_api_manager
        for version, count in node.rest_calls.items()
        if version in ("1.1", "1.2")
    ] == []


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.requirement("AXW-POST-014")
def test_oauth_clients_survive(instance, baseline):
    """The OAuth client registry shows every application that it showed before."""
    clients = instance.oauth.clients

    before = baseline("oauth_clients", clients)
    assert [f"{name} ({key}) is gone" for key, name in before.items() if key not in clients] == []


@pytest.mark.post
@pytest.mark.eventually(within=120)
@pytest.mark.requirement("AXW-POST-015")
def test_api_manager_answers(instance):
    """API Manager's console is there, and somebody can log in to it."""
    assert instance.api_manager.unready == []


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.rollback
@pytest.mark.requirement("AXW-POST-016")
def test_people_and_applications_survive(domain, baseline):
    """The administrator sees every organization, user and application of before, as it was."""
    kinds = ("organizations", "users", "applications")
    content = {one.name: one.seen(*kinds) for one in domain.api_managers}

    assert losses(baseline("api_manager_people", content), content) == []


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.rollback
@pytest.mark.requirement("AXW-POST-017")
def test_a_plain_user_sees_the_applications(domain, baseline):
    """A user who is no administrator sees the applications of before."""
    content = {one.name: one.seen_by_user for one in domain.api_managers}

    assert losses(baseline("api_manager_of_user", content), content) == []


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.rollback
@pytest.mark.requirement("AXW-POST-018")
def test_apis_survive(domain, baseline):
    """Every API of before is there, front end and back end, each in its state and at its path."""
    content = {one.name: one.seen("proxies", "apirepo") for one in domain.api_managers}

    assert losses(baseline("api_manager_apis", content), content) == []


@pytest.mark.post
@pytest.mark.requirement("AXW-POST-019")
def test_api_manager_is_of_the_target(instance, upgrade):
    """API Manager says that it is the version we upgrade to, and has a licence."""
    assert instance.api_manager.unlike(upgrade["gateway"].to) == []


@pytest.mark.post
@pytest.mark.requirement("AXW-POST-036")
def test_update_apimanager_was_run(group):
    """The pages that update-apimanager takes away are gone, on every instance of the group."""
    assert [
        f"{manager.name}: {page} is still served"
        for manager in group.api_managers
        for page in manager.told_as_static
    ] == []


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.rollback
@pytest.mark.requirement("AXW-POST-068")
def test_quotas_survive(domain, baseline):
    """Every quota is what it was, the default ones and those of each application."""
    content = {one.name: one.quotas for one in domain.data_keepers}

    assert losses(baseline("quotas", content), content) == []
