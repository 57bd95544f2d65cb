"""A domain of API Gateway: what is read of it, and what of it can not be right."""
# ruff: noqa: E501 - a table, one row a line

from pathlib import Path

import pytest

from catalog.conditions import crosses, facts_of, matches
from inventory import InventoryError, load, parse
from inventory.declared import WORDS

FILE = Path(__file__).parent / "axway.yaml"
EXAMPLE = FILE.read_text()
MARK = "#!"  # stands on the line that the problem must name


@pytest.fixture(scope="module")
def domain():
    """The example, loaded."""
    return load(FILE)


def changed(old, new):
    """Load the example with one text replaced."""
    assert old in EXAMPLE
    return parse(EXAMPLE.replace(old, new, 1).encode(), FILE)


def test_versions_of_the_hop_compare(domain):
    """An update's date is a part of the version: 7.7 with a date is after 7.5.3 and after 7.7.0."""
    hop = domain.versions["gateway"]

    assert (hop.from_, hop.to) == ("7.5.3", "7.7.20240830")
    assert crosses(hop.from_, hop.to, "7.6.0", "7.7.20210330")
    assert matches(hop.to, ">=7.7.20200930")
    assert not matches("7.7.20200530", ">=7.7.20200930")


def test_directories_are_per_host(domain):
    """A host's own stand over those of all."""
    old = [domain.axway.installation_of(node).old for node in ("gwa", "gwc")]

    assert old == ["/opt/Axway-7.5.3/apigateway", "/srv/Axway-7.5.3/apigateway"]
    assert domain.axway.installation_of("gwc").owner == "apigw"


def test_the_first_manager_is_marked(domain):
    """Every command of sysupgrade names it, by its name in the topology."""
    managers = tuple(node.name for node in domain.with_role("admin-node-manager"))
    first = domain.axway.first_of(managers)

    assert (managers, first) == (("gwa", "gwb"), "gwa")
    assert [domain.axway.host_name(node) for node in ("gwa", "cas1")] == ["nodea.example", "cas1"]


def test_one_manager_needs_no_mark():
    """There is nothing to choose."""
    text = EXAMPLE.replace(
        "gwb: {address: 10.213.78.11, roles: [admin-node-manager, gateway]}",
        "gwb: {address: 10.213.78.11, roles: [gateway]}",
    )
    domain = parse(text.replace(", first: true", "").encode(), FILE)

    assert domain.axway.first_of(("gwa",)) == "gwa"


def test_instances_are_found_by_group_and_node(domain):
    """Their order is that of the file."""
    find = domain.axway.instances_of

    assert [*find(group="payments")] == ["pay1", "pay2"]
    assert [*find(node="gwb")] == ["pay2", "par1"]
    assert [*find(group="partners", node="gwb")] == ["par1"]


PLACES = [  # what, where; scheme, port, by way of which node
    (("admin-node-manager", "gwa"), ("https", 8090, None)),
    (("api-manager", "pay1"), ("https", 8075, "gwa")),
    (("traffic", "pay2"), ("http", 8180, "gwb")),
    (("traffic", "par2"), ("https", 8080, "gwc")),
    (("oauth", "par1"), ("https", 8089, "gwb")),
]


@pytest.mark.parametrize(("asked", "expected"), PLACES)
def test_where_it_listens(domain, asked, expected):
    """What the inventory does not say is as the vendor ships it; an instance is on its node."""
    found = domain.endpoint(*asked)
    via = found.reach.via if found.reach else None

    assert (found.scheme, found.port, via) == expected


def test_cassandra_gets_its_port(domain):
    """9042 is what the drivers of 7.5.3 and later ask for."""
    assert set(domain.stores["kps"].addresses) == {f"10.213.78.{n}:9042" for n in (21, 22, 23)}


def test_nodes_of_the_domain_are_not_those_of_its_store(domain):
    """Sysupgrade runs on the former."""
    assert [node.name for node in domain.domain_nodes()] == ["gwa", "gwb", "gwc"]


def test_what_it_declares(domain):
    """Conditions of requirements ask for these words."""
    assert domain.declares() <= WORDS
    assert domain.declares() == {
        "api-manager", "api-user", "backup", "canary", "cassandra", "cassandra-kps",
        "cassandra-login", "cassandra-snapshot", "cassandra-tls", "database-dump",
        "domain-passphrase", "external-database", "gateway", "group-passphrase", "load-balancer",
        "multi-node", "oauth-database", "several-managers",
    }  # fmt: skip


