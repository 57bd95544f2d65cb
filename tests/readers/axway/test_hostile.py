"""Every parser, given what is none of its texts: CannotTell, and never a value or another error."""

import json

import pytest

from probes.errors import CannotTell
from readers.axway import (
    configuration,
    deployments,
    kps,
    licence,
    managedomain,
    rbac,
    service_scripts,
    sysupgrade,
    topology,
    trace,
    upgrade_log,
)  # fmt: skip
from tests.readers.axway import samples

PARSERS = {
    "topology": (topology.topology, samples.TOPOLOGY),
    "deployments": (deployments.deployments, samples.DEPLOYMENTS),
    "archive id": (deployments.archive_id, '{"result": "842d18d5-0000"}'),
    "archive": (
        deployments.archive, '{"result": {"data": "YWJj", "rootProperties": {"Id": "a"}}}'
    ),
    "version": (managedomain.installed, samples.VERSION),
    "status": (sysupgrade.status, samples.STATUS),
    "log": (lambda data: upgrade_log.upgrade_log(data, "log"), samples.LOG),
    "licence": (licence.licence, samples.LICENCE),
    "ports": (configuration.ports, samples.PROPS),
    "jvm": (configuration.jvm, samples.JVM),
    "service": (configuration.includes, samples.SERVICE),
    "redaction": (configuration.redacts, samples.REDACTION),
    "acl": (rbac.acl, samples.ACL),
    "users": (rbac.admin_users, samples.USERS),
    "script": (lambda data: service_scripts.service_script(data, "script"), samples.SCRIPT),
    "trace head": (trace.header, samples.TRACE),
    "trace": (trace.entries, samples.TRACE),
    "audit": (trace.audit, samples.AUDIT),
    "kps": (kps.cassandra_configuration, samples.KPS),
}  # fmt: skip
MAY_BE_EMPTY = {"trace", "audit"}
GARBAGE = {
    "garbage": b"\x07\xfe\x80 no such thing \xff",
    "words": b"Connection closed by remote host\n",
    "html": b"<html><body>Access Denied</body></html>\n",
    "deep": b"[" * 100_000,
    "a list": b"[1, 2, 3]",
    "ten megabytes": b"x" * (10 << 20),
    "nul": b"abc\0def\n",
    "null": b'{"result": null}',
    "bomb": b'<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]>'
    b"<ConfigurationFragment>&c;</ConfigurationFragment>",
}  # fmt: skip


@pytest.mark.parametrize("name", PARSERS)
def test_the_sample_is_read_also_with_a_byte_order_mark(name):
    parse, sample = PARSERS[name]

    assert parse(sample.encode()) == parse(b"\xef\xbb\xbf" + sample.encode())


@pytest.mark.parametrize("garbage", GARBAGE)
@pytest.mark.parametrize("name", PARSERS)
def test_what_is_none_of_it_can_not_be_told(name, garbage):
    with pytest.raises(CannotTell):
        PARSERS[name][0](GARBAGE[garbage])


@pytest.mark.parametrize("name", PARSERS)
def test_nothing_is_no_answer(name):
    parse, _ = PARSERS[name]
    if name in MAY_BE_EMPTY:
        assert parse(b"") == ()
        return
    with pytest.raises(CannotTell):
        parse(b"")


@pytest.mark.parametrize("name", PARSERS)
def test_cut_off_anywhere_it_is_what_it_was_or_can_not_be_told(name):
    parse, sample = PARSERS[name]
    raised = 0
    for end in range(0, len(sample), max(1, len(sample) // 60)):
        try:
            parse(sample[:end].encode())
        except CannotTell:
            raised += 1

    assert raised


@pytest.mark.parametrize("name", ["topology", "deployments", "acl", "users", "archive"])
def test_json_with_a_part_of_another_kind_can_not_be_told(name):
    parse, sample = PARSERS[name]
    document, refused = json.loads(sample), 0
    for changed in _changed(document):
        try:
            parse(json.dumps(changed))
        except CannotTell:
            refused += 1

    assert refused


def _changed(value):
    """Give the document with each of its parts replaced by what it is not."""
    if isinstance(value, dict):
        for key, one in value.items():
            for other in (None, 7, "x", [], {}, [None]):
                yield {**value, key: other}
            for inner in _changed(one):
                yield {**value, key: inner}
    elif isinstance(value, list):
        for place, one in enumerate(value):
            for inner in _changed(one):
                yield [*value[:place], inner, *value[place + 1 :]]
