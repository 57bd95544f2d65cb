"""The configuration that is really read, and that it survives the package update."""

import pytest

from readers.tyk.config import DEFAULTS


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-034")
def test_the_file_in_use_is_the_one_backed_up(service):
    """Process, unit and inventory name one configuration file: it is the one backed up."""
    claims = service.conf_claims
    files = set(claims.values())

    assert len(files) == 1, ", ".join(f"{who} names {file}" for who, file in claims.items())


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-035a")
def test_configuration_can_be_read(service):
    """The configuration is JSON that the program reads, with values of the right type."""
    assert service.config.problems == ()


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-035b")
def test_configuration_is_strict_json(service):
    """The configuration is strict JSON, with nothing behind its end."""
    assert service.config.strict_problem == ""


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-036")
def test_configuration_differs_from_the_package(service):
    """The file differs from the packaged one: rpm replaces an untouched one without a word."""
    assert service.conf_path in service.changed_files


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-044a")
def test_secrets_are_shared_and_no_defaults(gateway):
    """Gateway and Dashboard share the same secrets, and none is the packaged default."""
    secrets = gateway.shared_secrets()
    owners = {name: {secret for _, secret in found} for name, found in secrets.items()}
    odd = [f"{name} differs between its places" for name, all_ in owners.items() if len(all_) > 1]
    odd += [
        f"{where} is the packaged default"
        for found in secrets.values()
        for where, secret in found
        if secret in DEFAULTS
    ]

    assert odd == []


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.requirement("TYK-PRE-044b")
def test_gateway_secret_is_set(gateway):
    """The gateway's secret is not empty: an empty one opens the control API to everybody."""
    assert gateway.has("secret"), f"{gateway.node.name}: the secret is empty"


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.requirement("TYK-PRE-044b")
def test_control_api_refuses_strangers(gateway):
    """Who gives no secret is refused by the control API: HTTP 403."""
    status = gateway.strangers_status

    assert status == 403


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.requirement("TYK-POST-018")
def test_configuration_is_as_before(service, baseline):
    """Configuration and environment files are as before, but those that change by plan."""
    before = baseline("configuration", service.all_configuration)
    digests = service.configuration(planned=False)

    assert digests == {path: old for path, old in before.items() if service.planned(path) is None}


@pytest.mark.post
@pytest.mark.requirement("TYK-POST-018")
def test_configuration_is_as_planned(service):
    """A file that changes on purpose has the content that the inventory plans."""
    digests = service.configuration(planned=True)

    assert digests == {path: service.planned(path) for path in digests}


@pytest.mark.post
@pytest.mark.requirement("TYK-POST-019")
def test_no_rpmnew_waits(service):
    """No .rpmnew file waits to be read and merged."""
    assert service.left_behind == ()


@pytest.mark.post
@pytest.mark.requirement("TYK-POST-020")
def test_configuration_is_private(service):
    """The file has the package's mode, and belongs to the user that the service runs as."""
    user = service.unit_state.user
    file = service.conf_file

    assert (file.mode, file.user) == ("660", user)
