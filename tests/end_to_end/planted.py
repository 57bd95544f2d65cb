"""Secrets where a real estate has them: made up, each its own, each easy to search for."""

import base64
import contextlib
import json
import shlex
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import yaml

from tests.lab import credentials, stores
from tests.lab.estate import Estate
from tests.lab.planting import give_back, keep

ODD = 'canary@Sec/ret+8"Yd\\3&x'  # is written in another way in JSON, URLs and HTML
SECRETS = {
    "redis password: a file": credentials.REDIS,
    "mongo password: a program's output": credentials.MONGO,
    "dashboard key: an environment variable": credentials.DASHBOARD_KEY,
    "canary's key": credentials.TOKENS[0],
    "canary's header with odd characters": ODD,
    "gateway's secret": credentials.GATEWAY,
    "node secret": credentials.NODE,
    "admin secret": credentials.ADMIN,
    "licence's signature": "c2lnbmF0dXJl",
    "gateway secret in an environment file": "variable-Secret-1Ab3",
    "database url in a unit": "unit-Secret-2Bc4",
    "header that an API adds": "upstream-Secret-3Cd5",
    "key that is not hashed": "plainkey-Secret-4De6",
    "url in the log": "log-Secret-5Ef7",
    "bearer token in the log": "bearer-Secret-6Fg8",
    "flag of a command line": "flag-Secret-7Gh9",
    "word after a flag of a command line": "word-Secret-8Hi0",
    "mirror's password": "mirror-Secret-9Ij1",
    "proxy's password": "proxy-Secret-0Jk2",
    "body of an error": "body-Secret-1Kl3",
    "key beside a certificate": "",  # filled when it is made
}
VARIABLES = {"OUR_DASHBOARD_KEY": credentials.DASHBOARD_KEY, "OUR_CANARY": ODD}

DEFAULTS = "/etc/default/tyk-gateway"
DROP_IN = "/etc/systemd/system/tyk-pump.service.d/database.conf"
REPOSITORY = "/etc/yum.repos.d/mirror.repo"
MANAGER = "/etc/dnf/dnf.conf"
CONFIG = "/opt/tyk-gateway/tyk.conf"
PEM = "/opt/tyk-gateway/tls.pem"


def forms(secret: str) -> set[str]:
    """The secret as it may stand in a file."""
    raw = secret.encode()
    plain = base64.b64encode(raw).decode().rstrip("=")
    found = {secret, json.dumps(secret)[1:-1], urllib.parse.quote(secret, safe="")}
    return found | {plain, plain.replace("+", "-").replace("/", "_")}


def leaks(text: str) -> list[str]:
    """The planted secrets that a text shows, in any form."""
    return [name for name, one in SECRETS.items() if any(form in text for form in forms(one))]


def refer(env: Path) -> None:
    """Let an inventory name its secrets in each of the three ways."""
    path = env / "inventory.yaml"
    document = yaml.load(path.read_text(), yaml.BaseLoader)
    stored = document["stores"]
    stored["documents"]["password"] = f"exec:{json.dumps(['cat', 'secrets/mongo'])}"
    document["tyk"]["dashboard_key"] = "env:OUR_DASHBOARD_KEY"
    document["tyk"]["canaries"][1]["header"] = "env:OUR_CANARY"
    path.write_text(yaml.safe_dump(document))


@contextlib.contextmanager
def planted(estate: Estate) -> Iterator[None]:
    """Plant them all; the estate is as before afterwards."""
    gateway, other, data = estate["gw1"], estate["gw2"], estate["data1"]
    kept = [(other, DEFAULTS), (estate["dash1"], DROP_IN), (gateway, REPOSITORY)]
    kept += [(gateway, MANAGER), (gateway, CONFIG), (gateway, PEM)]
    for host, path in kept:
        keep(host, path)
    try:
        stores.redis_cli(data, "SET", f"apikey-{_of('key that is not')}", "{}")
        stores.seed(data, "header", _of("header that"))
        _files(estate)
        _log(estate)
        flags = f"--password={_of('flag of')} --requirepass {_of('word after')}"
        gateway.run(f"systemd-run -q --unit=reporter sh -c 'sleep 600; :' reporter {flags}")
        yield
    finally:
        gateway.run("systemctl stop reporter; systemctl reset-failed reporter", check=False)
        stores.redis_cli(data, "DEL", f"apikey-{_of('key that is not')}")
        stores.seed(data, "refill", "tyk_apis")
        for host, path in kept:
            give_back(host, path)
        estate["dash1"].run("systemctl daemon-reload")
        gateway.run("systemctl restart tyk-gateway")
        estate.healthy(gateway, "tyk-gateway")


def _of(name: str) -> str:
    return next(one for full, one in SECRETS.items() if full.startswith(name))


def _files(estate: Estate) -> None:
    gateway = estate["gw1"]
    estate["gw2"].put(DEFAULTS, f"TYK_GW_SECRET={_of('gateway secret in')}\n")
    url = f"mongodb://tyk:{_of('database url')}@db.invalid:27017/tyk"
    unit = f"[Service]\nEnvironment=TYK_PMP_PUMPS_MONGO_META_MONGOURL={url}\n"
    estate["dash1"].put(DROP_IN, unit)
    estate["dash1"].run("systemctl daemon-reload")
    mirror = f"https://reader:{_of('mirror')}@mirror.invalid/tyk"
    gateway.put(REPOSITORY, f"[mirror]\nname=mirror\nbaseurl={mirror}\nenabled=0\n")
    proxy = f"proxy=http://proxy.invalid:3128\nproxy_password={_of('proxy')}\n"
    gateway.put(MANAGER, gateway.get(MANAGER) + proxy)
    gateway.run(
        "openssl req -x509 -newkey rsa:2048 -nodes -days 300 -subj /CN=lab "
        f"-keyout /tmp/key.pem -out /tmp/crt.pem 2>/dev/null; cat /tmp/crt.pem /tmp/key.pem > {PEM}"
        "; rm /tmp/key.pem /tmp/crt.pem"
    )
    key = gateway.get(PEM).partition("BEGIN PRIVATE KEY")[2].splitlines()
    SECRETS["key beside a certificate"] = key[5]
    settings = json.loads(gateway.get(CONFIG))
    pair = {"name": "lab", "cert_file": PEM, "key_file": PEM}
    settings["http_server_options"] = {"use_ssl": False, "certificates": [pair]}
    settings["mongo_url"] = f"mongodb://tyk:{credentials.MONGO}@db.invalid/tyk"
    gateway.put(CONFIG, json.dumps(settings, indent=2), 0o660)
    gateway.run("systemctl restart tyk-gateway")
    estate.healthy(gateway, "tyk-gateway")


def _log(estate: Estate) -> None:
    """Lines that a program and a proxy write: with what they were given."""
    basic = base64.b64encode(f"tyk:{credentials.REDIS}".encode()).decode()
    encoded = urllib.parse.quote(ODD, safe="")
    body = json.dumps({"error": "login failed", "password": _of("body of")})
    for line in (
        f"dial redis://:{_of('url in')}@10.0.0.1:6379: i/o timeout",
        f"upstream refused: Authorization: Bearer {_of('bearer')}",
        f"upstream refused: Authorization: Basic {basic}",
        f"GET /weather/?key={encoded} 403",
        f"answered 500: {body}",
        f"answered 500: {json.dumps(body)}",
    ):
        entry = f"PRIORITY=3\nOBJECT_SYSTEMD_UNIT=tyk-gateway.service\nMESSAGE=level=error {line}\n"
        estate["gw1"].run(f"printf %s {shlex.quote(entry)} | logger --journald")
