"""The lab's secrets. They are made up, easy to recognise, and must never show in a report."""

import base64
import json

from tests.lab.products.murmur import murmur64

REDIS = "redis-Secret-7Hq2"
MONGO_ADMIN = "mongo-Admin-9Xw4"
MONGO = "mongo-Secret-5Tz8"
GATEWAY = "gateway-Secret-3Kf6"
NODE = "node-Secret-8Lm1"
ADMIN = "admin-Secret-2Vb5"
DASHBOARD_KEY = "user-Secret-6Rn0"
ORG = "5e9d9544a1dcd60001d0ed20"


def _token(number: int) -> str:
    inner = {"org": ORG, "id": f"{number:032x}", "h": "murmur64"}
    return base64.b64encode(json.dumps(inner, separators=(",", ":")).encode()).decode()


TOKENS = [_token(number) for number in range(0xA1, 0xA6)]
"""Five API keys, as a developer holds them; the first is the canary's."""

KEY_NAMES = [f"apikey-{murmur64(token)}" for token in TOKENS]
"""The same as Redis names them."""

ALL = {
    "redis": REDIS,
    "mongo": MONGO,
    "gateway": GATEWAY,
    "node": NODE,
    "admin": ADMIN,
    "dashboard": DASHBOARD_KEY,
    "canary": TOKENS[0],
}
"""By the name of the file that holds it in an inventory's folder `secrets`."""


def licence(ends: int) -> str:
    """A licence that ends at that second: a JWT whose signature nobody checks here."""
    parts = [{"alg": "RS256", "typ": "JWT"}, {"exp": ends, "iat": 1_700_000_000, "sub": "lab"}]
    packed = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode() for part in parts]
    return ".".join([*(text.rstrip("=") for text in packed), "c2lnbmF0dXJl"])
