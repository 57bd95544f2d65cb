"""The commands of API Gateway on a host of a domain, as the vendor documents them.

Each runs as the installation's owner, in the folder of its tool. Where a tool asks for a password
it reads it from its standard input: in which order is not documented, so the inventory can say it.
"""

import shlex
from collections.abc import Sequence

from findings.step import Secret, Step, Success, Truth
from inventory import Inventory
from inventory.axway import AxwaySettings
from runner.plans.axway_hosts import Host, cassandra_of, settings_of

STATES = (
    "not started",
    "export complete",
    "export and upgrade complete",
    "system upgrade complete",
)
AGAIN = "--force"  # all that is known of what an unforced repeat of a finished step asks for
LOOK = "Current status: "
LONGEST = 7200.0  # seconds: how long each takes is not documented


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
            "minutes": 5.0,
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
            "minutes": 10.0,
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
            "minutes": 10.0,
            "undo_minutes": 3.0,
        }
    )


def authority(inventory: Inventory, first: Host) -> Step | None:
    """Keep the certificate of the CA that the first `apply` made: the gates trust 7.7 by it.

    None where the inventory names no file for it.
    """
    file = settings_of(inventory).ca_new
    if file is None:
        return None
    return Step(
        key=first.key("authority"),
        title=f"Keep the certificate of the new domain's CA, made on {first.node}",
        requirements=("AXW-PRE-059",),
        component="gateway",
        node=first.node,
        argv=("cat", f"{first.new}/groups/certs/domaincert.pem"),
        authority=str(file),
        truth=Truth(by="repeatable"),
        minutes=0.5,
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
        seconds=LONGEST,
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
    secret = Secret(name=f"password of {store.username} at {name} (--cass_password)",
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
