"""What the lab calls its things: everything carries one prefix, so that a sweep finds it all."""

import ipaddress
import os
from pathlib import Path

LONGEST_PREFIX = 8  # link names hold 15 characters: prefix, a letter, the last byte of the address

PREFIX = os.environ.get("LAB_PREFIX", "lab")
if not (PREFIX.isalnum() and len(PREFIX) <= LONGEST_PREFIX):
    raise ValueError(f"LAB_PREFIX={PREFIX}: letters and digits only, at most {LONGEST_PREFIX}")

NET = ipaddress.ip_network("10.213.77.0/24")
"""Each lab has a network namespace of its own: they all use the same addresses."""

BRIDGE = str(NET[1])
FIRST_HOST = 10

STATE = Path("/run") / PREFIX
"""A tmpfs: quick, and one umount forgets it all."""

LOCK = STATE.with_suffix(".lock")
NETNS = Path("/run/netns") / PREFIX

CHECKOUT = Path(__file__).resolve().parents[2]
CACHE = CHECKOUT / ".cache" / "lab"


def host_netns(name: str) -> str:
    """The name of a host's network namespace, overlay and control groups."""
    return f"{PREFIX}-{name}"


def link_name(address: str) -> str:
    """The lab's end of a host's network cable."""
    return f"{PREFIX}v{address.rsplit('.', 1)[1]}"


def mac(address: str) -> str:
    """One hardware address per IP address, for ever.

    Random ones leave stale ARP entries when an address is used again, and these swallow every
    packet for half a minute.
    """
    return "02:00:" + ":".join(f"{byte:02x}" for byte in ipaddress.ip_address(address).packed)
