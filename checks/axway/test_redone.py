"""What was changed by hand and must be in the new installation again."""

import pytest


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.requirement("AXW-POST-040")
def test_redaction_is_on_where_it_was(instance, baseline):
    """Redaction is on where it was on, by a file of the same content."""
    found = instance.conf_now

    assert found.redaction_lost(baseline("redaction", found.redaction)) == []


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.requirement("AXW-POST-044")
def test_files_of_single_sign_on_are_there(instance, baseline):
    """Each file of single sign-on that the instance had it has again, with the same content."""
    found = instance.conf_now

    assert found.lost(baseline("sso", found.sso, may_be_empty=True)) == []


@pytest.mark.post
@pytest.mark.requirement("AXW-POST-045")
def test_firewalling_is_set_up_again(domain_host, baseline):
    """Each changed file of API firewalling is there, and not as 7.7 ships it."""
    files = domain_host.changes
    changed = baseline("firewall", files.firewall, may_be_empty=True, volatile=True)

    assert files.not_redone(changed) == []


@pytest.mark.post
@pytest.mark.requirement("AXW-POST-046")
def test_java_files_are_changed_again(domain_host, baseline):
    """What was added to trust store and java.security is in the new files, not instead of them."""
    files = domain_host.customised

    assert files.java_not_redone(baseline("java", files.java_shipped, volatile=True)) == []


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.requirement("AXW-POST-047")
def test_copies_of_the_ca_are_there(domain, baseline):
    """Each host that had files of the domain's CA has them again."""
    assert domain.ca_files_lost(baseline("ca-files", domain.ca_files, volatile=True)) == []


@pytest.mark.post
@pytest.mark.requirement("AXW-POST-050")
def test_account_of_the_directory_logs_in(admin_node_manager, inventory):
    """The inventory's account of the directory is logged in under its own name."""
    account = inventory.axway.accounts.directory

    assert admin_node_manager.directory_login == account.username


@pytest.mark.post
@pytest.mark.requirement("AXW-POST-051")
def test_added_rights_are_merged(domain):
    """Each role and permission that was added or changed is so in the new acl.json."""
    assert domain.rights_not_merged == []


@pytest.mark.post
@pytest.mark.requirement("AXW-POST-052")
def test_jvm_settings_stand_in_the_included_files(domain_host):
    """Each setting of ours of the old jvm.xml files stands in an included one of 7.7."""
    assert domain_host.jvm.not_moved == []


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.requirement("AXW-POST-052")
def test_system_jvm_is_as_shipped(domain_host, baseline):
    """Nobody put settings into the system's jvm.xml of 7.7: the next update takes them away."""
    files = domain_host.jvm

    assert files.altered(baseline("jvm", files.shipped)) == []


@pytest.mark.post
@pytest.mark.requirement("AXW-POST-053")
def test_changes_of_service_xml_are_made_again(instance):
    """Where service.xml was changed it is changed again, and includes what it included."""
    assert instance.conf_now.service_not_redone(instance.conf_before) == []


@pytest.mark.post
@pytest.mark.requirement("AXW-POST-055")
def test_activemq_has_a_folder_of_its_own(instance):
    """The folder of ActiveMQ is neither the old installation's nor below it."""
    assert instance.activemq.shared == []


@pytest.mark.post
@pytest.mark.requirement("AXW-POST-067")
def test_oauth_samples_are_changed_again(domain_host, baseline):
    """Each OAuth sample that carried our changes is there, and not as 7.7 ships it."""
    files = domain_host.changes
    changed = baseline("oauth", files.oauth, may_be_empty=True, volatile=True)

    assert files.not_redone(changed) == []
