"""The customer's Java: carried over, and checked against what 7.7 brings itself."""

import pytest


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.requirement("AXW-PRE-070")
@pytest.mark.requirement("AXW-POST-054")
def test_added_jars_are_those_of_before(domain_host, baseline):
    """Each JAR that was added is there, with the same content, or was dropped on purpose."""
    jars = domain_host.added.contents(domain_host.serving)

    assert domain_host.added.lost(baseline("jars", jars, may_be_empty=True), jars) == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-071")
def test_added_jars_are_not_shipped(domain_host):
    """No added JAR has a class, a title or a name that 7.7 or another added JAR has."""
    assert domain_host.added.coming == []


@pytest.mark.post
@pytest.mark.requirement("AXW-PRE-071")
def test_nothing_stands_twice(domain_host):
    """No process of 7.7 loads one class, or one library in two versions, from two JARs."""
    assert domain_host.added.doubled == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-072")
def test_added_jars_can_be_read(domain_host):
    """Each added JAR can be unpacked, each entry with its checksum."""
    assert domain_host.added.broken == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-073b")
def test_added_jars_run_on_the_java_of_7_7(domain_host):
    """No class of an added JAR is made for a newer Java than the one in the new installation."""
    assert domain_host.added.too_new == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-074")
def test_no_filter_uses_removed_methods(domain_host):
    """No class of an added JAR calls `_()` or `__()` of the product."""
    assert domain_host.added.suspects == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-075")
def test_no_patch_is_among_the_added_jars(domain_host):
    """No JAR in ext/lib came with a patch of the old version: apply would carry it over."""
    assert domain_host.added.patches == []


@pytest.mark.pre
@pytest.mark.requirement("AXW-PRE-076")
def test_scripts_below_ext_are_known(domain_host):
    """Somebody acknowledged each script of our own: what becomes of it is described nowhere."""
    assert domain_host.added.scripts == []
