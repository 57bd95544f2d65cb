"""sysupgrade: how far it is, and its logs: every message of section E, and every unknown WARN."""

import pytest

from probes.errors import CannotTell
from readers.axway import messages, sysupgrade
from readers.axway.upgrade_log import upgrade_log
from tests.readers.axway import samples

SAID = {
    "E01": ("ERROR", "Group P is inconsistent. Upgrade requires all groups to be consistent"),
    "E02": ("INFO", "Not migrating the following instance-specific service.xml files"),
    "E03": ("INFO", "Not migrating apigateway/system/conf/jvm.xml"),
    "E04": ("WARN", "Migrating the following instance-specific jvm.xml files"),
    "E05": ("ERROR", "Host 'nodez' is not a valid host in the topology. Valid hosts: [...]"),
    "E06": ("ERROR", "Host 'nodeb' does not have an Admin Node Manager"),
    "E07": ("WARN", 'LicenseException: feature "apiportal" not licensed'),
    "E08": ("WARN", 'LicenseException: feature "mcafee" not licensed'),
    "E09": ("ERROR", "LicenseException: License not found in /opt/x/conf/licenses"),
    "E10": ("ERROR", 'LicenseException: feature "unrestricted" not licensed'),
    "E11": ("ERROR", 'LicenseException: feature "FIPS" not licensed'),
    "E12": ("WARN", "RBAC permissions file has been modified"),
    "E13": ("WARN", "Corrupt file ext/lib/x.jar"),
    "E14": ("INFO", "SSL certificates used between Node Managers and gateways will be regenerated"),
    "E15": ("WARN", "OAuth/KPS tables must be upgraded in the following external databases: [x]"),
    "E16": ("WARN", "ActiveMQ directory is not configured correctly"),
    "E17": ("WARN", "ActiveMQ directory /x does not exist"),
    "E18": ("WARN", "ActiveMQ directory /x is NOT a directory under the old version install"),
    "E19": ("ERROR", "Found duplicate 'Community' organizations"),
    "E20": ("ERROR", "Group contains KPS collections with Cassandra data source"),
    "E21": ("ERROR", "a multi-node upgrade and a localhost Cassandra server"),
    "E22": ("ERROR", "java.lang.OutOfMemoryError: Java heap space"),
    "E23": ("WARN", "Path Conflict: /api"),
    "E24": ("INFO", "Migrated resolver on path /api"),
    "E25": ("WARN", "The web service x was discarded"),
    "E26": ("ERROR", "Bad encoding for integer value"),
    "E27": ("ERROR", "Failed to sign CSR for service"),
}  # fmt: skip
OF_OTHER_LOGS = {
    "E28": "All host polls marked down",
    "E29": "Passphrase change has been detected for the following table: x",
    "E30": "NO PRODUCT LICENSE FOUND in /opt/x",
    "E31": "failed to listen on address 0.0.0.0:443 (Permission denied)",
    "E32": "Invalid passphrase for configuration",
    "E33": 'Unrecognized field "blob"',
    "E34": "Unable to lock JVM memory (ENOMEM)",
    "E35": "Error: ext/lib/x.jar:  File not found",
    "E36": "Warning: org.apache.xerces.jaxp.SAXParserImpl x is not recognized",
}
LEVELS = {"INFO": "info", "WARN": "warning", "ERROR": "error"}


@pytest.mark.parametrize("code", SAID)
def test_each_message_is_recognised_at_its_level(code):
    level, text = SAID[code]
    log = upgrade_log(f"[X] : OK\n{level}: {text}\n", "upgrade.log")

    assert [(line.known.code, line.level) for line in log.lines] == [(code, LEVELS[level])]
    assert log.unknown == ()


@pytest.mark.parametrize("code", OF_OTHER_LOGS)
def test_each_message_of_other_logs_is_recognised(code):
    every = frozenset(one.log for one in messages.MESSAGES)

    assert messages.known(OF_OTHER_LOGS[code], every).code == code


def test_every_message_of_the_page_is_tested():
    assert {one.code for one in messages.MESSAGES} == {*SAID, *OF_OTHER_LOGS}
    assert all(one.act for one in messages.MESSAGES if one.level == "error")


def test_the_sample_log():
    log = upgrade_log(samples.LOG, "upgrade.log")

    assert log.failed == ("API Manager: FAILED",)
    assert [line.known.code for line in log.errors] == ["E19", "E10"]
    assert [line.part for line in log.errors] == ["API Manager", "API Manager"]
    assert ["nobody has written down" in line.text for line in log.unknown] == [True]
    assert [line.known.code for line in log.licensing] == ["E10"]
    assert "instance-1/conf/jvm.xml" in log.coded("E04")[0].text


def test_a_warning_is_accepted_by_a_part_of_its_text():
    log = upgrade_log(samples.LOG, "upgrade.log")
    left = log.unaccepted(["that nobody has written down"])

    assert [line.known.code for line in left] == ["E04"]


@pytest.mark.parametrize(
    "row",
    [
        "ERROR: x",
        "   ERROR: x",
        "[ERROR] x",
        "2026-11-21 22:10:11,123 [ERROR] x",
        "2026-11-21 22:10:11,123 ERROR: x",
        "FATAL: x",
        "Exception in thread main java.lang.OutOfMemoryError: Java heap space",
        "com.vordel.LicenseException: License not found in /x",
    ],
)
def test_an_error_counts_wherever_it_stands(row):
    assert len(upgrade_log(f"[X] : OK\n{row}\n", "upgrade.log").errors) == 1


@pytest.mark.parametrize("row", ["0 ERRORs", "INFO: no ERROR was found", "the ERROR level"])
def test_the_word_alone_is_no_error(row):
    assert upgrade_log(f"[X] : OK\n{row}\n", "upgrade.log").errors == ()


def test_a_log_that_is_still_written_can_not_be_told():
    with pytest.raises(CannotTell, match="cut off"):
        upgrade_log(samples.LOG[:-3], "upgrade.log")


@pytest.mark.parametrize("done", range(4))
def test_each_status(done):
    text = f"Current status: {sysupgrade.STATES[done]}\n"
    text += f"Next step: {sysupgrade.NEXT[done]}\n" if done < 3 else ""
    found = sysupgrade.status(text)

    assert found.done == done
    assert [found.has(step) for step in sysupgrade.STEPS] == [place < done for place in range(3)]


@pytest.mark.parametrize(
    "text",
    [
        "Current status: export failed\n",
        "Current status: export complete\nNext step: sysupgrade apply\n",
        "Current status: export complete\nCurrent status: not started\n",
        "Next step: sysupgrade export\n",
        "export has been run already, use --force\n",
    ],
)
def test_another_status_can_not_be_told(text):
    with pytest.raises(CannotTell):
        sysupgrade.status(text)
