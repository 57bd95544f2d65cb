"""The Dashboard's licence: a key that is a JSON web token, and the gateways that use it."""

from datetime import datetime

from probes.errors import CannotTell
from readers import jwt
from readers.redis import Redis
from readers.tyk.keys import holds_keys
from readers.tyk.services import TykService

REGISTER = "tyk-node-prefix*"
LIMIT = "10000"


class Licence:
    """A licence key."""

    def __init__(self, service: TykService) -> None:
        """Read the key from the configuration. CannotTell where it sets none."""
        key = service.secret("license_key")
        if not key.reveal():
            raise CannotTell(
                f"{service.node.name}: the configuration holds no license_key",
                "Put the key into tyk_analytics.conf or TYK_DB_LICENSEKEY: it may lie elsewhere.",
            )
        self.key = key

    @property
    def ends(self) -> datetime:
        """When it ends."""
        return jwt.expires(self.key.reveal())


def running(service: TykService) -> tuple[str, ...]:
    """Name the nodes whose gateway runs now."""
    found = [(peer.node.name, peer.unit_state.running) for peer in service.peers("gateway")]
    return tuple(name for name, runs in found if runs)


def registered(redis: Redis) -> int:
    """Count the gateways that the Dashboard's register in Redis holds.

    Not applicable where the Redis is one for traffic's records or a cache.
    """
    members = redis.ask("MASTERS")
    found = [redis.ask("SCAN-ALL", REGISTER, LIMIT, member=str(member)) for member in members]
    if not found or not all(isinstance(names, list) for names in found):
        raise CannotTell(f"redis:{redis.name}: the list of keys is not understood")
    if not (count := sum(len(names) for names in found)):
        holds_keys(redis)
    return count
