"""Faults of services, configuration and traffic."""

from tests.lab import credentials, stores
from tests.lab.config import mongo_url
from tests.lab.estate import DROP_IN_PATH, Estate
from tests.lab.planting import Act, Fault, file, give_back, keep, quirk, settings, shell

GATEWAY = "tyk-gateway"
CONF = "/opt/tyk-gateway/tyk.conf"
DROP_IN = DROP_IN_PATH.format(package=GATEWAY)
PROXY = """import socket, sys, threading
def copy(a, b):
    while data := a.recv(65536):
        b.sendall(data)
    b.close()
server = socket.create_server(("", 8080))
while True:
    near = server.accept()[0]
    far = socket.create_connection((sys.argv[1], 8080))
    for pair in ((near, far), (far, near)):
        threading.Thread(target=copy, args=pair, daemon=True).start()
"""
TRAFFIC = "while :; do curl -so /dev/null http://127.0.0.1:8080/weather/; sleep 0.3; done"


def _squat(command: str) -> tuple[Act, Act]:
    """Let another program have gw1's port when the gateway starts."""

    def plant(estate: Estate) -> None:
        host = estate["gw1"]
        host.put("/srv/lab/proxy.py", PROXY)
        line = command.format(other=estate["gw2"].address)
        host.run(
            f"systemctl stop {GATEWAY}; systemd-run -q --unit=squatter {line}; "
            f"until curl -s -o /dev/null 127.0.0.1:8080; do sleep 0.05; done; "
            f"systemctl start {GATEWAY}; "
            f"until journalctl -q -o cat _SYSTEMD_INVOCATION_ID=$(systemctl show -p InvocationID "
            f"--value {GATEWAY}) | grep -q 'start listener'; do sleep 0.05; done"
        )

    def mend(estate: Estate) -> None:
        host = estate["gw1"]
        host.run(f"systemctl stop squatter; systemctl restart {GATEWAY}")
        estate.healthy(host, GATEWAY)

    return plant, mend


def _not_draining(estate: Estate) -> None:
    plant, _ = settings("dash1", "tyk-pump", {"analytics_storage_config.database": 5})
    plant(estate)
    estate["gw1"].run(f"systemd-run -q --unit=traffic sh -c '{TRAFFIC}'")


def _draining(estate: Estate) -> None:
    estate["gw1"].run("systemctl stop traffic")
    _, mend = settings("dash1", "tyk-pump", {})
    mend(estate)


def _reload(estate: Estate) -> None:
    header = f"X-Tyk-Authorization: {credentials.GATEWAY}"
    for name in ("gw1", "gw2"):
        estate[name].run(f"curl -s -H '{header}' '127.0.0.1:8080/tyk/reload?block=true'")


def _documents(plant: str, mend: str) -> tuple[Act, Act]:
    """Change documents by a named action of `tests.lab.seed`, and let the gateways read them."""

    def act(name: str) -> Act:
        def run(estate: Estate) -> None:
            stores.seed(estate["data1"], *name.split())
            _reload(estate)

        return run

    return act(plant), act(mend)


def _dashboard_gone(estate: Estate) -> None:
    estate["dash1"].run("systemctl stop tyk-dashboard")
    estate.noticed("dashboard")


def _environment(estate: Estate) -> None:
    path = f"/etc/default/{GATEWAY}"
    keep(estate["gw1"], path)
    estate["gw1"].put(path, "TYK_GW_LOGLEVEL=info\n")


