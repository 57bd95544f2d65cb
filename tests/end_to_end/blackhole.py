"""A network that swallows every packet to 10.99.0.0/16: nobody answers, nobody refuses."""

import shutil

NETWORK = "10.99.0."
# On a link without ARP a packet leaves at once, and the other end drops it: no `no route to host`.
SCRIPT = """set -e
ip link set lo up
ip link add hole type veth peer name end
ip link set hole arp off
ip link set hole up
ip link set end up
ip addr add 10.99.0.1/16 dev hole
exec "$@"
"""


def in_hole(*line: str) -> list[str]:
    """Give the command line that runs another one in a network of its own, which swallows all."""
    return ["unshare", "--net", "sh", "-c", SCRIPT, "sh", *line]


def missing() -> str:
    """Say what the machine lacks for it; empty where it has all."""
    lacking = [name for name in ("unshare", "ip") if not shutil.which(name)]
    return f"missing: {', '.join(lacking)}" if lacking else ""
