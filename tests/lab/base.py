"""The file system layer that all hosts share, between the machine's / and their own.

It hides what the machine has on top of a bare system, and looks like RHEL 8 to those who ask.
"""

import os
import stat
from pathlib import Path

from tests.lab.names import STATE
from tests.lab.process import run, write

FHS = {
    *("bin", "boot", "dev", "etc", "lib", "lib32", "lib64", "libx32", "media"),
    *("proc", "run", "sbin", "sys", "tmp", "usr", "var"),
}
HIDDEN = [
    *("root", "home", "opt", "srv", "mnt", "usr/local"),
    *("var/log", "var/lib/rpm", "var/lib/dnf", "var/cache/dnf", "var/backups", "var/mail"),
    *("var/lib/redis", "var/spool", "var/www", "etc/redis", "etc/yum.repos.d", "etc/sudoers.d"),
    "etc/systemd/system",  # this is what keeps the machine's own services off
    *(f"etc/rc{level}.d" for level in "2345"),
    *("etc/default", "etc/nginx", "etc/ssl/private", "etc/init.d"),
    "usr/lib/systemd/system-generators",  # each daemon-reload would run those of all packages
]
OPS = 1777
"""The user and group id of `ops`, who logs in and may use sudo."""

IDLE = (
    "systemd-logind.service",
    "systemd-ask-password-console.path",
    "systemd-ask-password-wall.path",
    "systemd-timesyncd.service",
    "e2scrub_reap.service",
)
"""Parts of a bare system that no test needs. Login sessions cost 90 ms for each ssh, and the
others watches (inotify), of which a machine has 128 for root: each host now takes one or two."""

ACCOUNTS = {
    "passwd": f"ops:x:{OPS}:{OPS}::/home/ops:/bin/bash",
    "group": f"ops:x:{OPS}:",
    "shadow": "ops:*:19000:0:99999:7:::",  # not `!`: a locked account cannot log in with a key
}
FILES = {
    "etc/ssh/sshd_config.d/lab.conf": (
        "HostKey /etc/ssh/lab_host_key\nUseDNS no\nPasswordAuthentication no\n"
        "PermitRootLogin prohibit-password\n"
    ),
    "etc/os-release": (
        'NAME="Red Hat Enterprise Linux"\nID="rhel"\nID_LIKE="fedora"\nVERSION_ID="8.10"\n'
        'PLATFORM_ID="platform:el8"\nPRETTY_NAME="Red Hat Enterprise Linux 8.10 (Ootpa)"\n'
    ),
    "etc/redhat-release": "Red Hat Enterprise Linux release 8.10 (Ootpa)\n",
    "etc/resolv.conf": "",  # with an unreachable name server yum takes 19 s and sudo 12 s
    "etc/dnf/vars/releasever": "8\n",
    "etc/dnf/dnf.conf": (
        "[main]\ngpgcheck=1\ninstallonly_limit=3\nclean_requirements_on_remove=True\n"
        "best=True\nskip_if_unavailable=False\nplugins=0\n"
    ),
    "etc/rpm/macros": "%_dbpath /var/lib/rpm\n",
    "etc/default/locale": "LANG=C.UTF-8\n",
}
CHKCONFIG = """#!/bin/sh
# RHEL's chkconfig hands a unit on to systemctl; Debian has none.
case "$1" in
--del) exec systemctl --quiet disable "$2" ;;
--add) exec systemctl --quiet daemon-reload ;;
*) exec systemctl is-enabled "$1" ;;
esac
"""
SYSV_INSTALL = """#!/bin/sh
# systemctl asks this for each unit that has an init script beside it; Debian's own is slow.
[ "$1" != is-enabled ]
"""


def build(*shims: Path) -> None:
    """Make the layer in the lab's state; `shims` are RPMs that packages need to be there."""
    base = STATE / "base.new"
    _hide(base)
    for name, text in FILES.items():
        write(base / name, text)
    write(base / "usr/sbin/chkconfig", CHKCONFIG, 0o755)
    write(base / "usr/lib/systemd/systemd-sysv-install", SYSV_INSTALL, 0o755)
    (base / "usr/bin").mkdir(parents=True, exist_ok=True)
    (base / "usr/bin/yum").symlink_to("dnf-3")
    wants = base / "etc/systemd/system/multi-user.target.wants"
    wants.mkdir()
    (wants / "ssh.service").symlink_to("/lib/systemd/system/ssh.service")
    for unit in IDLE:
        (wants.parent / unit).symlink_to("/dev/null")
    (base / "var/log/journal").mkdir()  # a journal on disk outlives a power cut
    (base / "opt").chmod(0o755)
    _accounts(base)
    if shims:
        run("rpm", "--dbpath", base / "var/lib/rpm", "-i", "--justdb", "--nodeps", *shims)
    base.rename(STATE / "base")


def _hide(base: Path) -> None:
    for name in HIDDEN:
        (base / name).mkdir(parents=True, exist_ok=True)
        os.setxattr(base / name, "trusted.overlay.opaque", b"y")  # empty, whatever / has there
    for entry in Path("/").iterdir():
        if entry.name not in FHS and entry.name not in HIDDEN:
            os.mknod(base / entry.name, stat.S_IFCHR, 0)  # a whiteout: not there at all
    (base / "root").chmod(0o700)


def _accounts(base: Path) -> None:
    for name, line in ACCOUNTS.items():
        text = Path("/etc", name).read_text()
        kept = [known for known in text.splitlines() if not known.startswith("ops:")]
        mode = 0o640 if name == "shadow" else 0o644
        write(base / "etc" / name, "\n".join([*kept, line, ""]), mode)
    run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", STATE / "id", "-C", "lab")
    key = (STATE / "id.pub").read_text()
    for home, owner in ((base / "root", 0), (base / "home/ops", OPS)):
        write(home / ".ssh/authorized_keys", key, 0o600, owner)
        for folder in (home, home / ".ssh"):
            folder.chmod(0o700)
            os.chown(folder, owner, owner)
