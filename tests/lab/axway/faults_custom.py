"""Faults of what people changed by hand: not written down before, not made again after.

The backup does not hold a file that is planted: that is red with it.
"""

from collections.abc import Callable

from tests.lab.axway import trust
from tests.lab.axway.changing import long_ago, text_file
from tests.lab.axway.layout import KEYTOOL
from tests.lab.axway.places import INSTANCES, NEW, OLD, OWNER
from tests.lab.planting import Act, Fault, file

PAY2, PAR2 = (f"{INSTANCES[name].folder}/conf" for name in ("pay2", "par2"))
RULES = "system/conf/threat-protection/default/modsecurity.conf"
FLAG = '<VMArg name="-Dlab.only.in.system=true"/></JVMSettings>'
SYSTEM, COMMON = f"{NEW}/system/conf/jvm.xml", f"{NEW}/conf/jvm.xml"
STORE = f"{NEW}/{trust.PLACE}"
DELETE = f"-delete -alias {trust.OURS} -storepass {trust.PASSWORD} -keystore"
WORDS = '<SamlServiceProvider keystore="sso.jks"/>\n'


def _grown(text: str) -> str:
    return f"{text}<!-- ours -->\n"


def _ours(host: str, path: str, change: Callable[[str], str]) -> tuple[Act, Act]:
    """Change a text of the old installation, long before anything was backed up."""
    return long_ago(host, path, text_file(host, path, change))


FAULTS = [
    Fault(
        "sso-unknown",
        "Par2 has a file of single sign-on that nobody wrote down.",
        *_ours("gw3", f"{OLD}/{PAR2}/service-provider.xml", lambda _: WORDS),
        red=("AXW-PRE-020", "AXW-PRE-095"),
        when="pre",
    ),
    Fault(
        "service-xml-unknown",
        "Par2's service.xml was changed, and nobody wrote it down.",
        *_ours("gw3", f"{OLD}/{PAR2}/service.xml", _grown),
        red=("AXW-PRE-089",),
        when="pre",
    ),
    Fault(
        "redaction-unknown",
        "Pay2 redacts by another content than the one that was written down.",
        *_ours("gw2", f"{OLD}/{PAY2}/redaction.xml", _grown),
        red=("AXW-PRE-080",),
        when="pre",
    ),
    Fault(
        "instance-jvm-broken",
        "Par2's jvm.xml has no root, and nobody wrote it down.",
        *_ours("gw3", f"{OLD}/{PAR2}/jvm.xml", lambda _: '<VMArg name="-Da=b"/>\n'),
        red=("AXW-PRE-020", "AXW-PRE-087", "AXW-PRE-088"),
        when="pre",
    ),
    Fault(
        "firewall-unknown",
        "gw2's rules of API firewalling were changed, and nobody wrote it down.",
        *_ours("gw2", f"{OLD}/{RULES}", _grown),
        red=("AXW-PRE-082",),
        when="pre",
    ),
    Fault(
        "oauth-sample-unknown",
        "gw1's OAuth sample was changed once more, and nobody wrote it down.",
        *_ours("gw1", f"{OLD}/samples/oauth/index.html", _grown),
        red=("AXW-PRE-081",),
        when="pre",
    ),
    Fault(
        "java-security-unknown",
        "gw3's java.security has a line of ours that nobody wrote down.",
        *_ours(
            "gw3",
            f"{OLD}/Linux.x86_64/jre/lib/security/java.security",
            lambda text: f"{text}jdk.tls.disabledAlgorithms=SSLv3\n",
        ),
        red=("AXW-PRE-085",),
        when="pre",
    ),
    Fault(
        "logging-unknown",
        "gw1's log4j2.xml is another one than the one that was written down.",
        *_ours("gw1", f"{OLD}/system/conf/log4j2.xml", _grown),
        red=("AXW-PRE-099",),
        when="pre",
    ),
    Fault(
        "mail-of-api-manager-unknown",
        "gw2's mails of API Manager were changed, and nobody wrote it down.",
        *_ours("gw2", f"{OLD}/system/conf/apiportal/email/welcome.txt", _grown),
        red=("AXW-PRE-100",),
        when="pre",
    ),
    Fault(
        "manager-file-unknown",
        "gw3's Node Manager has an audit setting that nobody wrote down.",
        *_ours("gw3", f"{OLD}/conf/apiaudit.xml", _grown),
        red=("AXW-PRE-167",),
        when="pre",
    ),
    Fault(
        "ca-key-copied",
        "gw2 has a copy of the key of the domain's CA that nobody wrote down.",
        *file(
            "gw2",
            f"{OLD}/groups/certs/private",
            f"install -d -m 700 -o {OWNER} {OLD}/groups/certs/private;"
            f" install -m 600 -o {OWNER} /dev/null {OLD}/groups/certs/private/domain.p12;"
            f" touch -d 2026-01-31 {OLD}/groups/certs/private/domain.p12",
        ),
        red=("AXW-PRE-020", "AXW-PRE-091"),
        when="pre",
    ),
    Fault(
        "messages-gone",
        "gw3's shared directory of ActiveMQ is not there.",
        *file("gw3", f"{OLD}/messaging", f"rmdir {OLD}/messaging"),
        red=("AXW-PRE-096",),
        when="pre",
    ),
    Fault(
        "redaction-not-included",
        "Pay2's service.xml is as 7.7 makes it: redaction is off.",
        *file("gw2", f"{NEW}/{PAY2}/service.xml", f"cp {NEW}/skel/service.xml {NEW}/{PAY2}/"),
        red=("AXW-POST-040", "AXW-POST-053"),
        when="post",
    ),
    Fault(
        "jvm-setting-lost",
        "gw1's JVM setting is not in 7.7.",
        *file("gw1", COMMON, f"rm {COMMON}"),
        red=("AXW-POST-052",),
        when="post",
    ),
    Fault(
        "jvm-setting-in-system",
        "A JVM setting was put into gw2's system/conf/jvm.xml of 7.7.",
        *text_file("gw2", SYSTEM, lambda text: text.replace("</JVMSettings>", FLAG)),
        red=("AXW-POST-052",),
        when="post",
    ),
    Fault(
        "trust-lost",
        "The company's CA is not in gw3's new trust store.",
        *file("gw3", STORE, f"{NEW}/{KEYTOOL} {DELETE} {STORE} 2>/dev/null"),
        red=("AXW-POST-046",),
        when="post",
    ),
    Fault(
        "trust-copied-over",
        "gw3's new trust store is the old file.",
        *file("gw3", STORE, f"cp {OLD}/{trust.PLACE} {STORE}"),
        red=("AXW-POST-046",),
        when="post",
    ),
    Fault(
        "oauth-sample-lost",
        "gw2's OAuth sample is as 7.7 ships it.",
        *file("gw2", f"{NEW}/samples/oauth/custom.css", f"rm {NEW}/samples/oauth/custom.css"),
        red=("AXW-POST-067",),
        when="post",
    ),
]
