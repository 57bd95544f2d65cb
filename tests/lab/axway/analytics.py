"""Analytics and the database of metrics, where there is any (LAB_DOMAIN=rolling): both on gw3."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from findings.step import Step
from tests.lab.axway import files, jars, layout
from tests.lab.axway.places import HOSTS, NEW, OLD, OWNER, VERSIONS
from tests.lab.axway_programs import licences
from tests.lab.axway_programs.analytics import URL
from tests.lab.axway_programs.install import Install
from tests.lab.packing import INTERPRETER
from tests.lab.process import wait_until, write

if TYPE_CHECKING:
    from tests.lab.axway.domain import DomainEstate

HOST = HOSTS[-1]
PLACES = {top: f"{Path(top).parent}/analytics" for top in (OLD, NEW)}
METRICS = {OLD: f"jdbc:mysql://{HOST}:3306/metrics", NEW: f"jdbc:mysql://{HOST}:3306/metrics77"}
REPORTS = "conf/emc/analytics/reports"
STORE = "conf/fed/PrimaryStore.xml"
UNIT = """[Unit]
Description=API Gateway Analytics

[Service]
Type=forking
User={owner}
ExecStart={top}/posix/bin/analytics -d
ExecStop={top}/posix/bin/analytics -k

[Install]
WantedBy=multi-user.target
"""
DATABASE = f"""[Unit]
Description=What a MySQL says to who connects

[Service]
ExecStart={INTERPRETER} -I /usr/lib/mysql/program.zip database

[Install]
WantedBy=multi-user.target
"""
UNITS = "/etc/systemd/system"


def lay_out(upper: Path, common: Path) -> None:
    """Write both installations and what starts them into the file system of their host."""
    for top, place in PLACES.items():
        install = Install(f"{upper}{place}")
        layout.stand_in(install, place, VERSIONS[top], ("analytics", "upgradeconfig"), common)
        install.put("conf/fed/configs.xml", f"<configs/><!-- of {VERSIONS[top]} -->\n")
        install.put(STORE, files.PLAIN[STORE])
        jars.write(install.at("ext/lib/mysql-connector-java-5.1.49.jar"), (), driver=jars.DRIVER)
        if top == OLD:
            install.put("conf/envSettings.props", "env.PORT.ANALYTICS=8040\n")
            install.put(f"{REPORTS}/ours.json", '{"name": "of our own"}\n')
        else:
            granted = licences.write(HOST, ("analytics",), "2099-12-31")
            install.put("conf/licenses/analytics.lic", granted)
        layout.owned(install.top)
    write(upper / f"{UNITS[1:]}/analytics.service", UNIT.format(owner=OWNER, top=PLACES[OLD]))
    write(upper / f"{UNITS[1:]}/mysql.service", DATABASE)
    program = upper / "usr/lib/mysql/program.zip"
    program.parent.mkdir(parents=True)
    shutil.copy(common / "program.zip", program)


def connected(upper: Path) -> None:
    """Let the Node Manager of a host write metrics."""
    path = Path(f"{upper}{OLD}", STORE)
    path.write_text(files.connected(path.read_text(), METRICS[OLD]))


def start(estate: "DomainEstate") -> None:
    """Start the database and the old Analytics; ends when both answer."""
    estate[HOST].run("systemctl enable -q --now mysql analytics")
    _answers(estate)


def does(estate: "DomainEstate", step: Step) -> None:
    """Do what a step of Analytics tells a person."""
    old, new = PLACES[OLD], PLACES[NEW]
    tool = f"{new}/posix/bin/upgradeconfig -u {URL}{old}/conf/fed/configs.xml -o {new}/conf/fed"
    scripts = {
        "configuration": f"cp -an {new}/conf/fed/. {new}/conf/fed-shipped; "
        f"runuser -u {OWNER} -- {tool}",
        "reports": f"install -d -o {OWNER} -g {OWNER} {new}/{REPORTS}; "
        f"cp -p {old}/{REPORTS}/*.json {new}/{REPORTS}/; cp -p {old}/conf/envSettings.props "
        f"{new}/conf/",
        "switch": _moved(old, new),
        "back": _moved(new, old),
    }
    word = step.key.rpartition(".")[2]
    if script := scripts.get(word):
        estate[step.node].run(script)
    if word in ("switch", "back"):
        _answers(estate)


def elsewhere(estate: "DomainEstate") -> None:
    """Let the new Node Managers write metrics, into the new database."""
    for host in estate.hosts.values():
        text = host.get(f"{NEW}/{STORE}")
        host.put(f"{NEW}/{STORE}", files.connected(text, METRICS[NEW]), owner=f"{OWNER}:{OWNER}")
        for option in ("-k", "-d"):
            estate.owner(host, f"{NEW}/posix/bin/nodemanager {option}")


def _moved(old: str, new: str) -> str:
    return (
        f"systemctl stop analytics; sed -i 's#{old}#{new}#' {UNITS}/analytics.service; "
        "systemctl daemon-reload; systemctl start analytics"
    )


def _answers(estate: "DomainEstate") -> None:
    script = f"curl -sfo /dev/null http://{HOST}:8040/ && bash -c '</dev/tcp/{HOST}/3306'"
    wait_until(
        lambda: not estate[HOST].run(script, check=False).returncode,
        60,
        "Analytics, or its database, does not answer",
        0.2,
    )
