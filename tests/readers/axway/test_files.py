"""Licence, settings, rights, scripts, traces, KPS: the samples, and what is wrong in them."""

import json
from datetime import UTC, datetime

import pytest

from probes.answers import HttpAnswer
from probes.errors import CannotTell
from readers.axway import (
    api_manager_rest,
    configuration,
    documents,
    health,
    kps,
    licence,
    rbac,
    service_scripts,
    trace,
)  # fmt: skip
from tests.readers.axway import samples


def lic(**fields):
    text = samples.LICENCE
    for key, value in fields.items():
        text = "".join(
            f"{key}={value}\n" if line.startswith(f"{key}=") else line
            for line in text.splitlines(keepends=True)
            if value is not None or not line.startswith(f"{key}=")
        )
    return licence.licence(text)


def test_a_licence_tells_features_host_and_end():
    found = lic()

    assert found.signed
    assert [found.grants(one) for one in ("unrestricted", "apiportal", "mcafee", "FIPS")] == [
        True, True, False, False,
    ]  # fmt: skip
    assert found.hosts == ("nodea.example",)
    assert found.expires == datetime(2027, 2, 1, tzinfo=UTC)


def test_features_in_a_list_count_too():
    found = licence.licence("features=unrestricted, apiportal\n")

    assert found.grants("apiportal")
    assert not found.grants("portal")


@pytest.mark.parametrize("end", ["31 Jan 2027", "31-Jan-2027", "2027/01/31", "20270131"])
def test_forms_of_an_end(end):
    assert lic(expires=end).expires == datetime(2027, 2, 1, tzinfo=UTC)


def test_a_licence_without_end_says_so_in_words():
    assert lic(expires="never").expires is None
    for end in (None, "", "soon", "31.01.27"):
        with pytest.raises(CannotTell):
            _ = lic(expires=end).expires
    with pytest.raises(CannotTell):
        _ = lic(hostname=None).hosts


def test_ports_of_envsettings():
    assert configuration.ports(samples.PROPS) == {
        "env.PORT.MANAGEMENT": 8085, "env.PORT.TRAFFIC": 8080, "env.BROKER.PORT": 61616,
    }  # fmt: skip
    for wrong in ("env.PORT.TRAFFIC=0\n", "env.PORT.TRAFFIC=80a\n", "env.PORT.TRAFFIC=65536\n"):
        with pytest.raises(CannotTell):
            configuration.ports(wrong)


def test_properties_with_escapes_and_lines_that_go_on():
    text = "a\\:b=c\\u0041\nlong=one\\\n  two\n! no\nurl = jdbc:x://h\nplain value\n"

    assert documents.properties_of(text, "x") == {
        "a:b": "cA", "long": "onetwo", "url": "jdbc:x://h", "plain": "value",
    }  # fmt: skip
    with pytest.raises(CannotTell, match="two values"):
        documents.properties_of("a=1\na=2\n", "x")


def test_jvm_settings():
    text = samples.JVM.replace("<VMArg", '<JVMSettings><VMArg name="-Djava.io.tmpdir=/x"/>'
                               '<LibPath path="/l"/></JVMSettings><VMArg')  # fmt: skip
    found = configuration.jvm(text)

    assert found.arguments == ("-Djava.io.tmpdir=/x", "-Dmy.flag=true")
    assert (found.temporary, found.others) == ("/x", ("<LibPath path=/l>",))
    with pytest.raises(CannotTell, match="the root is"):
        configuration.jvm("<JVMSettings/>")
    with pytest.raises(CannotTell, match="well-formed"):
        configuration.jvm(samples.JVM * 2)


def test_includes_and_redaction():
    assert "$VINSTDIR/conf/redaction.xml" in configuration.includes(samples.SERVICE)
    assert configuration.redacts(samples.REDACTION)
    assert not configuration.redacts(samples.REDACTION.replace('"true"', '"false"'))
    with pytest.raises(CannotTell):
        configuration.redacts(samples.REDACTION.replace('"true"', '"maybe"'))


def test_administrators_in_both_layouts():
    found = rbac.admin_users(samples.USERS)
    document = json.loads(samples.USERS)
    newer = {key: document[key] for key in document if key not in ("credentials", "version")}
    newer["adminUserCredentials"] = {"user-1": {"passwordHistory": ["$hash"], "t": 1}}

    assert found.users == {"ops": ("API Server Administrator",)}
    assert (found.version, found.timestamp) == (4, 9)
    assert rbac.admin_users(json.dumps(newer)) == found
    assert list(rbac.credentials(samples.USERS)) == ["$AAGQ..$salt$digest"]
    assert list(rbac.credentials(json.dumps(newer))) == ["$hash"]


