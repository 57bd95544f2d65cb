"""The KPS with the new cipher: last, after the acceptance: the old version may not read it."""

import shlex
from collections.abc import Iterator

from packaging.version import Version

from findings.step import Gate, Step, Truth
from inventory import Inventory
from runner.plans.axway_commands import asked
from runner.plans.axway_hosts import Host, settings_of
from runner.plans.axway_processes import Process
from runner.plans.axway_steps import command, person

CIPHER = Version("7.7.20210330")
LOST = (
    "The KPS of {group} is encrypted anew, and 7.5 and 7.6 may not read it: going back needs its "
    "snapshot, and what was written to it since is lost"
)


def reencrypted(inventory: Inventory, hosts: tuple[Host, ...]) -> Iterator[Step]:
    """Back each group up, have the new system accepted, encrypt each group, restart it."""
    axway = settings_of(inventory)
    if Version(inventory.versions["gateway"].to) < CIPHER:
        return
    chosen = [key for key, group in axway.groups.items() if group.store]
    for key in chosen:
        yield _kpsadmin(inventory, hosts, key, "backup")
    if chosen:
        yield _accepted()
    for key in chosen:
        step = _kpsadmin(inventory, hosts, key, "reencrypt")
        if key == chosen[0]:  # the whole of post, before the way back is ended
            step = step.model_copy(update={"before": (Gate(phase="post", minutes=3.0),)})
        yield step
        for host, name in _instances(hosts, key):
            one, group = axway.instances[name], axway.groups[key].name or key
            process = Process(host, host.new, name, one.name or name, group)
            for moved in (process.stop(), process.start()):
                update = {"key": f"kps.{moved.key}", "requirements": ("AXW-STEP-066",)}
                yield moved.model_copy(update=update)


def _instances(hosts: tuple[Host, ...], group: str) -> list[tuple[Host, str]]:
    return [(host, key) for host in hosts for key, one in host.instances if one.group == group]


def _kpsadmin(inventory: Inventory, hosts: tuple[Host, ...], key: str, action: str) -> Step:
    """Make a step of kpsadmin for a whole group, on its first instance; its status is documented.

    Without an operation it would show a menu, and wait.
    """
    axway = settings_of(inventory)
    host, name = _instances(hosts, key)[0]
    group, last = axway.groups[key].name or key, action == "reencrypt"
    words = ("./kpsadmin", "-u", axway.accounts.admin.username, "-g", group,
             "-n", axway.instances[name].name or name, action)  # fmt: skip
    title = f"Encrypt the KPS of {group} anew" if last else f"Back up the KPS of {group}"
    return command(
        f"kps.{key}.{action}",
        f"{title}, on {host.node}",
        *(("AXW-STEP-066", "AXW-POST-031") if last else ("AXW-POST-032",)),
        node=host.node,
        argv=host.run(f"{host.new}/posix/bin", shlex.join(words)),
        secrets=asked(axway, action, key),
        long=True,
        seconds=1800,
        truth=Truth(by="person" if last else "repeatable"),
        owner="security" if last else "dba",
        minutes=5.0 if last else 2.0,
        undo_minutes=20.0 if last else 0.0,
        data_loss=LOST.format(group=group) if last else "",
    )


def _accepted() -> Step:
    return person(
        "accept", "Accept the new system: behind this the easy way back ends", "AXW-POST-033",
        text="Decide whether the new system stays. If it does, sign AXW-POST-033 (`runner attest`) "
        "and say that it is done. Until you do, nothing is encrypted, and the old system can "
        "simply be started again.",
        owner="change-manager", minutes=10.0,
    )  # fmt: skip