def test_a_privileged_port_is_declared():
    """Below 1024 the program needs a capability that the upgrade takes away."""
    assert (
        "privileged-ports"
        in changed("{env.PORT.TRAFFIC: 8180}", "{env.PORT.TRAFFIC: 443}").declares()
    )


def test_conditions_know_the_mode(domain):
    """Rows of the sample scripts apply in mode zdu only."""
    assert (facts_of(domain).mode, facts_of(domain).strategy) == ("standard", "downtime")


MODE = "  mode: standard                # standard | zdu"
GWA = "    gwa: {name: nodea.example, first: true}"
GWB = "    gwb: {name: nodeb.example}"
PAY1 = "    pay1: {name: GW1, group: payments, node: gwa}"
PAY2 = "    pay2: {name: GW2, group: payments, node: gwb, ports: {env.PORT.TRAFFIC: 8180}}"
PARTNERS = "    partners: {store: kps, keyspace: x2f1c9a70_group_3}"
INSTALL = "  installation: {old: /opt/Axway-7.5.3/apigateway, new: /opt/Axway-7.7/apigateway, owner: apigw}"
DATABASE = next(line for line in EXAMPLE.splitlines() if line.startswith("    tokens: {url"))
WARNING = next(line for line in EXAMPLE.splitlines() if "accepted_warnings" in line)

