"""Real Redis and MongoDB on the data host, as systemd services of it."""

import sys

from tests.lab import packages, redis_forms
from tests.lab.credentials import REDIS
from tests.lab.hosts import Host
from tests.lab.names import CHECKOUT, STATE
from tests.lab.process import run

REDIS_PORT = redis_forms.PORT
TLS_PORT = redis_forms.TLS_PORT
MONGO_PORT = 27017
REDIS_CONF = f"""bind 0.0.0.0
port {REDIS_PORT}
tls-port {TLS_PORT}
tls-cert-file /etc/redis/redis.crt
tls-key-file /etc/redis/redis.key
tls-ca-cert-file /etc/redis/ca.pem
tls-auth-clients no
requirepass {REDIS}
masterauth {REDIS}
dir /var/lib/redis
dbfilename dump.rdb
save 3600 1
appendonly no
logfile /var/log/redis/redis-server.log
supervised auto
"""
MONGO_CONF = """--dbpath /var/lib/mongo --port 27017 --bind_ip_all --nounixsocket --auth \
--logpath /var/log/mongodb/mongod.log --logappend --wiredTigerCacheSizeGB 0.25 \
--wiredTigerEngineConfigString log=(prealloc=false,file_max=2MB) \
--setParameter diagnosticDataCollectionEnabled=false \
--setParameter shutdownTimeoutMillisForSignaledShutdown=200"""
MONGO_UNIT = f"""[Unit]
Description=MongoDB Database Server
After=network.target

[Service]
User=mongod
Group=mongod
ExecStart=/usr/bin/mongod {MONGO_CONF}
LimitNOFILE=64000
LimitMEMLOCK=infinity
Restart=on-failure

[Install]
WantedBy=multi-user.target
"""
FOLDERS = """useradd --system --no-create-home mongod
install -d -o redis -g redis -m 750 /var/lib/redis /var/log/redis /etc/redis
install -d -o mongod -g mongod -m 750 /var/lib/mongo /var/log/mongodb
"""
CERTIFICATES = """cd {folder} && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 \
-nodes -keyout ca.key -out ca.pem -days 400 -subj "/CN=lab authority" 2>/dev/null &&
openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout redis.key \
-out redis.csr -subj /CN={name} 2>/dev/null &&
printf 'subjectAltName=DNS:{name},DNS:localhost,IP:{address},IP:127.0.0.1' > names.ext &&
openssl x509 -req -in redis.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 90 \
-out redis.crt -extfile names.ext 2>/dev/null"""


def binds() -> tuple[str, ...]:
    """What the data host borrows from the machine: the database program is too big to copy."""
    return (f"{packages.mongod()}:/usr/bin/mongod",)


def certificates(host: Host) -> None:
    """Make an authority of the lab's own, and a certificate for Redis."""
    folder = STATE / "tls"
    folder.mkdir(exist_ok=True)
    script = CERTIFICATES.format(folder=folder, name=host.name, address=host.address)
    run("sh", "-c", script)
    for name in ("ca.pem", "redis.crt", "redis.key"):
        mode = 0o640 if name.endswith("key") else 0o644
        host.put(f"/etc/redis/{name}", (folder / name).read_text(), mode, "redis:redis")


def start(host: Host) -> None:
    """Configure and start both, and fill them."""
    host.run(FOLDERS)
    certificates(host)
    host.put("/etc/redis/redis.conf", REDIS_CONF, 0o640, "redis:redis")
    host.put("/etc/systemd/system/mongod.service", MONGO_UNIT)
    host.run("systemctl daemon-reload; systemctl enable --now --quiet mongod")
    redis_forms.start(host)
    seed(host, "fill", redis_forms.form(host.address).master_port)


def seed(host: Host, *words: object) -> str:
    """Run `tests.lab.seed` inside the host's network, where it is loopback to the stores."""
    argv = ["nsenter", f"--net=/run/netns/{host.netns}", "env", f"PYTHONPATH={CHECKOUT}"]
    return run(*argv, sys.executable, "-m", "tests.lab.seed", *words).stdout


def redis_cli(host: Host, *words: str, port: int = 0, check: bool = True) -> str:
    """Run a Redis command on the data host, by default where one may write."""
    line = " ".join(words)
    port = port or redis_forms.form(host.address).master_port
    script = f"REDISCLI_AUTH={REDIS} redis-cli -p {port} {line}"
    return host.run(script, check=check).stdout.strip()
