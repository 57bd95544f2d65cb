"""Files that people changed: what differs, what was acknowledged, what was made again."""

import json

import pytest

from probes.errors import CannotTell, NotApplicable
from readers.axway import rights
from readers.axway.activemq import ActiveMQ, broker
from readers.axway.changes import NODE_MANAGER
from readers.axway.installation import TRUST
from readers.axway.instance import Instance
from readers.axway.manager import AdminNodeManager
from readers.axway.node import AxwayNode
from tests.readers.axway import samples
from tests.readers.axway.hosts import FILE, NEW, OLD, http
from tests.readers.fakes import Engine, gone, said

FOLDER = said("directory|10|1700000000|755|apigw|apigw\n")
CONF = "groups/group-2/instance-1/conf"
TOPOLOGY = {
    f"gwa # cat -- {top}/groups/topology.json": said(json.dumps(samples.RESULT))
    for top in (OLD, NEW)
}


def digest(letter):
    return said(f"{letter * 64}  x\n")


def tree(top, place, **files):
    rows = "".join(f"{letter * 64}  {top}/{place}/{name}\n" for name, letter in files.items())
    return {
        f"gwa # stat -L -c '%F|%s|%Y|%a|%U|%G' -- {top}/{place}": FOLDER,
        f"gwa # find -L {top}/{place}": said(f"d\t{top}/{place}\n{rows}"),
    }


def host(inventory, answers):
    return AxwayNode(Engine({"gwa # stat": gone("x"), **TOPOLOGY, **answers}), inventory, "gwa")


def instance(inventory, **answers):
    return Instance(Engine({**TOPOLOGY, **answers}), inventory, "pay1")


def test_what_differs_and_what_is_added_is_told_of_files_and_folders(inventory):
    answers = tree(OLD, "samples/oauth", same="a", ours="b", changed="c")
    answers |= tree(NEW, "samples/oauth", same="a", changed="d", theirs="e")
    found = host(inventory, answers).changes

    assert found.unlike("samples/oauth") == {
        "samples/oauth/ours": "b" * 64,
        "samples/oauth/changed": "c" * 64,
    }
    assert len(found.unplanned("samples/oauth")) == 2
    with pytest.raises(NotApplicable):
        found.unlike("nowhere")


def test_a_change_is_made_again_once_the_file_is_not_as_shipped(inventory):
    def left(new):
        answers = {
            f"gwa # sha256sum -- {OLD}/a": digest("a"),
            f"gwa # sha256sum -- {NEW}/a": digest(new) if new else gone("x"),
        }
        return host(inventory, answers).changes.not_redone({"a": "b" * 64})

    assert left("b") == ["gwa: a: is as 7.7 ships it"]
    assert left("") == ["gwa: a: is missing"]
    assert (left("a"), left("c")) == ([], [])


def test_what_each_domain_has_of_its_own_is_no_change_of_nodemanager_xml(inventory):
    def changed(words):
        text = "<ConfigurationFragment><NodeManager {}/></ConfigurationFragment>"
        answers = tree(OLD, "conf/fed", a="a") | tree(NEW, "conf/fed", a="a")
        answers |= {
            f"gwa # ls -1A -- {OLD}/conf": said("fed\nenvSettings.props\n"),
            f"gwa # cat -- {OLD}/{NODE_MANAGER}": said(text.format(words)),
            f"gwa # cat -- {NEW}/{NODE_MANAGER}": said(text.format('domainID="" pvalue=""')),
            f"gwa # sha256sum -- {OLD}/{NODE_MANAGER}": digest("a"),
        }
        return len(host(inventory, answers).changes.unplanned_manager)

    assert changed('domainID="1" pvalue="x"') == 0
    assert changed('domainID="1" pvalue="x" timeout="60"') == 1


def test_keystores_that_a_file_names_belong_to_single_sign_on(inventory):
    found = instance(
        inventory,
        **{
            f"gwa # ls -1A -- {OLD}/{CONF}": said("idp.xml\nmine.p12\nother.jks\nmgmt.xml\n"),
            f"gwa # cat -- {OLD}/{CONF}/idp.xml": said('<Idp keystore="./mine.p12" x="gone.jks"/>'),
            f"gwa # sha256sum -- {OLD}/{CONF}": digest("a"),
        },
    ).conf_before

    assert sorted(found.sso) == ["idp.xml", "mine.p12"]
    assert found.lost({"idp.xml": "a" * 64, "sso.jks": "b" * 64}) == [
        f"{OLD}/{CONF}/sso.jks: missing"
    ]
    with pytest.raises(CannotTell):
        _ = instance(inventory, **{f"gwa # ls -1A -- {OLD}/{CONF}": said()}).conf_before.sso


