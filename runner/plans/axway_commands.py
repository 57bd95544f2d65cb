"""The commands of API Gateway on a host of a domain, as the vendor documents them.

Each runs as the installation's owner, in the folder of its tool. Where a tool asks for a password
it reads it from its standard input: in which order is not documented, so the inventory can say it.
"""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass

from findings.step import Secret, Step, Success, Truth
from inventory import Inventory
from inventory.axway import AxwaySettings, Instance
from inventory.stores import CassandraStore
from runner.plans import PlanError

STATES = (
    "not started",
    "export complete",
    "export and upgrade complete",
    "system upgrade complete",
)
AGAIN = "--force"  # all that is known of what an unforced repeat of a finished step asks for
LOOK = "Current status: "
UNCLEAR = 3600.0


@dataclass(frozen=True)
class Host:
    """A host of the domain: its node, its two installations, its name in the topology."""

    node: str
    name: str
    old: str
    new: str
    owner: str
    roles: tuple[str, ...]
    instances: tuple[tuple[str, Instance], ...]

    @property
    def places(self) -> tuple[str, ...]:
        """Its roles for `--on`."""
        return tuple(f"{role}@{self.node}" for role in self.roles)

    def key(self, action: str) -> str:
        """Give the key of one of its steps."""
        return f"host.{self.node}.{action}"

    def run(self, folder: str, *lines: str) -> tuple[str, ...]:
        """Give the argv that runs lines in a folder as the owner, in the owner's environment."""
        return ("su", "-", self.owner, "-c", " && ".join((shlex.join(("cd", folder)), *lines)))

    def status(self) -> tuple[str, ...]:
        """Give the command that tells how far it is; it only reads."""
        return self.run(f"{self.new}/upgrade/bin", "./sysupgrade status")


def settings_of(inventory: Inventory) -> AxwaySettings:
    """Give the product's section. Raises PlanError where there is none."""
    if inventory.axway is None:
        raise PlanError("the inventory has no section axway", "Write it.")
    return inventory.axway


def hosts(inventory: Inventory) -> tuple[Host, ...]:
    """Give all hosts of the domain, the one first where `apply` begins."""
    axway = settings_of(inventory)
    managers = tuple(node.name for node in inventory.with_role("admin-node-manager"))
    first = axway.first_of(managers)
    nodes = sorted(inventory.domain_nodes(), key=lambda node: node.name != first)
    domain = inventory.facts.components | inventory.facts.others
    made = []
    for node in nodes:
        place = axway.installation_of(node.name)
        made.append(
            Host(
                node.name,
                axway.host_name(node.name),
                (place.old or "").rstrip("/"),
                (place.new or "").rstrip("/"),
                place.owner or "",
                tuple(role for role in node.roles if role in domain),
                tuple(axway.instances_of(node=node.name).items()),
            )
        )
    return tuple(made)


def cassandra_of(inventory: Inventory) -> tuple[str, CassandraStore] | None:
    """Give the one Cassandra that `upgrade` is told of. Raises PlanError where there are two."""
    axway = settings_of(inventory)
    found = {n: s for n, s in inventory.stores.items() if isinstance(s, CassandraStore)}
    used = {group.store for group in axway.groups.values() if group.store}
    chosen = {name: store for name, store in found.items() if name in used} or found
    if len(chosen) > 1:
        raise PlanError(
            f"`sysupgrade upgrade` takes one Cassandra, and there are {', '.join(chosen)}",
            "Ask Axway's support; name one of them for all groups.",
        )
    return next(iter(chosen.items()), None)


def export(inventory: Inventory, host: Host, anm_host: str) -> Step:
    """Read the domain by way of the old Admin Node Manager, and copy the host's own files."""
    axway = settings_of(inventory)
    words = ("./sysupgrade", "export", "--old_install_dir", host.old, "--anm_host", anm_host,
             "--username", axway.accounts.admin.username)  # fmt: skip
    step = _sysupgrade(host, "export", words, axway)
    return step.model_copy(
        update={
            "title": f"Export the old system on {host.node}; it goes on running",
            "requirements": ("AXW-STEP-010", "AXW-STEP-011"),
            "truth": step.truth.model_copy(update={"undone": (f"{LOOK}{STATES[0]}",)}),
            "minutes": 10.0,
        }
    )


