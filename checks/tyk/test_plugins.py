"""Go plugins fit exactly one gateway version."""

import pytest

from readers.tyk.builds import (
    built_with_other_go,
    not_loading,
    undeclared,
    unfit_bundles,
    used,
    without_build,
)
from readers.tyk.matrix import plugin_go


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.requirement("TYK-PRE-063")
def test_plugins_are_declared(gateway):
    """Where an API uses a plugin or a bundle, the inventory says that there are some."""
    assert undeclared(gateway) == []


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.requirement("TYK-PRE-063")
def test_plugins_are_those_of_before(gateway, baseline):
    """Each API uses the plugins and bundles that it used before."""
    plugins = used(gateway)

    assert plugins == baseline("plugins", plugins, may_be_empty=True)


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-064")
def test_plugins_are_built_for_the_target(gateway):
    """Beside each Go plugin lies its build for the target gateway."""
    assert without_build(gateway) == []


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-065a")
def test_plugins_load_in_the_target(gateway):
    """The target's binary on the staging host loads each function of each Go plugin."""
    assert not_loading(gateway) == []


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-066")
def test_no_plugin_outage_is_ahead(gateway):
    """No API uses a plugin: before 4.1.0 a bundle can not carry two builds."""
    assert used(gateway) == {}


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-067")
def test_bundles_carry_both_builds(gateway):
    """Each bundle can be fetched, and carries the builds for both versions."""
    assert unfit_bundles(gateway) == []


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-069")
def test_plugins_are_built_with_the_right_go(gateway, upgrade):
    """Each build for the target was made with the Go version that its release notes name."""
    assert built_with_other_go(gateway, plugin_go(upgrade["gateway"].to)) == []
