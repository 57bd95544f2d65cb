"""/etc/init.d/vshell-*: what starts the old installation when its host boots."""

from pathlib import Path

from tests.lab.axway.places import GROUPS, INSTANCES, OLD, OWNER

INIT = """#!/bin/sh
### BEGIN INIT INFO
# Provides:          {name}
# Required-Start:    $network
# Default-Start:     2 3 4 5
# Default-Stop:      0 1 6
### END INIT INFO
VDISTDIR="{installation}"
{instance}case "$1" in
start) su - {owner} -c "$VDISTDIR/posix/bin/{words} -d" ;;
stop) su - {owner} -c "$VDISTDIR/posix/bin/{words} -k" ;;
status) su - {owner} -c "$VDISTDIR/posix/bin/{words} -s" ;;
esac
"""


def write(upper: Path, host: str) -> None:
    """The start scripts of the old installation."""
    lines = {f"vshell-Node-Manager-on-{host}": ("nodemanager", "")}
    for one in INSTANCES.values():
        if one.host == host:
            group = GROUPS[one.group][1]
            words = f"startinstance -n '{one.name}' -g '{group}'"
            name = f"vshell-{group.replace(' ', '-')}-{one.name}"
            lines[name] = (words, f'VINSTDIR="{OLD}/{one.folder}"\n')
    for name, (words, instance) in lines.items():
        path = upper / "etc/init.d" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            INIT.format(name=name, installation=OLD, instance=instance, owner=OWNER, words=words)
        )
        path.chmod(0o755)
