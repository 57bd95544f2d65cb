"""JSON web tokens: what they say. Signatures are not looked at."""

import base64
import binascii
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from probes.errors import CannotTell

# In a recording the signature is redacted, and nothing else of the token is.
_FORM = re.compile(
    r"[A-Za-z0-9_-]+={0,2}\.([A-Za-z0-9_-]+)={0,2}\.(?:[A-Za-z0-9_-]*={0,2}|<secret:\d+>)"
)


def claims(token: str) -> Mapping[str, Any]:
    """Give the payload. The token itself is never part of an error."""
    found = _FORM.fullmatch(token.strip())
    if not found:
        raise CannotTell("not a JSON web token")
    try:
        raw = base64.urlsafe_b64decode(found[1] + "=" * (-len(found[1]) % 4))
        payload = json.loads(raw)
    except (binascii.Error, ValueError, RecursionError) as error:
        raise CannotTell("a JSON web token with an unreadable payload") from error
    if not isinstance(payload, dict):
        raise CannotTell("a JSON web token whose payload is no object")
    return payload


def expires(token: str) -> datetime:
    """Give the time of `exp`. CannotTell where it has none."""
    value = claims(token).get("exp")
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise CannotTell("a JSON web token without `exp`")
    try:
        return datetime.fromtimestamp(value, UTC)
    except (OverflowError, ValueError, OSError) as error:
        raise CannotTell("a JSON web token whose `exp` is no time") from error
