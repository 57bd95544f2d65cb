"""The configuration as the process sees it."""

import json

import pytest

from probes.errors import CannotTell
from readers.tyk import settings
from readers.tyk.config import parse_config

GATEWAY = {
    "listen_port": 8080,
    "Node_Secret": "node-secret-1",
    "secret": "352d20ee67be67f6340b4c0605b044b7",
    "use_db_app_configs": False,
    "app_path": "/opt/tyk-gateway/apps",
    "template_path": "./templates",
    "policies": {"policy_source": "file"},
    "http_server_options": {
        "certificates": [
            {"cert_file": "/etc/tyk/a.pem", "key_file": "/etc/tyk/a.key"},
            {"cert_file": "/etc/tyk/b.pem", "key_file": "/etc/tyk/b.key"},
        ]
    },
    "storage": {"type": "redis", "host": "r1", "port": 6380, "password": "from-file"},
    "liveness_check": {"check_duration": 10000000000},
}


def gateway(document=GATEWAY, **environment):
    """A gateway's configuration."""
    text = document if isinstance(document, str) else json.dumps(document)
    return parse_config("gateway", text, environment)


def test_the_environment_wins():
    """Nested keys are joined without their underscores; text becomes the type asked for."""
    config = gateway(
        TYK_GW_STORAGE_HOST="r2",
        TYK_GW_STORAGE_USESSL="true",
        TYK_GW_CONTROLAPIPORT="9090",
        TYK_GW_STORAGE_ADDRS="r2:1, r3:2",
    )

    assert config.text("storage.host") == "r2"
    assert settings.port(config) == 9090
    assert settings.redis(config).addresses == ("r2:1", "r3:2")
    assert settings.redis(config).tls is True


def test_the_file():
    """What nothing sets is None; case of a key does not matter to Go."""
    config = gateway()

    assert (config.text("hostname"), config.flag("hash_keys")) == (None, False)
    assert config.text("node_secret") == "node-secret-1"
    assert config.number("liveness_check.check_duration") == 10_000_000_000
    assert settings.health_path(config) == "/hello"
    found = settings.redis(config)
    assert (found.topology, found.addresses, found.database) == ("single", ("r1:6380",), 0)
    assert found.password.reveal() == "from-file"
    assert "from-file" not in repr(found)
    assert "from-file" not in repr(config)


def test_topologies():
    """A cluster, a sentinel, and the old form of hosts."""
    storage = {"hosts": {"a": "1", "b": "2"}, "enable_cluster": True}
    watched = {"addrs": ["s:26379"], "master_name": "gw"}

    assert settings.redis(gateway({"storage": storage})).topology == "cluster"
    assert settings.redis(gateway({"storage": storage})).addresses == ("a:1", "b:2")
    assert settings.redis(gateway({"storage": watched})).topology == "sentinel"


def test_garbage_after_the_brace():
    """The gateway goes on, a strict reader refuses."""
    config = gateway(json.dumps(GATEWAY) + "\n}, nonsense")

    assert (config.usable, config.number("listen_port")) == (True, 8080)
    assert "Extra data" in config.strict_problem
    assert not parse_config("pump", '{"pumps": {}} x', {}).usable


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", "<html>", "\x00\x01", '{"a": 1', "[" * 99999]
)
@pytest.mark.parametrize("component", ["gateway", "dashboard", "pump"])
def test_a_broken_file(text, component):
    """It says so, and no value is read from it."""
    config = parse_config(component, text, {})

    assert config.strict_problem
    with pytest.raises(CannotTell):
        config.text("secret")
    with pytest.raises(CannotTell):
        settings.port(config)


def test_no_file_at_all():
    """The environment may tell the program to read no file."""
    config = gateway("", TYK_GW_OMITCONFIGFILE="true", TYK_GW_LISTENPORT="81")

    assert (settings.port(config), config.text("hostname")) == (81, None)


@pytest.mark.parametrize(
    ("ask", "path", "value"),
    [
        ("number", "listen_port", "eighty"),
        ("number", "listen_port", True),
        ("flag", "hash_keys", "maybe"),
        ("flag", "hash_keys", 1),
        ("text", "secret", 5),
        ("words", "tags", {"a": 1}),
        ("text", "secret", "vault://secret/data/tyk.secret"),
        ("text", "secret", "$secret_env.X"),
    ],
)
def test_a_wrong_type(ask, path, value):
    """A value that is not what it should be, or lies elsewhere, cannot be told."""
    with pytest.raises(CannotTell):
        getattr(gateway({path: value}), ask)(path)


def test_no_redis_address():
    """No address is not the default address."""
    with pytest.raises(CannotTell):
        settings.redis(gateway({"storage": {"type": "redis"}}))


