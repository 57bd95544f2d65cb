"""An engine that answers from a table: question's key, or the start of it, to value or error."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from inventory import Inventory, load
from probes.answers import CommandAnswer
from probes.errors import CannotTell, ProbeError

TEXT = """environment: lab
product: tyk
change: CHG1
strategy: downtime
upgrade_order: [dashboard, gateway, pump]
window: {{start: 2026-11-21 22:00, end: 2026-11-22 04:00, freeze: 2026-11-21 21:00, timezone: UTC}}
versions:
  gateway: {{from: 5.3.9, to: 5.8.9}}
  dashboard: {{from: 5.3.9, to: 5.8.9}}
  pump: {{from: 1.12.0, to: 1.14.0}}
nodes:
  gw1: {{address: 10.0.0.1, roles: [gateway]}}
  dash1: {{address: 10.0.0.2, roles: [dashboard, pump]}}
  r1: {{address: 10.0.0.11, roles: [redis]}}
  r2: {{address: 10.0.0.12, roles: [redis]}}
  m1: {{address: 10.0.0.21, roles: [mongo]}}
stores:
  main: {{type: redis, {redis}}}
  documents: {{type: mongodb, addresses: ["10.0.0.21:27017"], node: m1}}
backups: {{node: m1, redis: {{main: /b/redis}}, mongo: {{documents: /b/mongo}}}}
tyk: {{mode: dashboard, install: repository}}
"""


def inventory(folder: Path, redis: str = 'addresses: ["10.0.0.11:6379"]') -> Inventory:
    """Make an inventory of five nodes; `redis` is how its Redis is declared."""
    file = folder / "inventory.yaml"
    file.write_text(TEXT.format(redis=redis))
    return load(file)


def said(text: str | bytes = "", err: str = "", rc: int = 0) -> CommandAnswer:
    """Give the answer of a command."""
    return CommandAnswer(rc, text if isinstance(text, bytes) else text.encode(), err.encode())


def gone(path: str) -> CommandAnswer:
    """Give what a tool says of a file that is not there."""
    return said(err=f"tool: {path}: No such file or directory\n", rc=1)


class Engine:
    """Takes the place of the engine. `hidden` is what was given to `redact`."""

    def __init__(self, answers: Mapping[str, Any]) -> None:
        """Keep the table."""
        self.answers, self.hidden, self.asked = answers, list[str](), list[str]()

    def ask(self, question: Any) -> Any:
        """Give the value of the longest key that the question's begins with."""
        self.asked.append(question.key)
        fits = [key for key in self.answers if question.key.startswith(key)]
        if not fits:
            raise CannotTell(f"the table has no answer to {question.key}")
        value = self.answers[max(fits, key=len)]
        if isinstance(value, ProbeError):
            raise value
        return value

    def ask_all(self, questions: Sequence[Any]) -> list[Any]:
        """Give all."""
        return [self.ask(question) for question in questions]

    def redact(self, secret: str) -> None:
        """Note it."""
        self.hidden.append(secret)
