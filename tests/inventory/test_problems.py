"""What is wrong with an inventory is said with its line, its key and the way out."""
# ruff: noqa: E501 - a table, one row a line

from pathlib import Path

import pytest

from inventory import InventoryError, parse

EXAMPLE = (Path(__file__).parent / "example.yaml").read_text()
MARK = "#!"  # stands on the line that the problem must name

GW2 = "  gw2: {address: 10.213.77.11, roles: [gateway], zone: dmz}"
GW1 = "  gw1: {address: 10.213.77.10, roles: [gateway], zone: dmz, endpoints: {gateway: {port: 8080}}}"
DASH1 = "  dash1: {address: 10.213.77.12, roles: [dashboard, pump]}"
WINDOW = next(line for line in EXAMPLE.splitlines() if line.startswith("window"))
GATEWAY = "  gateway: {from: 5.3.9, to: 5.8.9}"
PUMP = "  pump: {from: 1.12.0, to: 1.14.0}"
PASSWORD = "    password: env:LAB_REDIS_PASSWORD"
MAIN = "    addresses: [10.213.77.13:6379]"
TYPE = "    type: redis"
MODE = "  mode: dashboard               # dashboard | file  (use_db_app_configs)"
CANARY = next(line for line in EXAMPLE.splitlines() if line.startswith("  canaries"))
REACH = "    reach: {via: gw1}           # or direct; default: via the first node that uses it"


def window(**keys: str) -> str:
    """Write a window with some keys changed, or left out when empty."""
    all_keys = {
        "start": "2026-11-21 22:00",
        "end": "2026-11-22 04:00",
        "freeze": "2026-11-21 21:00",
        "timezone": "Europe/Berlin",
    } | keys
    return "window: {" + ", ".join(f"{k}: {v}" for k, v in all_keys.items() if v) + "}  #!"


def gw2(**keys: str) -> str:
    """Write the second gateway with some keys changed."""
    all_keys = {"address": "10.213.77.11", "roles": "[gateway]"} | keys
    return "  gw2: {" + ", ".join(f"{k}: {v}" for k, v in all_keys.items()) + "}  #!"