def upgrade(inventory: Inventory, host: Host) -> Step:
    """Convert what was exported; nothing of the old system is asked or touched."""
    words, secret = _cassandra_words(inventory)
    step = _sysupgrade(host, "upgrade", ("./sysupgrade", "upgrade"), settings_of(inventory), words)
    return step.model_copy(
        update={
            "title": f"Upgrade what was exported on {host.node}; the old system goes on running",
            "requirements": ("AXW-STEP-020", "AXW-STEP-021", "AXW-STEP-022"),
            "secrets": secret,
            "success": step.success.model_copy(update={"never": (AGAIN, "OutOfMemoryError")}),
            "truth": step.truth.model_copy(update={"undone": (f"{LOOK}{STATES[1]}",)}),
            "minutes": 15.0,
        }
    )


def apply(inventory: Inventory, host: Host, anm_host: str) -> Step:
    """Make the host's new Node Manager and instances of what was upgraded, and start them."""
    axway = settings_of(inventory)
    names = tuple(w for name in _alternatives(axway, host) for w in ("--subj_alt_name", name))
    words = ("./sysupgrade", "apply", "--anm_host", anm_host, "--sign_alg", axway.sign_alg, *names,
             "--username", axway.accounts.admin.username,
             *(("--skip_db_upgrade",) if axway.skip_db_upgrade else ()))  # fmt: skip
    step = _sysupgrade(host, "apply", words, axway)
    return step.model_copy(
        update={
            "title": f"Apply the upgrade on {host.node}: its 7.7 is made and started",
            "requirements": (
                *("AXW-STEP-045", "AXW-STEP-046", "AXW-STEP-047", "AXW-STEP-049"),
                *(("AXW-STEP-048",) if axway.skip_db_upgrade else ()),
            ),
            "leaves": True,
            "minutes": 20.0,
            "undo_minutes": 3.0,
        }
    )


def _alternatives(axway: AxwaySettings, host: Host) -> tuple[str, ...]:
    return axway.hosts[host.node].subject_alt_names if host.node in axway.hosts else ()


def _sysupgrade(
    host: Host, action: str, words: Sequence[str], axway: AxwaySettings, more: str = ""
) -> Step:
    """Make a step of one of the three; `status` has the last word, no exit status is documented.

    After a failure in its middle nothing says how far it came, so only a person does.
    """
    state = STATES[("export", "upgrade", "apply").index(action) + 1]
    said = f"{LOOK}{state}"
    line = " ".join(filter(None, (shlex.join(words), more)))
    read = ("IFS= read -r secret",) if "$secret" in more else ()
    return Step(
        key=host.key(action),
        title=action,
        component="gateway",
        node=host.node,
        argv=host.run(f"{host.new}/upgrade/bin", *read, line, "./sysupgrade status"),
        secrets=asked(axway, action),
        long=True,
        seconds=UNCLEAR,
        success=Success(says=(said,), never=(AGAIN,)),
        truth=Truth(by="says", argv=host.status(), done=(said,)),
    )


def _cassandra_words(inventory: Inventory) -> tuple[str, tuple[Secret, ...]]:
    """Give the words that name the Cassandra. It takes the password in its argv alone."""
    found = cassandra_of(inventory)
    if found is None:
        return "--no_cassandra", ()
    name, store = found
    address, _, port = store.addresses[0].rpartition(":")
    words = ["--cass_host", address.strip("[]"), "--cass_port", port]
    if not store.username:
        return shlex.join(words), ()
    words += ["--cass_username", store.username]
    secret = Secret(name=f"--cass_password of {store.username} at {name}",
                    reference=store.password or "", shown=True)  # fmt: skip
    return f'{shlex.join(words)} --cass_password "$secret"', (secret,)


def asked(axway: AxwaySettings, action: str, group: str = "") -> tuple[Secret, ...]:
    """Give what a tool asks for, in the order of the inventory, else of the vendor's options."""
    admin = axway.accounts.admin
    known = {
        "password": Secret(name=f"password of {admin.username}", reference=admin.password),
        "domain_passphrase": Secret(
            name="passphrase of the domain", reference=axway.domain_passphrase or ""
        ),
        "group_passphrase": Secret(
            name="old passphrase of the group",
            reference=(group and axway.groups[group].passphrase) or "",
        ),
    }
    return tuple(known[name] for name in axway.prompts.of(action))
