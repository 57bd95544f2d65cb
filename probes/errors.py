"""What a probe or a reader raises when there is no plain value to give.

Only an assertion in a check's own file is a failed check. Each of these says which other outcome
it is.
"""


class ProbeError(Exception):
    """Base of them all. `why` is a sentence for the operator; `remedy` says what to do."""

    def __init__(self, why: str, remedy: str = "") -> None:
        """Keep both sentences; `str()` gives the first."""
        super().__init__(why)
        self.why = why
        self.remedy = remedy


class CannotTell(ProbeError):
    """There was an answer, but it does not say what was asked: outcome `unknown`."""


class NotApplicable(ProbeError):
    """The answer shows that the requirement does not apply here: outcome `not-applicable`."""


class Unreachable(ProbeError):
    """A node or an endpoint does not serve us: what states its reachability blocks this one.

    `subject` names what could not be reached: `node:gw1`, `redis:main`, `gateway:gw1`.
    """

    def __init__(self, subject: str, why: str, remedy: str = "") -> None:
        """Keep what could not be reached beside the sentences."""
        super().__init__(why, remedy)
        self.subject = subject


class Refused(Unreachable):
    """An answer all the same: connection refused, wrong password. Reachability then fails."""


class NoAnswer(Unreachable):
    """No answer at all: timeout, no route, unknown name. Reachability is then unknown."""


class NotReadOnly(ProbeError):
    """A reader asked for something that could write: an error in our own code."""
