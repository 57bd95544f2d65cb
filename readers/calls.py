"""Requests of the inventory that must get their answer, before a change and after it."""

from dataclasses import dataclass

from inventory.calls import Call
from probes.answers import HttpAnswer
from probes.questions import Http

REFUSES = (400, 401, 403)  # what a gateway answers to a caller without a credential


@dataclass(frozen=True)
class Called:
    """A request and what came back."""

    call: Call
    answer: HttpAnswer

    @property
    def wrong(self) -> tuple[str, ...]:
        """What differs from what the request is meant to get, in words."""
        name, wanted, got = self.call.name, self.call.status, self.answer.status
        found = [f"{name}: HTTP {got} instead of {wanted}"] if got != wanted else []
        headers = {key.lower(): value for key, value in self.answer.headers}
        found += [
            f"{name}: {key}: {headers.get(key.lower(), '(none)')} instead of {value}"
            for key, value in self.call.expect.items()
            if headers.get(key.lower()) != value
        ]
        return tuple(found)


def question(endpoint: str, call: Call) -> Http:
    """Make the question; the credential travels as a secret."""
    host = (("Host", call.host_header),) if call.host_header else ()
    secret = ((call.header_name, call.header),) if call.header else ()
    return Http(endpoint, call.path, call.method, host, secret)


def refuses(answer: str) -> bool:
    """Whether `without_credential` says of an API that it let nobody in."""
    return answer in {f"HTTP {status}" for status in REFUSES}


def opened(before: dict[str, str], now: dict[str, str]) -> list[str]:
    """Name the APIs that refused and do not refuse now. One that is gone is not open."""
    return [
        f"API {name} refused a caller without a credential ({before[name]}), now: {now[name]}"
        for name in sorted(before.keys() & now.keys())
        if refuses(before[name]) and not refuses(now[name])
    ]


def without_credential(endpoint: str, call: Call) -> Http:
    """Make the question of a caller who shows none."""
    return question(endpoint, call.model_copy(update={"header": None}))
