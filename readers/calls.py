"""Requests of the inventory that must get their answer, before a change and after it."""

from dataclasses import dataclass

from inventory.calls import Call
from probes.answers import HttpAnswer
from probes.questions import Http


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
