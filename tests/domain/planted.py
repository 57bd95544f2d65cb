"""Secrets where a domain has them: made up, each its own, each easy to search for."""

import contextlib
import shlex
from collections.abc import Iterator
from dataclasses import dataclass

from tests.lab.axway import ring
from tests.lab.axway.domain import CASSANDRA, DomainEstate
from tests.lab.axway.places import INSTANCES, OLD
from tests.lab.planting import give_back, keep

PAY1 = f"{OLD}/{INSTANCES['pay1'].folder}"
SCRIPT = "/etc/init.d/vshell-Payments-Pay1"
CRON = "/etc/cron.d/reports"
LOG, YAML = (
    f"{ring.home(CASSANDRA)}/{name}" for name in ("logs/system.log", "conf/cassandra.yaml")
)
ERROR = "ERROR [main] 2026-11-21 20:00:00,000 Lab.java:1 - "


@dataclass(frozen=True)
class Secret:
    """One of them: what it is, the line that holds it, and the file that gets the line."""

    what: str
    value: str
    line: str
    file: str
    near: str
    """What a run that met it has in its recording."""

    @property
    def written(self) -> str:
        """The line with the secret in it."""
        return self.line.format(self.value)


PLANTED = (
    Secret("database in envSettings.props", "settings-Secret-1Ab3", "env.DB.password={}",
           f"{PAY1}/conf/envSettings.props", "env.DB.password"),
    Secret("key store in jvm.xml", "store-Secret-2Bc4",
           '<!-- <VMArg name="-Djavax.net.ssl.keyStorePassword={}"/> -->',
           f"{OLD}/system/conf/jvm.xml", "keyStorePassword"),
    Secret("trust store in jvm.xml", "trust-Secret-2Lm4",
           '<!-- <systemProperty name="javax.net.ssl.trustStorePassword" value="{}"/> -->',
           f"{OLD}/system/conf/jvm.xml", "trustStorePassword"),
    Secret("exported beside it", "beside-Secret-4No6", "export KPS_PASSWORD='{}'",
           SCRIPT, "KPS_PASSWORD"),
    Secret("passphrase in a start script", "script-Secret-3Cd5", "export DOMAIN_PASSPHRASE={}",
           SCRIPT, "DOMAIN_PASSPHRASE"),
    Secret("key store in cassandra.yaml", "yaml-Secret-4De6", "keystore_password: {}",
           YAML, "keystore_password"),
    Secret("database url in Cassandra's log", "url-Secret-5Ef7",
           ERROR + "jdbc:mysql://kps:{}@db.invalid/kps is gone", LOG, "db.invalid/kps"),
    Secret("Oracle's url in Cassandra's log", "oracle-Secret-6Fg8",
           ERROR + "jdbc:oracle:thin:scott/{}@//ora.invalid:1521/kps is gone", LOG, "ora.invalid"),
    Secret("bearer token in Cassandra's log", "bearer-Secret-7Gh9",
           ERROR + "refused: Authorization: Bearer {}", LOG, "refused: Authorization"),
    Secret("body of an answer in Cassandra's log", "body-Secret-8Hi0",
           ERROR + 'said {{"password": "{}"}}', LOG, "said {"),
    Secret("element in Cassandra's log", "element-Secret-9Ij1",
           ERROR + "said <ns:Password>{}</ns:Password>", LOG, "ns:Password"),
    Secret("flag in cron", "cron-Secret-0Jk2",
           f"* * * * * axway {OLD}/posix/bin/kpsadmin -u admin -p {{}} backup", CRON, "kpsadmin"),
    Secret("flag of nodetool in cron", "nodetool-Secret-3Mn5",
           f"* * * * * axway nodetool -u ops -pw {{}} status {OLD}", CRON, "nodetool"),
    Secret("long flag in cron", "flag-Secret-1Kl3",
           f"* * * * * axway {OLD}/posix/bin/managedomain --password {{}}", CRON, "managedomain"),
)  # fmt: skip


@contextlib.contextmanager
def planted(estate: DomainEstate) -> Iterator[None]:
    """Plant them all; the domain is as before afterwards."""
    host, files = estate["gw1"], list(dict.fromkeys(one.file for one in PLANTED))
    try:
        for path in files:
            keep(host, path)
        for one in PLANTED:
            host.run(f"printf '%s\\n' {shlex.quote(one.written)} >> {shlex.quote(one.file)}")
        yield
    finally:
        for path in files:
            give_back(host, path)