def test_secrets_are_listed():
    """Of file and environment, of a URL, and of a file that is broken."""
    found = dict(settings.secrets(gateway(TYK_GW_NODESECRET="of-the-environment")))

    assert found["storage.password"] == "from-file"
    assert found["TYK_GW_NODESECRET"] == "of-the-environment"
    assert found["Node_Secret"] == "node-secret-1"
    url = {"mongo_url": "mongodb://u:p%40ss@h/db", "license_key": "a.b.c"}
    values = [
        value for _, value in settings.secrets(parse_config("dashboard", json.dumps(url), {}))
    ]
    assert {"p%40ss", "a.b.c", "mongodb://u:p%40ss@h/db"} <= set(values)
    assert settings.secrets_in_text('{"secret": "s1", ') == (("secret", "s1"),)


def test_files_are_listed():
    """Each certificate of a list, and what is no TLS."""
    found = settings.files(gateway())

    assert ("http_server_options.certificates.key_file", "/etc/tyk/b.key", True) in found
    assert ("app_path", "/opt/tyk-gateway/apps", False) in found
    assert len(found) == 6


def test_dashboard():
    """Its own names of variables, and its databases."""
    document = {
        "mongo_url": "mongodb://tyk:a@b:c@h1,h2/tyk_analytics?replicaSet=r",
        "tyk_api_config": {"Secret": "s"},
        "storage": {
            "logs": {"type": "postgres", "connection_string": "host=h dbname=tyk_logs user=u"}
        },
        "redis_host": "r",
        "redis_port": 6379,
    }
    config = parse_config("dashboard", json.dumps(document), {"TYK_DB_NODESECRET": "n"})

    assert config.text("shared_node_secret") == "n"
    assert config.text("tyk_api_config.secret") == "s"
    assert settings.redis(config).addresses == ("r:6379",)
    assert [
        (one.where, one.type, one.name, bool(one.problem)) for one in settings.databases(config)
    ] == [
        ("mongo_url", "mongo", "tyk_analytics", True),
        ("storage.logs", "postgres", "tyk_logs", False),
    ]


def test_pumps():
    """Of file and environment, by the name that the log uses."""
    document = {
        "analytics_storage_config": {"host": "r", "port": 6379},
        "pumps": {"mongo": {"type": "mongo", "meta": {"mongo_url": "mongodb://h/old"}}, "csv": {}},
    }
    environment = {
        "TYK_PMP_PUMPS_MONGO_META_MONGOURL": "mongodb://h/new",
        "TYK_PMP_PUMPS_STDOUT_TYPE": "stdout",
        "TYK_PMP_ANALYTICSSTORAGECONFIG_PORT": "6390",
    }
    config = parse_config("pump", json.dumps(document), environment)

    assert [(pump.name, pump.type) for pump in settings.pumps(config)] == [
        ("CSV", "csv"),
        ("MONGO", "mongo"),
        ("STDOUT", "stdout"),
    ]
    assert [one.name for one in settings.databases(config)] == ["new"]
    assert settings.redis(config).addresses == ("r:6390",)
    assert settings.health_path(config) == "/health"


@pytest.mark.parametrize("listed", [["csv"], {"csv": "x"}, "csv"])
def test_pumps_cannot_tell(listed):
    """Another shape is no list of pumps."""
    with pytest.raises(CannotTell):
        settings.pumps(parse_config("pump", json.dumps({"pumps": listed}), {}))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"listen_port": "8080"}, "listen_port stands in quotes"),
        ({"listen_port": 80.5}, "listen_port is no whole number"),
        ({"hash_keys": 1}, "hash_keys is neither true nor false"),
        ({"hash_keys": "true"}, "hash_keys stands in quotes"),
        ({"secret": 12345678}, "secret is no text"),
    ],
)
def test_a_value_of_the_wrong_type_is_named_without_the_value(change, says):
    (problem,) = gateway(GATEWAY | change).problems
    assert says in problem
    assert "12345678" not in problem


def test_a_configuration_that_the_program_reads_has_no_problem():
    """Variables are text by nature, and what lies in a key store is not seen here."""
    assert gateway().problems == ()
    assert gateway(TYK_GW_LISTENPORT="9090", TYK_GW_HASHKEYS="true").problems == ()
    assert gateway(GATEWAY | {"secret": "vault://engine/secret"}).problems == ()


def test_a_variable_of_the_wrong_type_is_a_problem():
    assert "listen_port" in gateway(TYK_GW_LISTENPORT="http").problems[0]


def test_a_broken_file_is_the_only_problem():
    (problem,) = gateway('{"secret": "not-shown-1"').problems
    assert "is no JSON" in problem
    assert "not-shown-1" not in problem
