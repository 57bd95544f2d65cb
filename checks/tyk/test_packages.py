"""What is installed, what will be, and whether the way back is still on offer."""

import pytest

from readers.tyk.packages import MACHINES, PUBLISHED, in_guide, is_used


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-014a")
def test_packages_are_published_for_the_system(node):
    """The operating system is one that packages are published for."""
    system = node.package_manager.distribution

    assert system.system in PUBLISHED, f"{node.name}: no packages for {system.name}"


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-014b")
def test_upgrade_guide_lists_the_system(node):
    """The operating system is one that the upgrade guide itself lists."""
    system = node.package_manager.distribution

    assert in_guide(system), f"{node.name}: the upgrade guide does not list {system.name}"


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-015")
def test_packages_are_published_for_the_processor(node):
    """There are packages for the processor."""
    assert node.package_manager.machine in MACHINES


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-016")
def test_packages_come_as_the_inventory_says(service, inventory):
    """The package comes from a repository or as a file, as the inventory says."""
    assert service.origin == inventory.tyk.install


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-017")
def test_package_files_are_at_hand(service):
    """The package files of the target and of the installed version are at hand and whole."""
    at_hand = [package.vendor for package in service.on_file]
    wanted = [service.package.vendor, service.hop.to]

    assert [f"no whole file of {version}" for version in wanted if version not in at_hand] == []


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-021")
def test_one_package_is_installed(service):
    """Exactly one package of the component is installed."""
    installed = [str(package) for package in service.variants]

    assert len(installed) == 1, f"{service.name}: installed is {installed or 'no package'}"


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-021")
def test_package_is_remembered(service, baseline):
    """Which package is installed, and since when, is remembered for the way back."""
    package = service.remembered_package

    assert package == baseline("package", package)


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-022")
def test_variant_stays_the_same(service):
    """The planned package is of the same variant as the installed one."""
    assert service.package.name == service.package_name


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-024")
def test_no_file_is_caught_by_a_pattern(node):
    """No file in the folder where commands are run is caught by an unquoted tyk*."""
    names = node.package_manager.names(".", root=False)

    assert [f"{node.name}: {name}" for name in names if name.startswith("tyk")] == []


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-025")
def test_target_is_newer(service):
    """The target is newer than what is installed."""
    assert service.package.vendor < service.hop.to


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-026")
def test_installed_version_can_still_be_had(service):
    """The installed version can still be had, so that the update can be undone."""
    package = service.package
    found = [str(offer) for offer in service.obtainable(package.vendor)]

    assert str(package) in found, f"{service.name}: {package} is not in {found}"


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-028")
def test_last_transaction_is_remembered(node, baseline):
    """The last package transaction is remembered, so that the upgrade's own can be told."""
    last = node.package_manager.last_transaction

    assert last == baseline("last_transaction", last)


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-030a")
def test_no_used_package_file_was_edited(service):
    """No policies.json, error template or unit file of the package was edited in place."""
    edited = [file.path for file in service.files if file.changed and not file.config]

    assert [f"{service.name}: {path}" for path in edited if is_used(path)] == []


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-030b")
def test_no_other_package_file_was_edited(service):
    """No other file of the package that is not configuration was edited in place."""
    edited = [file.path for file in service.files if file.changed and not file.config]

    assert [f"{service.name}: {path}" for path in edited if not is_used(path)] == []


@pytest.mark.post
@pytest.mark.requirement("TYK-POST-001")
def test_installed_version_is_the_target(service):
    """The installed version is the target."""
    assert service.package.vendor == service.hop.to


@pytest.mark.post
@pytest.mark.requirement("TYK-POST-021")
def test_program_and_unit_are_as_packed(service):
    """The package's program and unit are as they were packed."""
    odd = [path for path, file in service.run_files.items() if file.changed or file.missing]

    assert [f"{service.name}: {path} is not as packed" for path in odd] == []


@pytest.mark.post
@pytest.mark.requirement("TYK-POST-029")
def test_nodes_of_a_component_run_one_version(estate):
    """All nodes of a component have one version installed."""
    found = {}
    for service in estate.services():
        found.setdefault(service.role, {})[service.node.name] = service.package.version

    assert [mixed for mixed in found.items() if len(set(mixed[1].values())) > 1] == []


@pytest.mark.post
@pytest.mark.requirement("TYK-POST-029")
def test_processes_of_a_component_are_of_one_version(estate):
    """The processes of a component are of one version on all nodes: each was started again."""
    found = {}
    for service in estate.services():
        found.setdefault(service.role, {})[service.node.name] = service.now_running

    assert [mixed for mixed in found.items() if len(set(mixed[1].values())) > 1] == []