RESTART = f"systemctl restart {GATEWAY}"
FAULTS = [
    Fault(
        "service-disabled",
        "gw1's gateway runs, and will not come back after a reboot.",
        *shell("gw1", f"systemctl -q disable {GATEWAY}", f"systemctl -q enable {GATEWAY}"),
        red=("TYK-POST-003",),
    ),
    Fault(
        "service-stopped",
        "gw1's gateway is stopped.",
        *shell("gw1", f"systemctl stop {GATEWAY}", f"systemctl start {GATEWAY}"),
        red=("TYK-POST-002",),
    ),
    Fault(
        "drop-in-lost",
        "gw1's drop-in with the raised file limit is gone.",
        *file("gw1", DROP_IN, f"rm {DROP_IN}", "systemctl daemon-reload"),
        red=("TYK-POST-004",),
        when="post",
    ),
    Fault(
        "rpmnew-left",
        "gw1 has a .rpmnew that nobody has read.",
        *file("gw1", f"{CONF}.rpmnew", f"cp {CONF} {CONF}.rpmnew"),
        red=("TYK-POST-019",),
        when="post",
    ),
    Fault(
        "secret-not-in-force",
        "gw1's control secret was changed in the file, and the process has the old one.",
        *settings("gw1", GATEWAY, {"secret": "changed-Secret-1Aa1"}, restart=False),
        red=("TYK-PRE-044",),
    ),
    Fault(
        "secret-empty",
        "gw1's control API is open to everybody.",
        *settings("gw1", GATEWAY, {"secret": ""}),
        red=("TYK-PRE-044",),
    ),
    Fault(
        "secret-default",
        "gw1 has the secret of the package.",
        *settings("gw1", GATEWAY, {"secret": "352d20ee67be67f6340b4c0605b044b7"}),
        red=("TYK-PRE-044",),
    ),
    Fault(
        "gateway-redis-password",
        "gw1 has a wrong Redis password.",
        *settings("gw1", GATEWAY, {"storage.password": "wrong-Secret-4Dd4"}),
        red=("TYK-POST-008",),
    ),
    Fault(
        "config-broken",
        "gw1's tyk.conf is not JSON any more; the next start fails.",
        *file("gw1", CONF, f"sed -i '0,/,/s///' {CONF}"),
        red=("TYK-PRE-035",),
        when="pre",
    ),
    Fault(
        "config-changed",
        "gw1's tyk.conf differs from its backup.",
        *settings("gw1", GATEWAY, {"enable_analytics": False}, restart=False),
        red=("TYK-PRE-032", "TYK-POST-018"),
    ),
    Fault(
        "environment-not-saved",
        "gw1 has an environment file that no backup holds.",
        _environment,
        lambda estate: give_back(estate["gw1"], f"/etc/default/{GATEWAY}"),
        red=("TYK-PRE-037",),
        when="pre",
    ),
    Fault(
        "hash-keys-off",
        "gw1 does not hash key names any more: every key is unknown.",
        *settings("gw1", GATEWAY, {"hash_keys": False}),
        red=("TYK-POST-027",),
    ),
    Fault(
        "bad-log-level",
        "gw1's gateway cannot start, again and again.",
        *settings("gw1", GATEWAY, {"log_level": "loud"}),
        red=("TYK-POST-002",),
    ),
    Fault(
        "licence-expired",
        "The Dashboard's licence has ended; it shows at the next restart.",
        *settings(
            "dash1",
            "tyk-dashboard",
            {"license_key": credentials.licence(1_700_000_000)},
            restart=False,
        ),
        red=("TYK-PRE-070",),
        when="pre",
    ),
    Fault(
        "dashboard-stopped",
        "The Dashboard is stopped.",
        _dashboard_gone,
        lambda estate: estate["dash1"].run("systemctl start tyk-dashboard"),
        red=("TYK-POST-002", "TYK-POST-007"),
    ),
    Fault(
        "pump-stopped",
        "The pump is stopped.",
        *shell("dash1", "systemctl stop tyk-pump", "systemctl start tyk-pump"),
        red=("TYK-POST-002", "TYK-POST-013"),
    ),
    Fault(
        "pump-not-draining",
        "The pump says that it is well, and reads another Redis database.",
        _not_draining,
        _draining,
        red=("TYK-POST-017",),
    ),
    Fault(
        "pump-crash-loop",
        "The pump ends every ten seconds: its MongoDB password is wrong.",
        *settings(
            "dash1",
            "tyk-pump",
            {"pumps.mongo.meta.mongo_url": mongo_url("10.213.77.13", password="wrong-Secret-5Ee5")},
        ),
        red=("TYK-POST-006", "TYK-POST-016"),
    ),
    Fault(
        "api-not-loaded",
        "gw1 serves one API less, and says that it is well.",
        *quirk("gw1", "loses-one-api"),
        red=("TYK-POST-022",),
        when="post",
    ),
    Fault(
        "port-taken",
        "Another program has gw1's port: the gateway runs and answers nobody.",
        *_squat("python3 -m http.server 8080 -d /srv"),
        red=("TYK-POST-008", "TYK-POST-009"),
    ),
    Fault(
        "answers-for-another",
        "On gw1's port gw2 answers; gw1's own gateway runs without a listener.",
        *_squat("python3 /srv/lab/proxy.py {other}"),
    ),
    Fault(
        "api-open",
        "A protected API lets everybody in.",
        *_documents("unprotect", "refill tyk_apis"),
        when="post",
    ),
    Fault(
        "api-lost",
        "An API is no longer in the database.",
        *_documents("remove tyk_apis", "refill tyk_apis"),
        red=("TYK-POST-022", "TYK-POST-025"),
        when="post",
    ),
    Fault(
        "policy-lost",
        "A policy is no longer in the database.",
        *_documents("remove tyk_policies", "refill tyk_policies"),
        red=("TYK-POST-023", "TYK-POST-025"),
        when="post",
    ),
]
