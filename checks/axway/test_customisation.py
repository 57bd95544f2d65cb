"""What was changed by hand in the old installation, found before it is lost."""

import pytest


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-080")
def test_redaction_is_known(instance):
    """What sets up redaction was acknowledged, with a plan: it is not carried over."""
    assert instance.conf_before.unplanned_redaction == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-081")
def test_oauth_samples_are_known(domain_host, baseline):
    """Each OAuth sample that is another one than in 7.7 was acknowledged."""
    baseline("oauth", domain_host.changes.oauth, may_be_empty=True)

    assert domain_host.changes.unplanned_oauth == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-082")
def test_firewalling_is_known(domain_host, baseline):
    """Each file of API firewalling that is another one than in 7.7 was acknowledged."""
    baseline("firewall", domain_host.changes.firewall, may_be_empty=True)

    assert domain_host.changes.unplanned_firewall == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-085")
def test_java_files_are_known(domain_host, baseline):
    """Trust store and java.security hold nothing of ours, or were acknowledged as they are."""
    baseline("java", domain_host.customised.java_shipped)

    assert domain_host.customised.unplanned_java == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-086")
def test_no_jvm_setting_is_in_the_system_file_alone(domain_host):
    """Each setting of the system's jvm.xml is 7.7's own, or stands in an included file too."""
    assert domain_host.jvm.unplanned == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-087")
def test_included_jvm_files_are_well_formed(domain_host):
    """Each jvm.xml of the host and of its instances is XML with the root ConfigurationFragment."""
    assert domain_host.jvm.unreadable == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-088")
def test_jvm_file_of_an_instance_is_known(instance):
    """An instance's own jvm.xml was acknowledged: it is carried over as it is."""
    assert instance.conf_before.unplanned("jvm.xml") == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-089")
def test_changes_of_service_xml_are_known(instance):
    """service.xml is the one that instances are made of, or was acknowledged."""
    assert instance.conf_before.unplanned_service == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-095")
def test_files_of_single_sign_on_are_known(instance):
    """Each file of single sign-on was acknowledged: none is carried over."""
    assert instance.conf_before.unplanned_sso == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-096")
def test_activemq_has_its_folder(instance):
    """Where ActiveMQ is switched on its shared directory is configured, and there."""
    assert instance.activemq.bad_folder == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-099")
def test_logging_is_known(domain_host):
    """Each XML file of the logging was acknowledged: 7.7 reads YAML."""
    assert domain_host.changes.unplanned_logging == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-100")
def test_pages_of_api_manager_are_known(domain_host):
    """Each page and mail of API Manager that is another one than in 7.7 was acknowledged."""
    assert domain_host.changes.unplanned_pages == []
