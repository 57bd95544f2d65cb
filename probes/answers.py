"""What comes back: plain values that can be written to a recording and read again."""

import json
from dataclasses import dataclass
from typing import Any

from probes.errors import CannotTell


@dataclass(frozen=True)
class CommandAnswer:
    """Exit status and the exact bytes of both streams."""

    rc: int
    stdout: bytes
    stderr: bytes

    @property
    def text(self) -> str:
        """Standard output as text; bytes that are no UTF-8 become U+FFFD."""
        return self.stdout.decode("utf-8", "replace")

    @property
    def err(self) -> str:
        """Standard error as text."""
        return self.stderr.decode("utf-8", "replace")


@dataclass(frozen=True)
class HttpAnswer:
    """Status, headers in the order received, and the body."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", "replace")

    def json(self) -> Any:
        """Parse the body. Raises CannotTell where it is no JSON."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError) as error:
            start = self.text[:80]
            raise CannotTell(
                f"HTTP {self.status} with a body that is no JSON: {start!r}"
            ) from error
