"""Faults of what all parts of a domain must tell alike: topology, deployments, health, accounts."""

from typing import TYPE_CHECKING

from tests.lab.axway import credentials, files
from tests.lab.axway.changing import OWNED, json_file, text_file, tool
from tests.lab.axway.places import DEPLOYED, GROUPS, INSTANCES, NEW, OLD, OWNER
from tests.lab.axway_programs import users
from tests.lab.planting import Act, Fault, give_back, keep, shell

if TYPE_CHECKING:
    from tests.lab.axway.domain import DomainEstate

OTHER = "c0ffee00-1111-4222-8333-444455556666"
TOPOLOGY = "groups/topology.json"
KEY = f"{OLD}/groups/certs/private"
PAY2 = INSTANCES["pay2"]
STORE = f"groups/group-2/conf/{DEPLOYED['group-2']}/PrimaryStore.xml"
UNWELL = "Linux.x86_64/unwell"
OTHER_ADMIN = users.admin_users("7.5.3", credentials.ADMIN[0], "another-Secret-1Zx8")
TRACE = f"ls -t {NEW}/trace/*.trc | head -1"
ERROR = "ERROR   21/Nov/2026:22:11:04.047 [1b10] Java exception: connection reset"


def deploy(top: str) -> tuple[Act, Act]:
    """Deploy something else to Pay2 alone, below an installation."""
    conf, own = f"{top}/groups/group-2/conf", f"{top}/{PAY2.folder}/conf/esconnection.xml"
    start = f"{top}/posix/bin/startinstance -n {PAY2.name} -g {GROUPS[PAY2.group][1]}"

    def restart(estate: "DomainEstate") -> None:
        tool(estate, PAY2.host, f"{start} -k", check=False)
        tool(estate, PAY2.host, f"{start} -d")

    def plant(estate: "DomainEstate") -> None:
        host = estate[PAY2.host]
        keep(host, own)
        current = f"$(sed -n 's#.*/conf/\\([^/]*\\)/configs.xml.*#\\1#p' {own} | head -1)"
        host.run(f"cp -a {conf}/{current} {conf}/{OTHER}")
        text = files.deployment("payments", OTHER, "v4")
        host.put(f"{conf}/{OTHER}/deployment.json", text, 0o644, OWNED)
        host.put(own, files.connection(OTHER), 0o644, OWNED)
        restart(estate)

    def mend(estate: "DomainEstate") -> None:
        give_back(estate[PAY2.host], own)
        estate[PAY2.host].run(f"rm -rf {conf}/{OTHER}")
        restart(estate)

    return plant, mend


FAULTS = [
    Fault(
        "deployed-file-edited",
        "Somebody edited a file of the deployment on gw2: the same id, another content.",
        *text_file("gw2", f"{OLD}/{STORE}", lambda text: text + "<!-- by hand -->\n"),
        red=("AXW-PRE-040a",),
        when="pre",
    ),
    Fault(
        "topology-file-old",
        "gw3, which has a plain Node Manager, was left behind with an older topology.",
        *json_file(("gw3",), f"{OLD}/{TOPOLOGY}", lambda tree: tree.update(version=10)),
        red=("AXW-PRE-045",),
        when="pre",
    ),
    Fault(
        "old-level-differs",
        "gw3 has a service pack that the others have not, and was not restarted with it.",
        *json_file(
            ("gw3",),
            f"{OLD}/.standin/build.json",
            lambda tree: tree.update(version="7.5.3 SP1"),
        ),
        red=("AXW-PRE-044", "AXW-PRE-046"),
        when="pre",
    ),
    Fault(
        "ca-key-copied",
        "Somebody copied the key of the domain's CA to gw2.",
        *shell(
            "gw2",
            f"install -d {KEY}; echo copy > {KEY}/domain.p12",
            f"rm -rf {KEY}",
        ),
        red=("AXW-PRE-051",),
        when="pre",
    ),
    Fault(
        "name-of-a-host-unknown",
        "gw2 takes the name of gw3 for its own.",
        *shell(
            "gw2",
            r"sed -i 's/^.*\sgw3$/127.0.1.1 gw3/' /etc/hosts",
            'sed -i "s/^127.0.1.1 gw3$/$(awk \'$2 == "gw1" {print $1}\' /etc/hosts) gw3/;'
            r" s/\.10 gw3$/.12 gw3/" + '" /etc/hosts',
        ),
        red=("AXW-PRE-056",),
        when="pre",
    ),
    Fault(
        "administrator-refused",
        "The administrator's password is another one on gw1.",
        *json_file(("gw1",), f"{OLD}/conf/adminUsers.json", lambda tree: tree.update(OTHER_ADMIN)),
        red=("AXW-PRE-048",),
        when="pre",
    ),
    Fault(
        "administrator-without-kps",
        "The administrator's account has lost the role for the KPS on gw2.",
        *json_file(
            ("gw2",),
            f"{OLD}/conf/adminUsers.json",
            lambda tree: tree["adminUsers"][0]["roles"].remove("role-4"),
        ),
        red=("AXW-PRE-049",),
        when="pre",
    ),
    Fault(
        "port-not-declared",
        "Pay1's envSettings.props has a port that the inventory does not know.",
        *text_file(
            "gw1",
            f"{OLD}/{INSTANCES['pay1'].folder}/conf/envSettings.props",
            lambda text: text + "env.PORT.ACME=8443\n",
        ),
        red=("AXW-PRE-098", "AXW-POST-023"),
        when="pre",
    ),
    Fault(
        "instance-unwell",
        "Par2 runs, and its health check says that it is not well.",
        *shell(
            "gw3",
            f"for top in {OLD} {NEW}; do install -o {OWNER} /dev/null $top/{UNWELL}; done",
            f"rm {OLD}/{UNWELL} {NEW}/{UNWELL}",
        ),
        red=("AXW-POST-020",),
    ),
    Fault(
        "new-group-inconsistent",
        "The new Pay2 runs another deployment than Pay1.",
        *deploy(NEW),
        red=("AXW-POST-012",),
        when="post",
    ),
    Fault(
        "two-domains",
        "gw2 is in a domain of its own: it was applied without the right --anm_host.",
        *json_file(
            ("gw2",),
            f"{NEW}/{TOPOLOGY}",
            lambda tree: tree.update(id="00000000-0000-4000-8000-000000000000"),
        ),
        red=("AXW-POST-007",),
        when="post",
    ),
    Fault(
        "new-level-differs",
        "gw3 runs an older update of 7.7.",
        *json_file(
            ("gw3",),
            f"{NEW}/.standin/build.json",
            lambda tree: tree.update(version="7.7.20240530"),
        ),
        red=("AXW-POST-008",),
        when="post",
    ),
    Fault(
        "new-port-changed",
        "The new Par2 has another traffic port in its envSettings.props than the old one had.",
        *text_file(
            "gw3",
            f"{NEW}/{INSTANCES['par2'].folder}/conf/envSettings.props",
            lambda text: text.replace("8080", "8180"),
        ),
        red=("AXW-POST-023",),
        when="post",
    ),
    Fault(
        "trace-error",
        "The trace of gw1's new Node Manager has an error.",
        *shell("gw1", f"echo '{ERROR}' >> $({TRACE})", f"sed -i '/Java exception/d' $({TRACE})"),
        red=("AXW-POST-024",),
        when="post",
    ),
]
