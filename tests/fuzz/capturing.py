"""A pytest plugin: every question of a replayed run is written down, and answered as if clean.

EVIL_OUT names the file: a line of JSON for each question that holds the text. Paths in what the
nodes answered get the text, too.
"""

import json
import os
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from probes.answers import CommandAnswer, HttpAnswer
from probes.questions import Command
from probes.replay import ReplayWorld
from probes.world import Answered
from tests.fuzz.evil import EVIL, MARK, cleaned, poisoned_paths

OUT = Path(os.environ["EVIL_OUT"])
start = ReplayWorld.start


def pytest_configure() -> None:
    """Stand between the engine and the recording."""
    ReplayWorld.start = _start  # type: ignore[method-assign]


def _start(world: ReplayWorld, question: Any, *, again: bool) -> Any:
    if MARK in question.key:
        with OUT.open("a", encoding="utf-8") as out:
            script = question.script if isinstance(question, Command) else ""
            print(json.dumps({"key": question.key, "script": script}), file=out)
    asked = SimpleNamespace(key=_recorded(world, question))
    future = start(world, asked, again=again)  # type: ignore[arg-type]
    future._result = _spoiled(future.result())  # type: ignore[attr-defined]
    return future


def _recorded(world: ReplayWorld, question: Any) -> str:
    """Find the key under which the clean question's answer was kept."""
    if not isinstance(question, Command):
        return str(question.key.replace(EVIL, ""))
    wanted = cleaned(question.script)
    head = question.key.removesuffix(question.script)
    for key in world._answers:
        if key.startswith(head) and cleaned(key.removeprefix(head)) == wanted:
            return key
    return str(question.key)


def _spoiled(answered: Answered) -> Answered:
    value = answered.value
    if isinstance(value, CommandAnswer):
        value = CommandAnswer(value.rc, poisoned_paths(value.text).encode(), value.stderr)
    elif isinstance(value, HttpAnswer):
        value = HttpAnswer(value.status, value.headers, poisoned_paths(value.text).encode())
    return replace(answered, value=value)
