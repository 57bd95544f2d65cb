"""What sysupgrade does not carry over: people do it again after `apply`, each piece a step."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from packaging.version import Version

from findings.step import Step, Truth
from inventory import Inventory
from inventory.axway import AxwaySettings
from runner.plans.axway_cassandra import members, stores
from runner.plans.axway_hosts import Host, settings_of

STATIC = Version("7.7.20200930")  # from this update on there is no update-apimanager
SSO = ("service-provider.xml", "service-provider-apiportal.xml", "sso.jks")
_AGAIN = "Restart what reads it."


@dataclass(frozen=True)
class Work:
    """One piece: once for the domain, or for each host or instance. `{...}` are its places."""

    key: str
    row: str
    owner: str
    minutes: float
    per: Literal["instance", "host", "domain"]
    title: str
    text: str
    wanted: Callable[[Inventory, AxwaySettings], bool] = lambda *_: True
    below: str = ""  # where no file of these names is, nothing is to be done
    names: tuple[str, ...] = ()


WORKS = (
    Work("redaction", "AXW-STEP-054", "security", 3, "instance", "Redact again on {name}",
         "Copy redaction.xml of {name} from its conf folder below {old}/groups to that below "
         "{new}/groups, include it in the new service.xml "
         '(<include file="$VINSTDIR/conf/redaction.xml"/>), compare '
         "{old}/system/conf/redaction.xml too, restart {name}, and see in the traffic monitor "
         "that it redacts. Nothing of it without redaction.xml: say so."),
    Work("oauth", "AXW-STEP-055", "api-team", 5, "host", "Customise the OAuth samples again",
         "Do again on {node} what was changed in {old}/samples/oauth and "
         "{old}/samples/scripts/oauth, on the new files."),
    Work("firewalling", "AXW-STEP-056", "security", 5, "host", "Set up API firewalling again",
         "Set it up again on {node}: {old}/system/conf/threat-protection (modsecurity.conf, "
         f"activated_rules) and the instances' waf.xml are what it was. {_AGAIN}"),
    Work("java", "AXW-STEP-057", "security", 5, "host", "Change Java's own files again",
         "Import the certificates into the new cacerts and make the changes in the new "
         "java.security, below {new}/Linux.x86_64/jre/lib/security on {node}. Never copy the old "
         f"files over. {_AGAIN}"),
    Work("jvm", "AXW-STEP-058", "platform", 5, "host", "Move JVM settings to included files",
         "Put what {old}/system/conf/jvm.xml had of your own into {new}/conf/jvm.xml, or into "
         "conf/jvm.xml of an instance, on {node}: the system file is replaced by every update. "
         f"Redo changes in service.xml of the instances. {_AGAIN}"),
    Work("directory", "AXW-STEP-059", "security", 15, "domain", "Set up the directory's logins",
         "Set up LDAP or Active Directory again for port 8090, merge acl.json where it was edited, "
         "and log in with an account of the directory.",
         lambda _, axway: axway.accounts.directory is not None),
    Work("managers", "AXW-STEP-060", "platform", 10, "domain", "Let all Admin Node Managers sign",
         "Copy the five files of the CA (domain.p12, domainkey.pem, domaincert.pem, index.txt, "
         "serial) from {first} to each further Admin Node Manager that had them.",
         lambda inv, _: len(inv.with_role("admin-node-manager")) > 1),
    Work("headers", "AXW-STEP-061", "security", 5, "domain", "Set the security headers of 8090",
         "Set the security headers of port 8090 as they were, on each Admin Node Manager; so the "
         "hosts that may log in by way of a load balancer (referer whitelist)."),
    Work("certificate", "AXW-STEP-062", "security", 10, "domain", "Replace the certificate of 8090",
         "apply made new certificates. Where 8090 had one of your own CA, submit it again "
         "(managedomain), and compare names and expiry."),
    Work("sso", "AXW-STEP-063", "security", 3, "instance", "Copy the single sign-on of {name}",
         "Copy service-provider.xml, service-provider-apiportal.xml, idp.xml and the keystores "
         "they name (sso.jks, trustStore.jks) of {name} from its conf folder below {old}/groups to "
         "that below {new}/groups, and restart it.", below="{old}/groups", names=SSO),
    Work("update-apimanager", "AXW-POST-036", "api-team", 10, "domain", "Run update-apimanager",
         "Once for each group: {new}/posix/bin/update-apimanager --username --password --group "
         "GROUP, as its page says.",
         lambda inv, axway: any(group.api_manager for group in axway.groups.values())
         and Version(inv.versions["gateway"].to) < STATIC),
    Work("services", "AXW-STEP-064", "platform", 10, "host", "Edit the services and restart {node}",
         "In each /etc/init.d/vshell-* on {node} set VDISTDIR to {new}, and VINSTDIR to the "
         "instance's folder below it; units of your own likewise; switch them on again. Then "
         "restart the machine, one host after the other, and see that all runs in 7.7. Without "
         "services: start Node Manager and instances by hand after it."),
)  # fmt: skip


def works(inventory: Inventory, hosts: tuple[Host, ...]) -> Iterator[Step]:
    """Give the steps, piece by piece: each is done on all hosts before the next is begun."""
    axway = settings_of(inventory)
    for work in WORKS:
        if not work.wanted(inventory, axway):
            continue
        if work.per == "domain":
            yield _step(work, hosts[0], f"domain.{work.key}", hosts[0].node)
            continue
        for host in hosts:
            if work.per == "host":
                yield _step(work, host, host.key(work.key), host.node)
            for key, one in host.instances if work.per == "instance" else ():
                yield _step(work, host, f"instance.{key}.{work.key}", one.name or key)
    yield from _ports(inventory)


def _step(work: Work, host: Host, key: str, name: str) -> Step:
    places = {"old": host.old, "new": host.new, "node": host.node, "name": name, "first": host.node}
    truth = Truth(by="person")
    if work.names:
        truth = Truth(by="absent", path=work.below.format(**places), names=work.names)
    at = f" on {host.node}" if work.per != "domain" and "{node}" not in work.title else ""
    return Step(
        key=key,
        title=f"{work.title.format(**places)}{at}",
        requirements=(work.row,),
        kind="person",
        component="gateway",
        node="" if work.per == "domain" else host.node,
        truth=truth,
        text=work.text.format(**places),
        owner=work.owner,
        minutes=work.minutes,
        undo_minutes=5.0 if work.key == "services" else 0.0,
    )


def _ports(inventory: Inventory) -> Iterator[Step]:
    """Another client port than 9042: host by host, and where the gateways read it."""
    for name, store in stores(inventory).items():
        ports = sorted({address.rpartition(":")[2] for address in store.addresses} - {"9042"})
        for node in members(inventory, store) if ports else ():
            yield Step(
                key=f"cassandra.{node}.client-port",
                title=f"Set the client port of Cassandra on {node}",
                requirements=("AXW-STEP-065",),
                kind="person",
                component="gateway",
                node=node,
                truth=Truth(by="person"),
                text=f"native_transport_port: {', '.join(ports)} in cassandra.yaml of {name} on "
                f"{node} (restart it alone, and wait until it is up), and the same port for this "
                "host in Policy Studio, in each group; then deploy.",
                owner="dba",
                minutes=10.0,
                undo_minutes=10.0,
            )
