"""`sysupgrade`: export, upgrade, apply, status, clean, one after the other on each host.

Its exit statuses are not documented. Here a failed step ends with 100, as the vendor's sample of
another script shows, and one that only asks for --force with 0: no status can be relied on.
"""

import argparse
import sys
import time
from collections.abc import Callable

from tests.lab.axway_programs import apply_step, cleaning, export_step, upgrade_step
from tests.lab.axway_programs.install import Install, Json
from tests.lab.axway_programs.report import Report

OUT = "upgrade/bin/out"
STATE = f"{OUT}/.state.json"
STEPS = ("export", "upgrade", "apply")
STATUS = (
    "not started", "export complete", "export and upgrade complete", "system upgrade complete",
)  # fmt: skip
RUN: dict[str, Callable[[Install, argparse.Namespace, Report], None]] = {
    "export": export_step.run,
    "upgrade": upgrade_step.run,
    "apply": apply_step.run,
}
FAILED = 100


def main(words: list[str]) -> int:
    """Do one command."""
    chosen, install = _parser().parse_args(words), Install()
    if chosen.command == "status":
        sys.stdout.write(status(install))
        return 0
    if chosen.command == "clean":
        return cleaning.clean(install)
    return _step(install, chosen)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("sysupgrade")
    commands = parser.add_subparsers(dest="command", required=True)
    export, upgrade, apply = (commands.add_parser(name) for name in STEPS)
    commands.add_parser("status")
    clean = commands.add_parser("clean")
    export.add_argument("--old_install_dir", required=True)
    for one in (export, apply):
        for option in ("--anm_host", "--username", "--password"):
            one.add_argument(option, default="")
    upgrade.add_argument("--cass_host", default="localhost")
    upgrade.add_argument("--cass_port", type=int, default=9042)
    upgrade.add_argument("--cass_username", default="cassandra")
    upgrade.add_argument("--cass_password", default="cassandra")
    upgrade.add_argument("--no_cassandra", action="store_true")
    apply.add_argument("--domain_passphrase")
    apply.add_argument("--domain_name", default="")
    apply.add_argument(
        "--sign_alg", choices=("sha1", "sha256", "sha384", "sha512"), default="sha256"
    )
    apply.add_argument("--subj_alt_name", action="append", default=[])
    apply.add_argument("--skip_db_upgrade", action="store_true")
    for one in (upgrade, apply, clean):
        one.add_argument("--tracelevel", default="INFO")
    for one in (export, upgrade, apply):
        one.add_argument("--force", action="store_true")
    return parser


def done(install: Install) -> list[str]:
    """The steps that ended well, in their order."""
    state = install.json(STATE)
    return [step for step in STEPS if step in state]


def status(install: Install) -> str:
    """What `status` prints: the vendor's own words."""
    count = len(done(install))
    rows = ["System Upgrade Status", "---------------------", f"Current status: {STATUS[count]}"]
    if count < len(STEPS):
        rows.append(f"Next step: sysupgrade {STEPS[count]}")
    return "\n".join([*rows, ""])


def _step(install: Install, chosen: argparse.Namespace) -> int:
    step, before = chosen.command, STEPS[: STEPS.index(chosen.command)]
    if missing := [name for name in before if name not in done(install)]:
        sys.stderr.write(
            f"ERROR: {step} can not be run: {missing[0]} has not been completed successfully\n"
        )
        return FAILED
    if step in done(install) and not chosen.force:
        sys.stdout.write(f"{step} has already been completed. Use --force to run it again.\n")
        return 0
    _forget(install, step)
    report = Report()
    RUN[step](install, chosen, report)
    report.write(install.at(f"{OUT}/logs/{step}.log"))
    if report.failed:
        return FAILED
    state: Json = install.json(STATE)
    state[step] = {"at": time.time_ns() // 1_000_000, "anm_host": getattr(chosen, "anm_host", "")}
    install.put(STATE, state)
    return 0


def _forget(install: Install, step: str) -> None:
    """Take away what this step and those after it have left."""
    kept = STEPS[: STEPS.index(step)]
    state = {name: said for name, said in install.json(STATE).items() if name in kept}
    install.put(STATE, state)
    for name in STEPS[STEPS.index(step) :]:
        cleaning.remove(install.at(f"{OUT}/{name}"))
        install.at(f"{OUT}/logs/{name}.log").unlink(missing_ok=True)
    if "apply" in STEPS[STEPS.index(step) :]:
        cleaning.forget_domain(install)
