"""`/healthcheck` and `/healthchecklb` of an instance."""

import re

from probes.answers import HttpAnswer
from probes.errors import CannotTell

PATH, PATH_LB = "/healthcheck", "/healthchecklb"
_STATUS = re.compile(r"<status>\s*([^<>]{1,60}?)\s*</status>", re.IGNORECASE)


def health(answer: HttpAnswer, what: str) -> str:
    """Give `ok`, the instance's other word, or `HTTP 503` and the like."""
    if answer.status == 404:
        raise CannotTell(
            f"{what}: HTTP 404: this instance has no {PATH}",
            "Is it the traffic port, and does the policy still have its health check?",
        )
    if answer.status != 200:
        return f"HTTP {answer.status}"
    found = _STATUS.findall(answer.text[:100_000])
    if len(found) != 1:
        raise CannotTell(f"{what}: a 200 that tells no status: {answer.text[:80]!r}")
    return str(found[0]).lower()


def load_balanced(answer: HttpAnswer, what: str) -> str:
    """Give `ok` for the load balancer's 200, `HTTP 503` while it is being shut down."""
    if answer.status == 404:
        raise CannotTell(f"{what}: HTTP 404: {PATH_LB} is not set up on it", "See lb_check.")
    return "ok" if answer.status == 200 else f"HTTP {answer.status}"