def test_what_was_changed_in_the_rights():
    factory = rbac.acl(samples.ACL)
    document = json.loads(samples.ACL)
    document["roles"]["Mine"] = ["mgmt", "extra"]
    document["permissions"]["mgmt"] = ["Read", "Write"]
    own = rbac.acl(json.dumps(document))

    assert factory.beyond(factory) == ()
    assert own.beyond(factory) == ("permissions/mgmt: changed", "roles/Mine: added")
    assert factory.lacks(own, ("roles/Mine", "permissions/mgmt")) == (
        "roles/Mine", "permissions/mgmt",
    )  # fmt: skip
    assert own.permissions == {"mgmt", "extra"}


def test_a_service_script():
    found = service_scripts.service_script(samples.SCRIPT, "vshell-GW1")

    assert found.installation == "/opt/Axway-7.5.3/apigateway"
    assert found.instance.endswith("group-2/instance-1")
    assert found.names("/opt/Axway-7.5.3")
    assert not found.names("/opt/Axway-7.5")
    with pytest.raises(CannotTell):
        service_scripts.service_script(samples.SCRIPT.replace('"/opt', '"$HOME/opt'), "x")
    with pytest.raises(CannotTell, match="2 different"):
        service_scripts.service_script(samples.SCRIPT + "VDISTDIR=/other\n", "x")


def test_a_trace_and_the_newest_of_several():
    assert trace.header(samples.TRACE) == "7.7 SP1-20240830"
    assert [(one.level, one.known.code if one.known else "") for one in
            trace.entries(samples.TRACE)] == [("INFO", ""), ("ERROR", "E28")]  # fmt: skip
    assert trace.newest(("GW1_20261121220000.trc", "GW1_20261121230000.trc", "x.log")).endswith(
        "230000.trc"
    )
    with pytest.raises(CannotTell):
        trace.newest(("x.log",))


def test_the_audit_log():
    (found,) = trace.audit(samples.AUDIT)

    assert (found.event, found.user, found.when.year) == (1037, "ops", 2023)


def test_the_cassandra_of_a_group():
    found = kps.cassandra_configuration(samples.KPS)

    assert found.refusing == ()
    assert found.configs[0].ports == {9042}
    assert found.configs[0].keyspace == "x2f1c9a70_group_2"
    refused = kps.cassandra_configuration(samples.KPS.replace("GW1: OK", "GW1: FAILED"))
    assert refused.refusing == ("GW1: FAILED",)
    assert kps.keyspace_of("2f1c-9a70", "group-2") == "x2f1c_9a70_group_2"


@pytest.mark.parametrize(
    ("status", "body", "word"),
    [
        (200, "<status>ok</status>", "ok"),
        (200, "<status>Bad</status>", "bad"),
        (503, "", "HTTP 503"),
    ],
)
def test_health(status, body, word):
    assert health.health(HttpAnswer(status, (), body.encode()), "x") == word


@pytest.mark.parametrize(("status", "body"), [(200, "ok"), (404, ""), (200, "<html/>")])
def test_health_that_is_none(status, body):
    with pytest.raises(CannotTell):
        health.health(HttpAnswer(status, (), body.encode()), "x")


def rest(document, status=200):
    return HttpAnswer(status, (), json.dumps(document).encode())


def test_things_of_api_manager_are_kept_without_what_use_changes():
    found = api_manager_rest.things(
        rest([{"id": "o1", "name": "API Development", "enabled": True, "createdOn": 1}]), "/x"
    )

    assert found["o1"].said == {"name": "API Development", "enabled": "true"}
    assert api_manager_rest.things(rest([]), "/x") == {}


@pytest.mark.parametrize("document", [{}, [{}], [{"id": 1}], [{"id": "a"}, {"id": "a"}], None])
def test_things_that_are_none(document):
    with pytest.raises(CannotTell):
        api_manager_rest.things(rest(document), "/x")


@pytest.mark.parametrize("status", [401, 403, 409, 500, 303])
def test_what_api_manager_refuses_can_not_be_told(status):
    with pytest.raises(CannotTell, match=str(status)):
        api_manager_rest.things(rest([], status), "/x")


def test_a_person_a_version_and_quotas():
    said = {"loginName": "ann", "role": "user", "enabled": True}
    said["authAttrs"] = {"changePassword": True}
    found = api_manager_rest.person(rest(said))
    rule = {"api": "*", "method": "*", "type": "throttle", "config": {"messages": 9}, "id": "z"}

    assert (found.admin, found.must_change) == (False, True)
    assert str(api_manager_rest.config(rest({"productVersion": "7.7.20210330"})).version) == (
        "7.7.20210330"
    )
    assert api_manager_rest.quotas(rest([{"id": "q", "type": "SYSTEM", "restrictions": [rule]}]))[
        "q"
    ]["restrictions"] == [{key: rule[key] for key in ("api", "method", "type", "config")}]
