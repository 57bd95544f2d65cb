"""Where every stand-in begins: a tool of posix/bin or upgrade/bin, or a process named vshell."""

import importlib
import os
import sys
from typing import NoReturn

TOOLS = {
    "nodemanager": "manager_tool",
    "startinstance": "instance_tool",
    "managedomain": "managedomain",
    "kpsadmin": "kpsadmin",
    "sysupgrade": "sysupgrade",
    "import-kps": "import_kps",
    "zdupgrade": "zdupgrade",
    "analytics": "analytics",
    "upgradeconfig": "analytics",
    "database": "database",
}
SERVES = {"manager": "manager", "instance": "instance", "analytics": "analytics"}


def main() -> NoReturn:
    """Run the tool that the first word names."""
    words = sys.argv[1:]
    module = importlib.import_module(f"{__package__}.{TOOLS[words[0]]}")
    act = module.upgraded if words[0] == "upgradeconfig" else module.main
    try:
        sys.exit(act(words[1:]))
    except KeyboardInterrupt:
        sys.exit(130)


def serve() -> NoReturn:
    """Be a process of the product: which one, the environment says."""
    kind, _, which = os.environ["VSHELL"].partition(" ")
    module = importlib.import_module(f"{__package__}.{SERVES[kind]}")
    sys.exit(module.serve(which))
