"""The logs of sysupgrade, in the shape of the vendor's samples: messages by part and level."""

import sys
from pathlib import Path

_HEADS = {"INFO": "INFORMATIONAL", "WARN": "WARNING", "ERROR": "ERROR"}


class Report:
    """What one step says."""

    def __init__(self) -> None:
        """Nothing was said yet."""
        self.said: dict[str, list[tuple[str, str]]] = {}

    def part(self, name: str) -> None:
        """Name a part that was looked at, whatever comes of it."""
        self.said.setdefault(name, [])

    def info(self, part: str, text: str) -> None:
        """Say what is so."""
        self.said.setdefault(part, []).append(("INFO", text))

    def warn(self, part: str, text: str) -> None:
        """Say what somebody should look at."""
        self.said.setdefault(part, []).append(("WARN", text))

    def error(self, part: str, text: str) -> None:
        """Say why the step fails."""
        self.said.setdefault(part, []).append(("ERROR", text))

    @property
    def failed(self) -> bool:
        """Whether there is any error."""
        return any(level == "ERROR" for lines in self.said.values() for level, _ in lines)

    def write(self, path: Path) -> None:
        """Write the log, and print it as the tool does."""
        rows: list[str] = []
        for part, lines in self.said.items():
            levels = [level for level, _ in lines]
            rows += [] if "ERROR" in levels else [f"[{part}] : OK"]
            for level, head in _HEADS.items():
                found = [text for of, text in lines if of == level]
                rows += [f"[{head}] messages from [{part}] :"] if found else []
                rows += [f"{level}: {text}" for text in found]
        text = "\n".join([*rows, ""])
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        sys.stdout.write(text)
