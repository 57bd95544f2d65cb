"""What the hosts must be like: system, packages, disk, memory."""

import pytest

from readers.axway.systems import supported

GB, MIB = 10**9, 1 << 20
MEMORY = 8 * GB  # what the kernel leaves of 8 GiB is told, and is more than this
PRODUCT, ADVISED = 4 * GB, 50 * GB
COPIES = 2  # of the old installation: what is exported, and what is made of it
SCRATCH = 500  # MiB
LIBRARIES = "-Djava.library.path="  # a program with capabilities is told no LD_LIBRARY_PATH


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-003")
def test_host_is_linux_on_x86(domain_host):
    """The host is Linux on x86-64."""
    assert domain_host.platform.system == "Linux x86_64"


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-004")
def test_system_is_supported(domain_host, upgrade):
    """The operating system is one that the target update supports."""
    found, update = domain_host.platform.release, upgrade["gateway"].to

    assert supported(found, update), f"{found.name} is not supported by {update}"


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-005")
def test_libnsl_is_installed(domain_host):
    """On release 8 of RHEL or CentOS the package libnsl is installed."""
    assert domain_host.platform.libnsl != (), f"{domain_host.name}: libnsl is not installed"


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-006")
def test_language_is_set(domain_host):
    """The account that runs the gateway has LANG set when it logs in."""
    assert domain_host.platform.language != "", (
        f"LANG is not set for {domain_host.new.declared.owner}"
    )


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-007a")
def test_memory_is_enough(domain_host):
    """The host has 8 GB of memory."""
    found = domain_host.platform.memory

    assert found >= MEMORY, f"{found / GB:.1f} GB of memory, {MEMORY / GB:.0f} GB are needed"


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-007a")
def test_there_is_room_for_the_export(domain_host):
    """There is room for 7.7, and for the exported and upgraded copy of the old installation."""
    room, old, new = domain_host.export_room, domain_host.old.weight, domain_host.new.weight
    needed = (COPIES * old + max(PRODUCT - new, 0)) // MIB

    assert room.free_mib >= needed, (
        f"{room.mount}: {room.free_mib} MiB are free for {room.folder}, {needed} MiB are needed:"
        f" {COPIES} copies of the old installation of {old // MIB} MiB, and 4 GB for 7.7,"
        f" which has {new // MIB} MiB"
    )


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-007b")
def test_disk_is_as_large_as_advised(domain_host):
    """The file system of the new installation has 50 GB."""
    room = domain_host.export_room

    assert room.size_mib * MIB >= ADVISED, (
        f"{room.mount}: {room.size_mib * MIB / GB:.0f} GB, {ADVISED / GB:.0f} GB are advised"
    )


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-008")
def test_scratch_folders_can_be_used(domain_host):
    """There are 500 MB for scratch files, and the owner can write the three folders for them."""
    owner = domain_host.new.declared.owner
    found = [f"{name}: {owner} may not write" for name in domain_host.platform.not_writable]
    (room,) = domain_host.room("/tmp")  # noqa: S108 (looked at, not used)
    if room.free_mib < SCRATCH:
        found.append(f"{room.folder}: {room.free_mib} MiB are free, {SCRATCH} are needed")

    assert found == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-009")
def test_scratch_folders_let_programs_run(domain_host):
    """The temporary folder of each Java lies where programs may run."""
    platform = domain_host.platform

    assert [
        f"{folder} is mounted noexec, and {file} names no other folder"
        for file, folder in platform.temporary.items()
        if "noexec" in platform.mount_options(folder)
    ] == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-104")
def test_vshell_has_no_capabilities(domain_host):
    """The program vshell of neither installation has file capabilities."""
    found = {
        of.at("platform/bin/vshell"): domain_host.platform.capabilities(of)
        for of in (domain_host.old, domain_host.new)
    }

    assert [f"{path}: {said}" for path, said in found.items() if said] == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-165")
def test_old_installation_can_be_read(domain_host):
    """The account that runs sysupgrade can read every file of the old installation."""
    assert [
        f"{path}: {domain_host.new.declared.owner} can not read it"
        for path in domain_host.platform.unreadable(domain_host.old)
    ] == []


@pytest.mark.post
@pytest.mark.requirement("AXW-POST-059")
def test_privileged_ports_can_be_bound(domain_host):
    """Where an instance has a port below 1024, vshell may bind it, and finds its libraries."""
    ports, new = domain_host.privileged_ports, domain_host.new
    wrong = []
    if "cap_net_bind_service" not in domain_host.platform.capabilities(new):
        named = ", ".join(f"{name}: {port}" for name, port in ports.items())
        wrong.append(f"{new.at('platform/bin/vshell')} has no cap_net_bind_service: {named}")
    if not any(one.startswith(LIBRARIES) for one in new.jvm("system/conf/jvm.xml").arguments):
        wrong.append(f"{new.at('system/conf/jvm.xml')} has no {LIBRARIES}")

    assert wrong == []
