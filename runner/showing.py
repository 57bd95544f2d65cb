"""What the operator sees: live, coloured on a terminal, plain lines elsewhere, never a secret."""

import os
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress

from rich.console import Console
from rich.text import Text

from probes.redaction import Redactor
from reports.clean import clean
from runner.stopping import Interrupted


class Showing:
    """Lines for a person. All text from outside is redacted and made harmless here."""

    def __init__(self, redactor: Redactor, console: Console | None = None) -> None:
        """Write to standard output."""
        self.console = console or Console(
            file=sys.stdout, highlight=False, markup=False, emoji=False, soft_wrap=True
        )
        self._redactor = redactor
        self._open = False  # a progress line stands there without its end
        self._gone = False  # nobody can read it any more
        self.stops = True  # whether that stops the runner; not where it is ending anyway

    def say(self, text: str, style: str = "") -> None:
        """Write one or more lines. Raises Interrupted where the terminal is gone."""
        line = Text(clean(self._redactor.scrub(text)), style=style)
        self._written(lambda: self._say(line))

    def _say(self, line: Text) -> None:
        self._close()
        self.console.print(line)

    def heading(self, text: str) -> None:
        """Begin a part: a step, a gate."""
        self.say(text, "bold")

    def good(self, text: str) -> None:
        """Say that something holds."""
        self.say(text, "green")

    def warn(self, text: str) -> None:
        """Say what must be seen, and does not stop."""
        self.say(text, "bold yellow")

    def bad(self, text: str) -> None:
        """Say what stops."""
        self.say(text, "bold red")

    def output(self, text: str) -> None:
        """Write a piece of what a step prints, as it comes, indented."""
        for line in text.splitlines():
            self.say(f"    {line}", "dim")

    def progress(self, text: str) -> None:
        """Show how far a gate is: one line that changes, or plain lines without a terminal."""
        line = clean(self._redactor.scrub(text))
        self._written(lambda: self._progress(line))

    def _progress(self, line: str) -> None:
        if not self.console.is_terminal:
            self.console.print(Text(f"    {line}"))
            return
        width = max(20, self.console.width - 5)
        self.console.file.write(f"\r\x1b[K    {line[:width]}")
        self.console.file.flush()
        self._open = True

    def _written(self, write: Callable[[], object]) -> None:
        """Write, while there is somebody to read it: the first time that fails is a signal."""
        if self._gone:
            return
        try:
            write()
        except (OSError, SystemExit) as error:  # rich ends the program where a pipe is broken
            self._gone = True
            with suppress(OSError, ValueError):  # what is left unwritten spoils no exit status
                if self.console.file is sys.stdout:
                    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            if self.stops:
                raise Interrupted("its output, which nobody takes any more") from error

    def lines(self, rows: Iterable[tuple[str, str]]) -> None:
        """Write lines with a word before each: `done      5 of 12 steps`."""
        for word, text in rows:
            first, *more = text.splitlines() or [""]
            self.say("\n".join([f"{word:<10} {first}", *(f"{'':<10} {line}" for line in more)]))

    def _close(self) -> None:
        if self._open:
            self.console.file.write("\r\x1b[K")
            self._open = False