# what is replaced, by what (the marked line is the one to name), key, words of the message
CASES = {
    "unknown key at the top": ("change: CHG", "chnge: x #!\nchange: CHG", "chnge", "mean change?"),
    "unknown key deep down": (
        GW2, gw2(adress="x"), "nodes.gw2.adress", "unknown key; did you mean address?",
    ),
    "unknown key of a store": (
        TYPE, f"{TYPE}\n    pasword: hunter22  #!", "stores.main.pasword", "mean password?",
    ),
    "unknown key like nothing": (
        "become: {method: sudo}", "become: {qqq: 1}  #!", "become.qqq", "known here: method, user",
    ),
    "an environment of blue-green": (
        GW2, gw2(traffic="idle"), "nodes.gw2.traffic", "is of a blue-green upgrade",
    ),
    "a zone that nobody is in": (
        "change: CHG", "estate_zone: dmx  #!\nchange: CHG", "estate_zone", "did you mean dmz?",
    ),
    "a node's name twice told": (GW2, gw2(name="gw2"), "nodes.gw2.name", "the name is the key"),
    "alias of ours is no key": (
        PUMP, PUMP.replace("from", "from_") + "  #!", "versions.pump.from_", "mean from?",
    ),
    "wrong type: mapping": ("ssh: {config: ssh_config, user: ops}", "ssh: ops #!", "ssh", "must be a mapping"),
    "wrong type: list": (GW2, gw2(roles="gateway"), "nodes.gw2.roles", "must be a list"),
    "wrong type: text": ("environment: lab", "environment: [lab]  #!", "environment", "must be text, not a list"),
    "wrong type: number": ("connect: 5, command: 10, http: 5}", "connect: soon}  #!", "timeouts.connect", "must be a number"),
    "wrong type: bool": (
        "tls: {ca: ca.pem}", "tls: {insecure: perhaps}  #!", "stores.main.tls.insecure", "must be true or false",
    ),
    "nothing behind the key": ("become: {method: sudo}", "become:  #!", "become", "is empty: write a mapping"),
    "infinite timeout": ("timeouts: {connect: 5", "timeouts:\n  {connect: nan #!\n ", "timeouts.connect", "must be a number"),
    "no timeout": ("http: 5}", "http: 0}  #!", "timeouts.http", "greater than 0"),
    "missing": ("change: CHG0123456", "", "change", "is missing"),
    "duplicate key": ("product: tyk\n", "product: tyk\nproduct: tyk  #!\n", "product", "the same key a second time, first in line 2"),
    "duplicate node": (GW2, f"{GW2}\n  gw1: {{address: 10.9.9.9, roles: [gateway]}}  #!", "nodes.gw1", "the same node a second time"),
    "duplicate machine": (GW2, gw2(address="10.213.77.10"), "nodes.gw2.address", "the address of gw1 too"),
    "unknown product": ("product: tyk", "product: tik  #!", "product", "did you mean tyk?"),
    "unknown strategy": ("strategy: downtime", "strategy: bluegreen  #!", "strategy", "mean blue-green?"),
    "unknown role": (GW2, gw2(roles="[gatway]"), "nodes.gw2.roles[0]", "tyk has no role gatway; did you mean gateway?"),
    "role twice": (GW2, gw2(roles="[gateway, gateway]"), "nodes.gw2.roles", "names a role twice: gateway"),
    "node without role": (GW2, gw2(roles="[]"), "nodes.gw2.roles", "names no role"),
    "endpoint of a role the node lacks": (GW2, gw2(endpoints="{pump: {port: 1}}"), "nodes.gw2.endpoints.pump", "gw2 has no role pump"),
    "component that no node has": (DASH1, DASH1.replace(", pump", ""), "versions.pump", "no node has the role pump"),
    "component of another product": (PUMP, f"{PUMP}\n  console: {{from: 1.0.0, to: 1.1.0}}  #!", "versions.console", "is no component of tyk"),
    "order forgets": ("upgrade_order: [dashboard, gateway, pump]", "upgrade_order: [dashboard, gateway]  #!", "upgrade_order", "forgets pump"),
    "order misspelt": ("gateway, pump]", "gateway, pump, pomp]  #!", "upgrade_order[3]", "did you mean pump?"),
    "store on an unknown node": ("    node: data1", "    node: data2 #!", "stores.main.node", "there is no node data2; did you mean data1?"),
    "via an unknown node": (REACH, "    reach: {via: gx1}  #!", "stores.main.reach.via", "did you mean gw1?"),
    "reach of nothing": (REACH, "    reach: somehow  #!", "stores.main.reach", "must be `direct` or `{via: NODE}`"),
    "backups on an unknown node": ("backups:\n  node: data1  ", "backups:\n  node: date1  #!\n#", "backups.node", "did you mean data1?"),
    "backup of an unknown store": ("redis: {main:", "redis: {mian: /x}  #!\n#", "backups.redis.mian", "did you mean main?"),
    "backup at a relative place": ("/var/backups/tyk/redis/dump.rdb}", "dump.rdb}  #!", "backups.redis.main", "no absolute path"),
    "store of unknown type": (TYPE, "    type: reddis  #!", "stores.main.type", "did you mean redis?"),
    "end before start": (WINDOW, window(end="2026-11-21 21:30"), "window.end", "ends before it starts"),
    "end in the next year": (WINDOW, window(end="2027-11-22 04:00"), "window.end", "longer than 14 days"),
    "freeze after end": (WINDOW, window(freeze="2026-11-22 04:00"), "window.freeze", "after the window's end"),
    "no timezone": (WINDOW, window(timezone=""), "window.timezone", "is missing"),
    "unknown timezone": (WINDOW, window(timezone="Europe/Berlyn"), "window.timezone", "did you mean Europe/Berlin?"),
    "no name of a timezone": (WINDOW, window(timezone="../UTC"), "window.timezone", "is no time zone"),
    "no date": (WINDOW, window(start="tonight"), "window.start", "write 2026-11-21 22:00"),
    "date without time": (WINDOW, window(start="2026-11-21"), "window.start", "write 2026-11-21 22:00"),
    "ambiguous time": (
        WINDOW, window(freeze="2026-10-25 02:30"), "window.freeze",
        "happens twice in Europe/Berlin (summer time ends): write 2026-10-25 02:30+02:00 or 2026-10-25 02:30+01:00",
    ),
    "time that is not": (WINDOW, window(freeze="2026-03-29 02:30"), "window.freeze", "does not exist in Europe/Berlin"),
    "foreign offset": (WINDOW, window(start="2026-11-21 22:00-05:00"), "window.start", "has the offset +01:00 then"),
    "no version": (PUMP, PUMP.replace("1.14.0", "latest") + " #!", "versions.pump.to", "is no version"),
    "version with v": (PUMP, PUMP.replace("1.14.0", "v1.14.0") + " #!", "versions.pump.to", "without the v"),
    "version with release": (PUMP, PUMP.replace("1.14.0", "1.14.0-1.el9") + " #!", "versions.pump.to", "without the package's release"),
    "half a version": (PUMP, PUMP.replace("1.14.0", "1.14") + " #!", "versions.pump.to", "as 1.14.0"),
    "from is to": (GATEWAY, GATEWAY.replace("5.8.9", "5.3.9") + " #!", "versions.gateway.to", "there is nothing to upgrade"),
    "to is older": (GATEWAY, GATEWAY.replace("5.8.9", "5.3.10").replace("5.3.9", "5.10.0") + " #!", "versions.gateway.to", "to (5.3.10) is older than from (5.10.0)"),
    "inline secret": (PASSWORD, "    password: hunter22 #!", "stores.main.password", 'env:NAME, file:path or exec:["program", "argument"]'),
    "exec of no list": (PASSWORD, "    password: exec:[vault read] #!", "stores.main.password", "needs a JSON list of words"),
    "secret in a URL": ('url: "http://', 'url: "http://ops:hunter22@', "tyk.load_balancer.url", "holds a password in a URL"),
    "password in an address": (MAIN, "    addresses: ['redis://:hunter22@10.213.77.13:6379'] #!", "stores.main.addresses[0]", "holds a password in a URL"),
    "user in an address": (MAIN, "    addresses: ['tyk:hunter22@10.213.77.13:6379'] #!", "stores.main.addresses[0]", "give it with username and password"),
    "key in a path": (CANARY, "  canaries: [{name: a, path: '/a?api_key=hunter22'}] #!", "tyk.canaries[0].path", "holds a key in a URL"),
    "password in a node's user": (GW2, gw2(user="'ops:hunter22'"), "nodes.gw2.user", "is no user name"),
    "token anywhere": ("change: CHG0123456", "change: eyJhbGciOiJIUzI1.eyJzdWIi #!", "change", "JWT"),
    "identifier with a slash": ("change: CHG0123456", "change: ../CHG #!", "change", "A-Z a-z 0-9 . _ -"),
    "identifier with a space": (GW2, GW2.replace("gw2", "gw 2") + " #!", "nodes.gw 2", "A-Z a-z 0-9 . _ -"),
    "address as an option": (GW2, gw2(address="-oProxyCommand=id"), "nodes.gw2.address", "is no address"),
    "address with a shell": (GW2, gw2(address="'a;id'"), "nodes.gw2.address", "is no address"),
    "address with a space": (GW2, gw2(address="'a b'"), "nodes.gw2.address", "is no address"),
    "user as an option": (GW2, gw2(user="-lroot"), "nodes.gw2.user", "is no user name"),
    "jump as an option": ("user: ops}", "jump: -oX=y}  #!", "ssh.jump", "is no jump host"),
    "port 0": (GW2, gw2(port="0"), "nodes.gw2.port", "greater than or equal to 1"),
    "port too large": (GW2, gw2(port="65536"), "nodes.gw2.port", "less than or equal to 65535"),
    "port of a store": (MAIN, "    addresses: [10.213.77.13:70000]  #!", "stores.main.addresses[0]", "no number from 1 to 65535"),
    "bare IPv6": (MAIN, "    addresses: ['fe80::1:6379']  #!", "stores.main.addresses[0]", "in brackets"),
    "two addresses of a single Redis": (MAIN, "    addresses: [a:1, b:1]", "stores.main", "has one address"),
    "ssh node without address": (GW2, "  gw2: {roles: [gateway]}  #!", "nodes.gw2.address", "is missing"),
    "a node named control": (GW2, GW2.replace("gw2", "control") + " #!", "nodes.control", "control means this machine"),
    "canary without credential": (CANARY, "  canaries: [{name: a, path: /a, auth: jwt}] #!", "tyk.canaries[0]", "needs header"),
    "a canary that writes": (CANARY, "  canaries: [{name: a, path: /a, method: POST}] #!", "tyk.canaries[0].method", "'POST' is not one of GET, HEAD"),
    "two canaries of one name": (CANARY, "  canaries: [{name: a, path: /a}, {name: a, path: /b}] #!", "tyk.canaries", "two canaries have one name: a"),
    "local rpm without folder": ("install: repository           # repository | local-rpm\n  rpm_folder", "install: local-rpm\n  plugins: {folder: /x}\n  # ", "tyk", "needs rpm_folder"),
    "no mode": (MODE, "", "tyk.mode", "is missing"),
    "an anchor": (GW2, gw2(zone="&z dmz"), "", "anchors and aliases"),
    "a tag": (GW2, gw2(zone="!!python/name:os.system x"), "", "tags (!) are not read"),
    "broken YAML": (GW2, GW2[:-1], "", "is no valid YAML"),
    "two documents": (GW2, f"{GW2}\n---", "", "is no valid YAML"),
}  # fmt: skip


def problems(text: str) -> list[tuple[int, str, str]]:
    """Read a text that must be refused."""
    with pytest.raises(InventoryError) as caught:
        parse(text.encode(), Path("envs/lab/inventory.yaml"))
    return [(p.line, p.key, p.message) for p in caught.value.problems]


@pytest.mark.parametrize("name", CASES)
def test_problem_has_line_key_and_words(name):
    """One mistake gives one problem, at its place, and shows no secret."""
    old, new, key, words = CASES[name]
    assert EXAMPLE.count(old) >= 1
    text = EXAMPLE.replace(old, new, 1)
    marked = [number for number, line in enumerate(text.splitlines(), 1) if MARK in line]

    found = problems(text)

    assert [(k, words in message) for _, k, message in found] == [(key, True)], found
    assert not marked or [line for line, _, _ in found] == marked
    assert "hunter22" not in str(found)
