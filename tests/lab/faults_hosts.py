"""Faults of the hosts themselves."""

from tests.lab.estate import NODES, Estate
from tests.lab.planting import Act, Fault, file, shell

SUDOERS = "/etc/sudoers.d/ops"
WRONG_CLOCK = """if [ ! -e /usr/bin/date.right ]; then
cp -a /usr/bin/date /usr/bin/date.right
cat > /usr/bin/date.new <<'X'
#!/bin/sh
exec /usr/bin/date.right -d '+47 minutes' "$@"
X
chmod 755 /usr/bin/date.new
mv /usr/bin/date.new /usr/bin/date
fi"""
RIGHT_CLOCK = "[ ! -e /usr/bin/date.right ] || mv -f /usr/bin/date.right /usr/bin/date"
FULL = """mountpoint -q /opt && exit 0
mkdir -p /srv/lab/opt && cp -a /opt/. /srv/lab/opt/ &&
mount -t tmpfs -o mode=755,size=$(( $(du -sk /opt | cut -f1) + 64 ))k full /opt &&
cp -a /srv/lab/opt/. /opt/ && rm -rf /srv/lab/opt
head -c 100M /dev/zero > /opt/core.1234 2>/dev/null || true"""
EMPTY = "! mountpoint -q /opt || umount -l /opt; rm -f /opt/core.1234"


def _back(name: str) -> Act:
    def mend(estate: Estate) -> None:
        host = estate[name]
        host.plug(to=True)
        if not host.running():
            host.boot()
        host.wait()
        for package in NODES[name]:
            estate.healthy(host, package)

    return mend


FAULTS = [
    Fault(
        "node-down",
        "gw2 has no power.",
        lambda estate: estate["gw2"].cut(),
        _back("gw2"),
    ),
    Fault(
        "node-silent",
        "gw2 runs, and its network cable is out.",
        lambda estate: estate["gw2"].plug(to=False),
        lambda estate: estate["gw2"].plug(to=True),
    ),
    Fault(
        "sshd-hangs",
        "gw2 accepts connections, and its sshd says nothing.",
        *shell("gw2", "pkill -STOP -o -x sshd", "pkill -CONT -x sshd"),
    ),
    Fault(
        "sudo-refused",
        "On gw1 the user may log in, and may not use sudo.",
        *file("gw1", SUDOERS, f"rm {SUDOERS}"),
    ),
    Fault(
        "sudo-for-yum-only",
        "On gw1 the user may use sudo for yum alone.",
        *file("gw1", SUDOERS, f"echo 'ops ALL=(ALL) NOPASSWD: /usr/bin/yum' > {SUDOERS}"),
    ),
    Fault(
        "clock-skew",
        "gw1's clock is 47 minutes ahead.",
        *shell("gw1", WRONG_CLOCK, RIGHT_CLOCK),
    ),
    Fault(
        "disk-full",
        "On gw1 there is no room below /opt.",
        *shell("gw1", FULL, EMPTY),
        when="pre",
    ),
]
