"""Processes, and what starts them."""

import pytest

from readers.axway.alive import down, manager_down, not_running
from readers.axway.copies import quickstart_lost
from readers.axway.starters import in_use, misdirected, not_restarted, starters, unexplained


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-041")
def test_old_instance_runs(instance):
    """The old instance runs once, says so itself, and listens on all its ports."""
    assert down(instance, instance.old) == []


@pytest.mark.pre
@pytest.mark.reaches("traffic")
@pytest.mark.requirement("AXW-PRE-041")
def test_old_instance_answers(instance):
    """The old instance answers on its traffic port."""
    assert instance.refusal == ""


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-042")
def test_old_node_manager_runs(domain_host):
    """The old Node Manager runs once, says so itself, and listens on its port."""
    assert manager_down(domain_host, domain_host.old) == []


@pytest.mark.pre
@pytest.mark.reaches("admin-node-manager")
@pytest.mark.requirement("AXW-PRE-042")
def test_admin_node_manager_answers(admin_node_manager):
    """The Admin Node Manager answers on its port."""
    assert admin_node_manager.refusal == ""


@pytest.mark.gate
@pytest.mark.requirement("AXW-STEP-015")
def test_old_instance_still_answers(instance):
    """The old instance says that it is well while export and upgrade run."""
    said = instance.refusal or instance.health

    assert said == "ok", f"{instance.name}: {said}"


@pytest.mark.gate
@pytest.mark.requirement("AXW-STEP-041a")
def test_no_old_process_is_left_before_apply(domain):
    """Nothing runs of the old installation, on any host."""
    assert domain.running("old") == []


@pytest.mark.gate
@pytest.mark.requirement("AXW-STEP-044")
def test_nothing_new_runs_before_apply(domain_host):
    """Nothing runs of the new installation: it was never started."""
    assert [f"{domain_host.name}: {one}" for one in domain_host.new.running] == []


@pytest.mark.gate
@pytest.mark.requirement("AXW-STEP-053")
def test_no_gateway_of_before_runs(domain):
    """No gateway but one of the new installation runs, wherever its program lies."""
    new = {(host.name, one.pid) for host in domain.nodes for one in host.new.running}

    assert [
        f"{host.name}: {one}"
        for host in domain.nodes
        for one in host.running
        if not one.manager and (host.name, one.pid) not in new
    ] == []


@pytest.mark.gate
@pytest.mark.requirement("AXW-STEP-042")
def test_nothing_starts_the_old_processes(domain_host):
    """No start script, unit, cron job or monitor that is switched on names the old installation."""
    found = starters(domain_host, domain_host.old.path)

    assert [
        f"{domain_host.name}: {one.path}: it starts {domain_host.old.path}, and is switched on"
        for one in found
        if one.on
    ] == []


@pytest.mark.post
@pytest.mark.requirement("AXW-POST-002")
def test_new_processes_run(domain_host):
    """The Node Manager and every instance that the old topology has here run in 7.7."""
    assert not_running(domain_host, domain_host.new, "7.7") == []


@pytest.mark.post
@pytest.mark.eventually(within=120)
@pytest.mark.reaches("traffic")
@pytest.mark.requirement("AXW-POST-002")
def test_new_instance_answers(instance):
    """The instance answers on its traffic port."""
    assert instance.refusal == ""


@pytest.mark.post
@pytest.mark.eventually(within=120)
@pytest.mark.reaches("admin-node-manager")
@pytest.mark.requirement("AXW-POST-002")
def test_new_admin_node_manager_answers(admin_node_manager):
    """The Admin Node Manager answers on its port."""
    assert admin_node_manager.refusal == ""


@pytest.mark.post
@pytest.mark.requirement("AXW-POST-003")
def test_no_old_process_is_left(domain_host):
    """Nothing runs of the old installation."""
    assert [f"{domain_host.name}: {one}" for one in domain_host.old.running] == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-084")
def test_what_starts_the_old_installation_is_known(domain_host, baseline):
    """Every start script starts a process of the old topology; all that starts it is remembered."""
    found = starters(domain_host, domain_host.old.path)
    paths = [one.path for one in found]

    in_use(domain_host, baseline("starters", paths, may_be_empty=True))
    assert unexplained(domain_host) == []


@pytest.mark.post
@pytest.mark.requirement("AXW-POST-041")
def test_start_scripts_start_the_new_installation(domain_host, baseline):
    """Every start script starts the new installation, and nothing names the old one any more."""
    paths = [one.path for one in starters(domain_host, domain_host.new.path)]
    before = baseline("starters", paths, may_be_empty=True)
    in_use(domain_host, before, paths)
    lost = [] if paths else [f"{domain_host.name}: nothing starts 7.7 where {before} started 7.5"]

    assert lost + misdirected(domain_host, domain_host.new, domain_host.old) == []


@pytest.mark.post
@pytest.mark.requirement("AXW-POST-042")
def test_a_restarted_machine_starts_the_new_processes(domain_host, baseline):
    """The machine was restarted since apply, and what runs since then is 7.7."""
    paths = [one.path for one in starters(domain_host, domain_host.new.path)]
    in_use(domain_host, baseline("starters", paths, may_be_empty=True), paths)
    odd = not_restarted(domain_host) + not_running(domain_host, domain_host.new, "7.7")

    assert odd == []


@pytest.mark.post
@pytest.mark.requirement("AXW-POST-043")
def test_quickstart_was_copied(domain_host):
    """Where the QuickStart web application was, it is in 7.7, file by file."""
    assert quickstart_lost(domain_host) == []
