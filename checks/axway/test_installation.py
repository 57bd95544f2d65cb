"""The new installation: where, what, and that nobody started it."""

import pytest

from readers.axway.setup import FILEBEAT, UPDATE_SCRIPT


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-150")
def test_new_installation_is_apart(domain_host):
    """7.7 is installed on the host, in a directory apart from the old one."""
    assert list(domain_host.setup.overlaps) == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-151")
def test_new_installation_has_its_programs(domain_host):
    """The new installation has Admin Node Manager and gateway."""
    assert [
        f"{domain_host.new.at('posix/bin')}: there is no {name}"
        for name in domain_host.new.tools_missing
    ] == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-152")
def test_api_manager_is_there_as_before(domain_host):
    """The new installation has API Manager if the old one has it, and only then."""
    setup = domain_host.setup
    old, new = (setup.has_api_manager(one) for one in (domain_host.old, domain_host.new))

    assert new == old, (
        f"API Manager is {'' if old else 'not '}in {domain_host.old.path},"
        f" and {'' if new else 'not '}in {domain_host.new.path}"
    )


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-153")
def test_quickstart_is_not_installed(domain_host):
    """The QuickStart tutorial is not in the new installation."""
    assert [domain_host.new.at(name) for name in domain_host.setup.quickstart] == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-154")
def test_no_cassandra_was_installed(domain_host):
    """The installer of 7.7 set up no Cassandra beside the gateway."""
    assert list(domain_host.setup.cassandras) == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-157")
def test_update_is_installed(domain_host, upgrade):
    """The new installation has the update that the inventory names, whole."""
    found, wanted = domain_host.new.version, str(upgrade["gateway"].to)
    wrong = (
        []
        if found.reaches(wanted)
        else [f"{domain_host.new.path} is {found.level}, {wanted} is wanted"]
    )

    assert [*wrong, *found.broken] == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-158")
def test_update_was_made_as_it_should(domain_host):
    """The update was made as the owner, unpacked outside of the installation, its log was kept."""
    new, updates = domain_host.new, domain_host.setup.updates
    owner = new.declared.owner
    wrong = [f"{path} does not belong to {owner}" for path in domain_host.setup.of_others]
    wrong += [f"{one.folder} belongs to {one.user}" for one in updates if one.user != owner]
    wrong += [
        f"{one.folder}: log and backup are not both there" for one in updates if not one.whole
    ]
    wrong += [
        f"{one.folder}: it lies in the installation"
        for one in updates
        if one.folder.startswith(f"{new.real}/")
    ]
    if not updates:
        wrong.append("no folder update-output: where was the update unpacked?")

    assert wrong == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-159")
def test_hosts_have_one_update(domain):
    """All hosts have the same update of 7.7."""
    levels = domain.levels("new")

    assert len(set(levels.values())) == 1, ", ".join(
        f"{name}: {one}" for name, one in levels.items()
    )


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-160")
def test_update_apimanager_is_at_hand(domain):
    """Each host has the script update-apimanager, which this update wants to be run after apply."""
    assert [
        f"{node.name}: there is no {node.new.at(UPDATE_SCRIPT)}"
        for node in domain.nodes
        if node.new.node.file(node.new.at(UPDATE_SCRIPT)) is None
    ] == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-161")
def test_old_filebeat_is_gone(domain_host):
    """The old filebeat folder of the tools is gone."""
    path = domain_host.new.at(FILEBEAT)

    assert domain_host.file(path) is None, f"{path} is still there"


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-162")
def test_new_installation_was_not_begun(domain_host):
    """In the new installation nobody made or started a Node Manager, a group or an instance."""
    made = [domain_host.new.at(name) for name in domain_host.new.begun]

    assert [*made, *(f"runs: {one}" for one in domain_host.new.running)] == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-164")
def test_sysupgrade_can_begin(domain_host):
    """The tool sysupgrade runs, and says that nothing was begun."""
    tool = domain_host.upgrade
    wrong = tool.not_runnable or ("" if tool.usable else "sysupgrade --help names no steps")

    state = wrong or tool.status.text

    assert state == "not started", f"{domain_host.name}: sysupgrade: {state}"
