"""What the account that upgrades is granted, for the window: read off the plan's own commands."""

from collections.abc import Iterator

from findings.step import Plan
from inventory import Inventory
from runner.plans import plan_of
from runner.privileges import rules_of
from runner.success import shown

HEAD = """\
# For the account that upgrades (`runner upgrade`, `rollback`): /etc/sudoers.d/upgrade-window
# To be put there for the window and taken away after it: these commands change the nodes.
# Versions are those of {environment}. Of an account that may not: `--mode print` shows each."""
LONG = """\
# These outlive their connection: each is started as a unit of the node by a script of /bin/sh
# that has a token of its own, which no exact line can say. Grant /bin/sh, which is all of root."""
BACK = """\
# The way back: the transaction's number is found out then, so it is not exact; so is what is
# restored from the copies of the configuration."""


def of_plan(inventory: Inventory, account: str) -> str:
    """Write the grants for the steps of an inventory's plan, and for its way back."""
    return "\n".join(_lines(plan_of(inventory), inventory, account))


def _lines(plan: Plan, inventory: Inventory, account: str) -> Iterator[str]:
    commands = [step for step in plan.steps if step.kind == "command"]
    short = sorted({shown(step) for step in commands if not step.long})
    long = sorted({shown(step) for step in commands if step.long})
    back = sorted(
        {
            f"yum -y downgrade {step.truth.package}-{inventory.versions[step.component].from_}"
            for step in commands
            if step.truth.by == "package"
        }
    )
    yield from ("", HEAD.format(environment=inventory.environment))
    for command in short:
        yield from (f"{account} ALL=(root) NOPASSWD: {rule}" for rule in rules_of(command))
    yield LONG
    yield f"{account} ALL=(root) NOPASSWD: /bin/sh"
    yield from (f"#   {command}" for command in long)
    if back:
        yield BACK
        yield from (f"#   {command}" for command in ("yum -y history undo NUMBER", *back))
    if inventory.backups.config:
        yield f"#   cp -- {inventory.backups.config}/FILE FILE"
