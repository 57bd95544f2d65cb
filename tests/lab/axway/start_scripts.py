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

ON = "for one in /etc/init.d/vshell-*; do ln -sf $one /etc/rc3.d/S80${one##*/}; done"
OFF = "rm -f /etc/rc3.d/S80vshell-*"
"""Let the system start them at boot, or not."""

SPEAKS = "until exec 3<>/dev/tcp/%H/9042; do sleep 0.2; done 2>/dev/null"
"""Cassandra of this host takes clients: an instance that starts before would tell of an error."""

UNIT = """[Unit]
Description=What a System V init does at boot
After=network.target cassandra.service
ConditionPathExistsGlob=/etc/rc3.d/S80vshell-*

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStartPre=-/usr/bin/timeout 60 /bin/bash -c '{cassandra}'
ExecStart=/bin/sh -c 'for one in /etc/rc3.d/S80vshell-Node* /etc/rc3.d/S80*; do $one start; done'

[Install]
WantedBy=multi-user.target
"""
BOOT = "rc3"


def write(upper: Path, host: str) -> None:
    """The start scripts of the old installation; the system runs them from its next boot on."""
    unit = upper / f"etc/systemd/system/{BOOT}.service"
    unit.parent.mkdir(parents=True, exist_ok=True)
    unit.write_text(UNIT.format(cassandra=SPEAKS))
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