# what is replaced, by what (the marked line is the one to name), key, words of the message
CASES = {
    "unknown key": (PAY1, "    pay1: {nam: GW1, group: payments, node: gwa} #!", "axway.instances.pay1.nam", "did you mean name?"),
    "unknown mode": (MODE, "  mode: standart #!", "axway.mode", "did you mean standard?"),
    "mode of another strategy": ("strategy: downtime", "strategy: rolling #!", "strategy", "axway.mode: standard goes with downtime"),
    "target without date": ("to: 7.7.20240830}", "to: 7.7.0} #!", "versions.gateway.to", "as 7.7.20240830"),
    "target of no day": ("to: 7.7.20240830}", "to: 7.7.20241345} #!", "versions.gateway.to", "is no update of 7.7"),
    "target is older": ("from: 7.5.3, to: 7.7.20240830}", "from: 7.7.20240830, to: 7.7.20210330} #!", "versions.gateway.to", "is older than from"),
    "half an old version": ("from: 7.5.3", "from: '7.5' #!\n   ", "versions.gateway.from", "as 7.5.0"),
    "no component of its own": ("  cassandra: {from: 2.2.8, to: 2.2.12}", "  api-manager: {from: 7.5.3, to: 7.7.20240830} #!", "versions.api-manager", "is no component of axway"),
    "role of tyk": ("gwc: {address: 10.213.78.12, roles: [gateway]}", "gwc: {address: 10.213.78.12, roles: [gateway, dashboard]} #!", "nodes.gwc.roles[1]", "axway has no role dashboard"),
    "section of another product": ("axway:\n", "tyk: {mode: file, install: repository} #!\naxway:\n", "tyk", "belongs to product: tyk"),
    "no old directory": (INSTALL, "  installation: {new: /opt/Axway-7.7/apigateway, owner: apigw} #!", "axway.installation.old", "none of their own: gwa, gwb"),
    "no owner": (INSTALL, INSTALL.replace(", owner: apigw", "") + " #!", "axway.installation.owner", "is missing"),
    "new inside old": (INSTALL, INSTALL.replace("/opt/Axway-7.7/apigateway", "/opt/Axway-7.5.3/apigateway/new") + " #!", "axway.installation", "old and new overlap"),
    "relative directory": (INSTALL, INSTALL.replace("/opt/Axway-7.7", "Axway-7.7") + " #!", "axway.installation.new", "is no absolute path"),
    "host that is no node": (GWB, f"{GWB}\n    gwd: {{name: noded.example}} #!", "axway.hosts.gwd", "there is no node gwd; did you mean gwc?"),
    "host of the store": (GWB, f"{GWB}\n    cas1: {{name: cas1.example}} #!", "axway.hosts.cas1", "no role of the domain"),
    "host's name twice": (GWB, "    gwb: {name: nodea.example} #!", "axway.hosts.gwb.name", "is the name of gwa too"),
    "no first manager": (GWA, "    gwa: {name: nodea.example}", "axway.hosts", "mark one with first: true, of gwa, gwb"),
    "two first managers": (GWB, "    gwb: {name: nodeb.example, first: yes} #!", "axway.hosts.gwb.first", "gwa is the first Admin Node Manager already"),
    "first is no manager": ("    gwc: {name: nodec.example,", "    gwc: {name: nodec.example, first: true, #!\n     ", "axway.hosts.gwc.first", "has no role admin-node-manager"),
    "instance without group": (PAY1, "    pay1: {name: GW1, node: gwa} #!", "axway.instances.pay1.group", "is missing"),
    "instance of an unknown group": (PAY1, PAY1.replace("payments", "payment") + " #!", "axway.instances.pay1.group", "there is no group payment; did you mean payments?"),
    "instance on an unknown node": (PAY1, PAY1.replace("node: gwa", "node: gwx") + " #!", "axway.instances.pay1.node", "there is no node gwx"),
    "instance on a store's node": (PAY1, f"{PAY1}\n    pay3: {{group: payments, node: cas1}} #!", "axway.instances.pay3.node", "cas1 has no role gateway"),
    "instance's name twice": (PAY2, PAY2.replace("GW2", "GW1") + " #!", "axway.instances.pay2", "is called GW1 as pay1 is"),
    "group without instance": (PARTNERS, f"{PARTNERS}\n    spare: {{}} #!", "axway.groups.spare", "has no instance"),
    "port taken by a neighbour": ("{env.PORT.MANAGEMENT: 8086,", "{env.PORT.MANAGEMENT: 8180, #!\n     ", "axway.instances.par1.ports.env.PORT.MANAGEMENT", "8180 is the port of pay2 (env.PORT.TRAFFIC) on gwb too"),
    "ports of the vendor twice": (PAY1, f"{PAY1}\n    pay3: {{group: payments, node: gwa, ports: {{env.PORT.TRAFFIC: 8380}}}} #!", "axway.instances.pay3.ports.env.PORT.MANAGEMENT", "8085 is the port of pay1 (env.PORT.MANAGEMENT) on gwa too"),
    "port of the Node Manager": (PAY2, PAY2.replace("8180", "8090") + " #!", "axway.instances.pay2.ports.env.PORT.TRAFFIC", "8090 is the port of the Node Manager"),
    "no key of a port": (PAY2, PAY2.replace("TRAFFIC", "trafic") + " #!", "axway.instances.pay2.ports.env.PORT.trafic", "did you mean env.PORT.TRAFFIC?"),
    "unknown service": ("{traffic: {scheme: https}}", "{trafic: {scheme: https}} #!\n   ", "axway.instances.par2.endpoints.trafic", "did you mean traffic?"),
    "unknown store": (PARTNERS, PARTNERS.replace("store: kps", "store: kbs") + " #!", "axway.groups.partners.store", "there is no store of type cassandra kbs; did you mean kps?"),
    "unknown keyspace": (PARTNERS, PARTNERS.replace("group_3", "group_33") + " #!", "axway.groups.partners.keyspace", "there is no keyspace x2f1c9a70_group_33; did you mean x2f1c9a70_group_3?"),
    "store without keyspace": (PARTNERS, "    partners: {store: kps} #!", "axway.groups.partners.keyspace", "which one of kps is the group's?"),
    "keyspace without store": (PARTNERS, "    partners: {keyspace: x2f1c9a70_group_3} #!", "axway.groups.partners.store", "which Cassandra has the keyspace?"),
    "API Manager without Cassandra": (PARTNERS, "    partners: {api_manager: true} #!", "axway.groups.partners.store", "API Manager keeps its data in Cassandra"),
    "API Manager without a user": ("    api_user: {username: ann, password: env:LAB_ANN_PASSWORD}\n", "", "axway.accounts.api_user", "the group payments runs API Manager"),
    "no account": ("    admin: {username: admin, password: env:LAB_ADMIN_PASSWORD}\n", "", "axway.accounts.admin", "is missing"),
    "inline password": ("password: env:LAB_ADMIN_PASSWORD", "password: hunter22", "axway.accounts.admin.password", "env:NAME, file:path"),
    "inline passphrase": ("domain_passphrase: env:LAB_DOMAIN_PASSPHRASE", "domain_passphrase: hunter22 #!", "axway.domain_passphrase", "env:NAME, file:path"),
    "no JDBC URL": (DATABASE, DATABASE.replace("jdbc:mysql", "mysql") + " #!", "axway.databases.tokens.url", "is no JDBC URL"),
    "password in a JDBC URL": (DATABASE, DATABASE.replace("jdbc:mysql://db.example:3306/oauth", "jdbc:sqlserver://db:1433;password=hunter22") + " #!", "axway.databases.tokens.url", "holds a user in the URL"),
    "password for Oracle": (DATABASE, DATABASE.replace("jdbc:mysql://db.example:3306/oauth", "jdbc:oracle:thin:kps/hunter22@db:1521:x") + " #!", "axway.databases.tokens.url", "holds a user in the URL"),
    "database for nothing": (DATABASE, DATABASE.replace("[oauth]", "[]") + " #!", "axway.databases.tokens.holds", "at least 1"),
    "dump of an unknown database": ("databases: {tokens: /var", "databases: {token: /var", "backups.databases.token", "did you mean tokens?"),
    "snapshot of an unknown store": ("cassandra: {kps: /var", "cassandra: {kpss: /var", "backups.cassandra.kpss", "did you mean kps?"),
    "keyspace of another datacenter": ("      system_auth: {DC1: 3}", "      system_auth: {DC2: 3}", "stores.kps.keyspaces", "system_auth has no replica in the datacenter DC1"),
    "no replica": ("      system_auth: {DC1: 3}", "      system_auth: {DC1: 0} #!", "stores.kps.keyspaces.system_auth.DC1", "greater than or equal to 1"),
    "call of an unknown group": ("group: payments, service", "group: paymnets, service", "axway.calls[0].group", "did you mean payments?"),
    "call without credential": (', header: "env:LAB_TOKEN"', "", "axway.calls[0]", "needs header"),
    "warning of an unknown log": (WARNING, WARNING.replace("log: upgrade", "log: upgrad") + " #!", "axway.accepted_warnings[0].log", "did you mean upgrade?"),
    "warning that accepts all": (WARNING, WARNING.replace("""'feature "mcafee" not licensed'""", "WARN") + " #!", "axway.accepted_warnings[0].text", "at least 8 characters"),
    "acknowledged above the installation": ("file: conf/acl.json", "file: ../acl.json", "axway.acknowledged[0].file", "pattern"),
    "redis for axway": ("    type: cassandra", "    type: casandra #!", "stores.kps.type", "did you mean cassandra?"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_problem_has_line_key_and_words(name):
    """One mistake gives one problem, at its place, and shows no secret."""
    old, new, key, words = CASES[name]
    assert EXAMPLE.count(old) >= 1
    text = EXAMPLE.replace(old, new, 1)
    marked = [number for number, line in enumerate(text.splitlines(), 1) if MARK in line]

    with pytest.raises(InventoryError) as caught:
        parse(text.encode(), Path("envs/lab/inventory.yaml"))
    found = caught.value.problems

    assert [(p.key, words in p.message) for p in found] == [(key, True)], found
    assert not marked or [p.line for p in found] == marked
    assert "hunter22" not in str(caught.value)


def test_zdu_needs_the_scripts_own_file():
    """It is not topology.json, and has another form."""
    text = EXAMPLE.replace("mode: standard ", "mode: zdu ")

    with pytest.raises(InventoryError, match="needs the scripts' own topology file"):
        parse(text.replace("strategy: downtime", "strategy: rolling").encode(), FILE)


def test_a_gateway_without_instance_is_told():
    """Nothing would be checked on it."""
    with pytest.raises(InventoryError, match="gwd is a gateway, but no instance is on it"):
        changed("  cas1:", "  gwd: {address: 10.213.78.13, roles: [gateway]}\n  cas1:")


def test_a_domain_without_manager_is_told():
    """Nobody could be asked for the topology."""
    with pytest.raises(InventoryError, match="a domain has at least one"):
        parse(
            EXAMPLE.replace("admin-node-manager, ", "").replace(", first: true", "").encode(), FILE
        )


def test_port_8090_is_verified_by_who_signs_before_and_by_who_signs_after(domain):
    """Apply makes the CA anew: one inventory serves before it and after it."""
    tls = domain.endpoint("admin-node-manager", "gwa").tls

    assert (tls.ca.name, tls.ca_next.name) == ("domain-old.pem", "domain-new.pem")
    assert tls.server_name == "nodea.example"
    assert domain.endpoint("traffic", "pay1").tls is None
    own = changed(
        "gwa: {address: 10.213.78.10,",
        "gwa: {address: 10.213.78.10, endpoints: {admin-node-manager: {tls: {insecure: true}}},",
    )
    assert own.endpoint("admin-node-manager", "gwa").tls.insecure
    late = changed("  ca_old: domain-old.pem\n", "").endpoint("admin-node-manager", "gwb").tls
    assert (late.ca.name, late.ca_next) == ("domain-new.pem", None)