def test_an_old_trust_store_put_over_the_new_one_is_named(inventory):
    found = host(
        inventory,
        {
            "gwa # sha256sum": digest("a"),
            f"gwa # {OLD}/Linux.x86_64/jre/bin/keytool": said("Your keystore contains 0 entries\n"),
            f"gwa # {NEW}/Linux.x86_64/jre/bin/keytool": said("Your keystore contains 0 entries\n"),
            f"gwa # cat -- {OLD}": said("a=1\nours=2\n"),
            f"gwa # cat -- {NEW}": said("a=1\n"),
        },
    ).customised
    shipped = dict.fromkeys(found.java_shipped, "a" * 64)

    (line,) = found.java_not_redone(shipped)
    assert line.endswith("java.security: has no ours=2")
    assert len(found.java_not_redone({**shipped, TRUST: "b" * 64})) == 2


def test_directories_are_those_that_7_7_does_not_ship(inventory):
    def types(old, new):
        grep = 'gwa # grep -r -h -o -i -E \'<entity [^>]*type="[^"]*ldap[^"]*"\''
        answers = {f"{grep} {OLD}/conf/fed": old, f"{grep} {NEW}/conf/fed": new}
        return host(inventory, answers).customised.directories

    one, none = '<entity type="LdapDirectory"\n', said(rc=1)
    assert types(said(one + one), said(one)) == ("LdapDirectory",)
    assert types(said(one), said(one)) == types(none, none) == ()
    for odd in (said(), said(rc=2), said(err="grep: x: No such file or directory\n", rc=2)):
        with pytest.raises(CannotTell):
            types(odd, none)


def test_the_broker_of_an_instance():
    entity = '<entity type="EmbeddedActiveMQ">{}</entity>'
    field = '<fval name="{}"><value>{}</value></fval>'
    on, off = field.format("enabled", "1"), field.format("enabled", "false")

    assert broker(entity.format(on + field.format("sharedDir", "/m")), "x").folder == "/m"
    assert not broker(entity.format(off + field.format("sharedDir", "")), "x").enabled
    assert broker("", "x") is None
    for odd in (entity.format(on), entity.format(""), "<garbage"):
        with pytest.raises(CannotTell):
            broker(odd, "x")


def test_folders_of_the_broker(inventory):
    text = '<entity type="ActiveMQ"><fval name="enabled"><value>1</value></fval>'
    text += '<fval name="sharedDir"><value>{}</value></fval></entity>\n'

    def of(folder, **more):
        url = "federated:file:$VINSTDIR/../conf/1111-2222/configs.xml"
        answers = {f"gwa # cat -- {top}/{CONF}/esconnection.xml": said(url) for top in (OLD, NEW)}
        answers |= {"gwa # grep -r -h -z": said(text.format(folder)), **more}
        return ActiveMQ(instance(inventory, **answers))

    assert of("").bad_folder == ["pay1: ActiveMQ is switched on, and its folder is not set"]
    assert of("$VDISTDIR/m", **{"gwa # stat": FOLDER}).bad_folder == []
    assert len(of("/m", **{"gwa # stat": FILE}).bad_folder) == 1
    real = {"gwa # readlink -m": said("/m\n"), "gwa # readlink -e": said(f"{OLD}\n")}
    assert len(of("/m", **real).shared) == 1
    with pytest.raises(CannotTell):
        _ = of("${env.DIR}").bad_folder


def test_changed_rights_are_known_and_merged(inventory):
    def acl(**roles):
        parts = {name: {} for name in ("paths", "operations", "permissions")}
        return said(json.dumps({**parts, "roles": roles}))

    def found(**merged):
        answers = {
            f"gwa # cat -- {OLD}/conf/acl.json": acl(Ops=["events"], Auditors=["events"]),
            f"gwa # cat -- {NEW}/conf/acl.json": acl(Ops=["events"], **merged),
            f"gwa # ls -1A -- {NEW}/upgrade": said("acl6.json\n"),
            f"gwa # cat -- {NEW}/upgrade": acl(Ops=["events"]),
            "gwa # sha256sum": digest("a"),
        }
        return host(inventory, answers)

    assert rights.changes(found()) == ("roles/Auditors: added",)
    assert len(rights.unplanned(found())) == len(rights.not_merged(found())) == 1
    assert rights.not_merged(found(Auditors=["events", "more"])) == []


def test_security_headers(inventory):
    def headers(status=200, **sent):
        answers = {"GET admin-node-manager:gwa /login/": http("", status, tuple(sent.items()))}
        return AdminNodeManager(Engine(answers), inventory, "gwa")

    found = headers(**{"X-Frame-Options": "DENY", "Server": "x"})
    assert found.security_headers == {"x-frame-options": "DENY"}
    assert found.headers_lost({"x-frame-options": "SAMEORIGIN", "pragma": "no-cache"}) == [
        "pragma: not sent, before: no-cache",
        "x-frame-options: DENY, before: SAMEORIGIN",
    ]
    for odd in (headers(403, Server="x"), headers()):
        with pytest.raises(CannotTell):
            _ = odd.security_headers
