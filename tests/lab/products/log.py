"""Log lines in the form of the vendor's programs of these versions: logrus text, without a year."""

import json
import os
import sys
import threading
import time

_LOCK = threading.Lock()


class Log:
    """Writes lines to standard error, from where systemd takes them into the journal."""

    def __init__(self, prefix: str = "main") -> None:
        """Every line names the part of the program that speaks."""
        self.prefix = prefix

    def _line(self, level: str, message: str, fields: dict[str, object]) -> None:
        stamp = time.strftime("%b %d %H:%M:%S", time.gmtime())
        words = [f'time="{stamp}"', f"level={level}", f"msg={json.dumps(message)}"]
        for name, value in {**fields, "prefix": self.prefix}.items():
            text = str(value)
            plain = text.replace("-", "").replace(".", "").isalnum()
            words.append(f"{name}={text if plain else json.dumps(text)}")
        with _LOCK:
            sys.stderr.write(" ".join(words) + "\n")
            sys.stderr.flush()

    def info(self, message: str, **fields: object) -> None:
        """Say what goes on."""
        self._line("info", message, fields)

    def warning(self, message: str, **fields: object) -> None:
        """Say what may be wrong."""
        self._line("warning", message, fields)

    def error(self, message: str, **fields: object) -> None:
        """Say what went wrong."""
        self._line("error", message, fields)

    def fatal(self, message: str, **fields: object) -> None:
        """Say why the program ends, and end it."""
        self._line("fatal", message, fields)
        sys.stderr.flush()
        os._exit(1)
