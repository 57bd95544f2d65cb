"""Faults of the old domain, as they are met before a change."""

from typing import Any

from tests.lab.axway.changing import json_file, long_ago, process, text_file
from tests.lab.axway.faults_domain import deploy
from tests.lab.axway.places import ADMIN_HOSTS, HOSTS, OLD
from tests.lab.planting import Fault, shell

CONF = f"{OLD}/groups/group-2/conf"
TOPOLOGY = f"{OLD}/groups/topology.json"
ACL, JVM = f"{OLD}/conf/acl.json", f"{OLD}/system/conf/jvm.xml"
JVM_FLAG = '<VMArg name="-Dlab.only.in.system=true"/></JVMSettings>'


def _lost_a_host(tree: dict[str, Any]) -> None:
    tree["version"] -= 1
    tree["hosts"] = tree["hosts"][:2]
    for group in tree["groups"]:
        group["services"] = [one for one in group["services"] if one["hostID"] != "host-3"]


def _lock(tree: dict[str, Any]) -> None:
    tree["groups"][1]["lock"] = {"user": "ops", "timestamp": tree["timestamp"]}


FAULTS = [
    Fault(
        "group-inconsistent",
        "Pay2 runs another deployment than Pay1.",
        *deploy(OLD),
        red=("AXW-PRE-040a",),
        when="pre",
    ),
    Fault(
        "instance-stopped",
        "Par2 is stopped.",
        *process("gw3", OLD, "par2", "-k"),
        red=("AXW-PRE-041", "AXW-POST-020", "EST-013"),
        when="pre",
    ),
    Fault(
        "node-manager-stopped",
        "gw3's Node Manager is stopped: its group looks inconsistent.",
        *process("gw3", OLD, "manager", "-k"),
        red=("AXW-PRE-042", "AXW-PRE-043"),
        when="pre",
    ),
    Fault(
        "topologies-differ",
        "gw2's Node Manager does not know of gw3.",
        *json_file(("gw2",), TOPOLOGY, _lost_a_host),
        red=("AXW-PRE-045",),
        when="pre",
    ),
    Fault(
        "group-locked",
        "Somebody holds the lock of Payments.",
        *json_file(HOSTS, TOPOLOGY, _lock),
        red=("AXW-PRE-057",),
        when="pre",
    ),
    Fault(
        "fips",
        "The domain runs in FIPS mode.",
        *json_file(HOSTS, TOPOLOGY, lambda tree: tree.update(fips=True)),
        red=("AXW-PRE-013",),
        when="pre",
    ),
    Fault(
        "ca-key-gone",
        "The key of the domain's CA is on no host.",
        *shell(
            "gw1",
            f"mv {OLD}/groups/certs/private/domain.p12 /srv/domain.p12",
            f"mv /srv/domain.p12 {OLD}/groups/certs/private/domain.p12",
        ),
        red=("AXW-PRE-051",),
        when="pre",
    ),
    Fault(
        "acl-edited",
        "A role was added to gw1's acl.json.",
        *long_ago(
            "gw1",
            ACL,
            json_file(
                ADMIN_HOSTS[:1], ACL, lambda tree: tree["roles"].update({"Auditors": ["events"]})
            ),
        ),
        red=("AXW-PRE-094",),
        when="pre",
    ),
    Fault(
        "system-jvm-edited",
        "A JVM setting stands in gw1's system/conf/jvm.xml alone.",
        *long_ago(
            "gw1", JVM, text_file("gw1", JVM, lambda text: text.replace("</JVMSettings>", JVM_FLAG))
        ),
        red=("AXW-PRE-086",),
        when="pre",
    ),
    Fault(
        "passphrase-prompt",
        "gw2's Node Manager asks for a passphrase at its start.",
        *text_file(
            "gw2",
            f"{OLD}/system/conf/nodemanager.xml",
            lambda text: text.replace('pvalue=""', 'pvalue="(prompt)"'),
        ),
        red=("AXW-PRE-058",),
        when="pre",
    ),
    Fault(
        "patch-broken",
        "A file of a patch is missing on gw3.",
        *text_file("gw3", f"{OLD}/META-INF/RDAPI-1234_abc.id", lambda _: "ext/lib/x.jar 5a5a\n"),
        red=("AXW-PRE-047",),
        when="pre",
    ),
    Fault(
        "file-unreadable",
        "The owner can not read a file of the old installation on gw2.",
        *shell(
            "gw2",
            f"install -o root -m 600 /dev/null {OLD}/conf/secret.props",
            f"rm -f {OLD}/conf/secret.props",
        ),
        red=("AXW-PRE-165",),
        when="pre",
    ),
]
