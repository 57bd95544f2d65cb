"""Root by the inventory's become, never interactive, and a refusal is never an answer."""

import re
import shlex

from inventory import Become

# What the three programs say when they do not let us, matched on standard error only.
REFUSALS = re.compile(
    r"^((?:sudo|dzdo|pbrun)\d*: (?!unable to resolve host|setrlimit).+"  # those two are warnings
    r"|Sorry, user .* is not allowed to execute .*"
    r"|.* is not in the sudoers file.*"
    r"|Request rejected by .*"
    r"|\S*: (?:\d+: |line \d+: )?(?:sudo|dzdo|pbrun): (?:command )?not found)$",
    re.MULTILINE,
)
OPERATORS = re.compile(r"[;&|<>()$`\\\n{}*?\[\]]|(?:^|\s)[~#!]|^\w+=|^\s*$")
PROBE = {"sudo": "sudo -n -l", "dzdo": "dzdo -n -l", "pbrun": "pbrun true"}


def wrap(script: str, become: Become) -> str:
    """Give the script as root runs it: exact argv for a plain command: rules can name it."""
    prefix = {"sudo": ["sudo", "-n"], "dzdo": ["dzdo", "-n"], "pbrun": ["pbrun"]}[become.method]
    if become.user != "root":
        prefix += ["-u", become.user]
    if not OPERATORS.search(_outside_quotes(script)):
        return f"{shlex.join(prefix)} {script}"
    return shlex.join([*prefix, "/bin/sh", "-c", script])


def _outside_quotes(script: str) -> str:
    """Drop quoted parts: what stands in them means nothing to a shell. `"'"` is shlex's quote."""
    return re.sub(r"\"'\"|'[^']*'", "", script)


def refusal(stderr: str) -> str:
    """Give the program's own words where it refused; empty where it did not."""
    found = REFUSALS.search(stderr)
    return found.group(1).strip() if found else ""


def remedy(become: Become, script: str) -> str:
    """Say what the security team grants for this one command."""
    if become.method == "sudo":
        return f"Grant in sudoers, without a password and without requiretty: {script}"
    return f"Grant with {become.method}, without a prompt: {script}"


GRANT = (
    "Grant the lines that `python -m runner catalog --privileges` prints, without a password and "
    "without requiretty; or correct `become` in the inventory."
)
