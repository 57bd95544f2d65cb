"""What people do around the commands: freeze, load balancer, services, Analytics, metrics, ZDU."""

import shlex
from collections.abc import Iterator

from findings.step import Gate, Step
from inventory import Inventory
from runner.plans.axway_hosts import Host, settings_of
from runner.plans.axway_steps import person


def freeze(inventory: Inventory) -> Step:
    """Begin the freeze: what is changed after the export is lost."""
    window = inventory.window
    return person(
        "freeze", "Freeze the old system, and tell those who use it", "AXW-PRE-065",
        text=f"Tell operators and users that change {inventory.change} begins and ends by "
        f"{window.end:%Y-%m-%d %H:%M} ({window.timezone}). From now on nothing is deployed, no "
        "topology, administrator, API, organization or application is changed; pipelines are off.",
        owner="change-manager", minutes=5.0,
    )  # fmt: skip


def drained(hosts: tuple[Host, ...]) -> Step:
    """Take the domain out of the load balancer."""
    return person(
        "drain", "Let the load balancer send nothing more", "AXW-STEP-052",
        text=f"Take {_names(hosts)} out of the load balancer's pool and wait until the last call "
        "ended: from here on there is no service.", owner="network", minutes=5.0, undo_minutes=3.0,
    )  # fmt: skip


def services_off(hosts: tuple[Host, ...]) -> Step:
    """Let nothing start the old processes again."""
    return person(
        "services-off", "Switch off what starts the old processes by itself", "AXW-STEP-042",
        text=f"On {_names(hosts)} disable services (vshell-*, units of your own), monitors and "
        "cron jobs that start the old Node Manager or instances.", minutes=3.0, undo_minutes=3.0,
    )  # fmt: skip


def returned(hosts: tuple[Host, ...], gate: Gate) -> Step:
    """Let the calls in again, when redaction and the rest are proven."""
    return person(
        "return", "Let the load balancer send calls again", "AXW-POST-064a", "AXW-POST-064b",
        text=f"Put {_names(hosts)} back into the load balancer's pool, check its health monitors' "
        "URLs, and watch calls come.", owner="network", minutes=5.0, undo_minutes=3.0,
        before=(gate,),
    )  # fmt: skip


def metrics(inventory: Inventory, hosts: tuple[Host, ...]) -> Iterator[Step]:
    """Name the new metrics database; one that stays was carried over by apply."""
    for name, one in settings_of(inventory).databases.items():
        if "metrics" not in one.holds or not one.url_new:
            continue
        words = ("./managedomain", "--edit_host", "--metrics_enabled", "y", "--metrics_dburl",
                 one.url_new, "--metrics_dbuser", one.username or "USER")  # fmt: skip
        yield person(
            f"database.{name}.metrics", f"Let Node Managers write metrics to the new {name}",
            "AXW-STEP-080",
            text=f"In posix/bin of the new installation, for each of {_names(hosts)}: "
            f"{shlex.join(words)}, and the password as its page says (--metrics_dbpass shows it "
            "in `ps`). It prints `Metrics database connectivity succeeded`. Restart that Node "
            "Manager.", minutes=10.0,
        )  # fmt: skip


def analytics(inventory: Inventory) -> Iterator[Step]:
    """Upgrade Analytics first, where it is part of this change."""
    found = settings_of(inventory).analytics
    if found is None or "analytics" not in inventory.versions:
        return
    node, old, new = found.node, found.installation.old or "OLD", found.installation.new or "NEW"
    tool = f"./upgradeconfig -u federated:file:///{old}/conf/fed/configs.xml -o {new}/conf/fed"
    for action, row, title, text, minutes in (
        ("install", "AXW-STEP-070", "Install Analytics 7.7 beside the old one",
         f"Install and update it at {new}, copy the JDBC driver there, dump its database.", 20.0),
        ("configuration", "AXW-STEP-071", "Upgrade the configuration of Analytics",
         f"Save {new}/conf/fed, then in {new}/posix/bin: {tool}", 5.0),
        ("database", "AXW-STEP-072", "Tell Analytics its database",
         f"Run configureserver of {new}/posix/bin; with a new database, name that one.", 5.0),
        ("reports", "AXW-STEP-073", "Copy the reports of Analytics",
         f"Copy conf/emc/analytics/reports/*.json and conf/envSettings.props to {new}.", 2.0),
        ("switch", "AXW-STEP-074", "Stop the old Analytics, start the new one",
         f"In {old}/posix/bin: ./analytics -k. Then start that of {new}, and open port 8040.", 5.0),
    ):  # fmt: skip
        last = action == "switch"
        gate = Gate(phase="gate", name="analytics", on=(f"analytics@{node}",), minutes=1.0)
        yield person(f"analytics.{node}.{action}", f"{title} on {node}", row, text=text,
                     minutes=minutes, undo_minutes=5.0 if last else 0.0,
                     component="analytics", node=node, after=(gate,) if last else ())  # fmt: skip


def scripts(inventory: Inventory, hosts: tuple[Host, ...]) -> Step:
    """Let the vendor's own script go from host to host; how it asks is not documented."""
    zdu = settings_of(inventory).zdu
    words = ("./zdupgrade", "--old_install_dir", hosts[0].old, "--new_install_dir", hosts[0].new,
             "--config", zdu.config if zdu else "")  # fmt: skip
    where = zdu.node if zdu else "control"
    return person(
        "zdupgrade", "Run the vendor's script for an upgrade without downtime",
        "AXW-STEP-083", "AXW-STEP-084", "AXW-STEP-085", "AXW-STEP-086",
        text=f"On {'this machine' if where == 'control' else where}, in the folder of the script: "
        f"{shlex.join(words)}. It goes on to the next host by itself. Say that it is done only if "
        "it ended with status 0 and its table says PASSED (0) everywhere; 70 to 74 name the step "
        "that failed, 75 a failed way back of its own.",
        minutes=45.0 * len(hosts), undo_minutes=5.0 * len(hosts),
        after=(Gate(phase="gate", name="g3"),),
    )  # fmt: skip


def _names(hosts: tuple[Host, ...]) -> str:
    return ", ".join(host.node for host in hosts)
