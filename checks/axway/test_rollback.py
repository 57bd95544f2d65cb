"""The way back: what must be ready for it, and what must be true when it was taken."""

import pytest

from readers.axway.alive import down, manager_down, not_running
from readers.axway.another_try import not_kept, not_repeated, not_reset
from readers.axway.starters import in_use, misdirected, starters
from readers.axway.taken_back import cleaned, moved


@pytest.mark.pre
@pytest.mark.rollback
@pytest.mark.gate
@pytest.mark.requirement("AXW-RB-001")
def test_old_installation_is_unchanged(domain_host, baseline):
    """Each file of the old installation is what it was before the change."""
    files = domain_host.old.manifest
    before = baseline("old_files", files)

    assert [
        f"{domain_host.name}: {domain_host.old.at(name)}: "
        + ("changed" if name in files and name in before else "new" if name in files else "gone")
        for name in sorted(files.keys() | before)
        if files.get(name) != before.get(name)
    ] == []


@pytest.mark.pre
@pytest.mark.rollback
@pytest.mark.gate
@pytest.mark.requirement("AXW-RB-001")
def test_old_installation_can_be_started(domain_host):
    """The programs that start the old installation are there, and it tells its version."""
    old = domain_host.old
    missing = [f"{old!r}: posix/bin/{tool} is missing" for tool in old.tools_missing]

    assert missing + [f"{old!r}: {note}" for note in old.version.broken] == []


@pytest.mark.pre
@pytest.mark.rollback
@pytest.mark.gate
@pytest.mark.requirement("AXW-RB-004")
def test_new_metrics_go_elsewhere(domain):
    """Each metrics database has another one for 7.7: what the old domain wrote stays as it is."""
    metrics = {n: one for n, one in domain.axway.databases.items() if "metrics" in one.holds}

    assert [
        f"{name}: 7.7 would write to {one.url_new or one.url}, as the old domain does"
        for name, one in metrics.items()
        if one.url_new in (None, one.url)
    ] == []


@pytest.mark.rollback
@pytest.mark.requirement("AXW-RB-002")
def test_nothing_new_runs(domain):
    """Nothing of the new installation runs, on any host."""
    moved(domain)

    assert domain.running("new") == []


@pytest.mark.rollback
@pytest.mark.requirement("AXW-RB-003")
def test_old_processes_run_again(domain_host, upgrade):
    """The Node Manager and every instance of the host run in the old version again."""
    moved(domain_host)

    assert not_running(domain_host, domain_host.old, str(upgrade["gateway"].from_)) == []


@pytest.mark.rollback
@pytest.mark.eventually(within=60)
@pytest.mark.requirement("AXW-RB-003")
def test_old_node_manager_is_back(domain_host):
    """The old Node Manager says that it runs, and listens on its port."""
    moved(domain_host)

    assert manager_down(domain_host, domain_host.old) == []


@pytest.mark.rollback
@pytest.mark.eventually(within=60)
@pytest.mark.requirement("AXW-RB-003")
def test_old_instance_is_back(instance):
    """The old instance says that it runs, and listens on all its ports."""
    moved(instance.node)

    assert down(instance, instance.old) == []


@pytest.mark.rollback
@pytest.mark.requirement("AXW-RB-005")
def test_old_analytics_is_back(analytics):
    """Analytics runs of its old installation, not of the new one, and its console answers."""
    moved(analytics.node)
    odd = [] if analytics.runs("old") else [f"{analytics.name}: the old Analytics does not run"]
    odd += [f"{analytics.name}: that of 7.7 runs"] if analytics.runs("new") else []

    assert odd + [why for why in (analytics.refusal,) if why] == []


@pytest.mark.rollback
@pytest.mark.requirement("AXW-RB-010")
def test_start_scripts_start_the_old_installation(domain_host, baseline):
    """What started the old installation before starts it again, and nothing starts 7.7."""
    moved(domain_host)
    found = [one.path for one in starters(domain_host, domain_host.old.path)]
    before = baseline("starters", found, may_be_empty=True)
    in_use(domain_host, before, found)
    lost = [f"{domain_host.name}: {path}: gone" for path in before if path not in found]

    assert lost + misdirected(domain_host, domain_host.old, domain_host.new) == []


@pytest.mark.rollback
@pytest.mark.requirement("AXW-RB-015")
def test_new_installation_was_cleaned(domain_host):
    """Where clean ran, it ran on every host: nothing of a domain is left, the licence is kept."""
    assert not_reset(domain_host) == []


@pytest.mark.rollback
@pytest.mark.requirement("AXW-RB-016")
def test_old_domain_runs_after_clean(domain, upgrade):
    """After clean the old domain runs on every host, and nothing of the new one."""
    cleaned(domain)
    version = str(upgrade["gateway"].from_)
    odd = [flaw for host in domain.nodes for flaw in not_running(host, host.old, version)]

    assert domain.running("new") + odd == []


@pytest.mark.rollback
@pytest.mark.requirement("AXW-RB-017")
def test_apply_was_repeated_everywhere(domain):
    """Where a step was repeated on the first host, every other host was applied after it."""
    assert not_repeated(domain) == []


@pytest.mark.rollback
@pytest.mark.requirement("AXW-RB-019")
def test_what_sysupgrade_wrote_is_kept(domain_host):
    """The logs of the try that was taken back are in an archive on the host."""
    assert not_kept(domain_host) == []
