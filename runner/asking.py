"""What must be known for a first inventory: told by options, asked for, or as it is by default."""

import json
import shlex
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer

from inventory import InventoryError, parse
from inventory.problems import dotted, nearest

Told = Mapping[tuple[str, str], str]  # (option, its key): what was typed, words with blanks between
Prompt = Callable[[str, str | None], str]  # the question and its default -> the answer
KEYED = {  # how an option is written that has a key
    "--node": "{key}:{value}",
    "--store": "{key}={value}",
    "--version": "{key}={value}",
    "--set": "{key}={value}",
}


class MissingError(Exception):
    """Something that has no default was not told. `str()` names every option."""


@dataclass(frozen=True)
class Question:
    """One thing to be known. `check` raises ValueError for an answer that can not be right."""

    option: str
    says: str
    key: str = ""
    default: str | None = None
    words: tuple[str, ...] = ()
    many: bool = False
    form: str = "..."
    check: Callable[[str], object] = str

    def typed(self, value: str) -> list[str]:
        """Give the options that say this."""
        values = value.split() if self.many else [value]
        form = KEYED[self.option] if self.key else "{value}"
        return [f"{self.option}={form.format(key=self.key, value=one)}" for one in values]

    def judge(self, answer: str) -> str:
        """Give the answer, or ValueError with what would be right."""
        answer = answer.strip()
        if self.words and answer not in self.words:
            raise ValueError(f"{answer!r}: {nearest(answer, self.words)}")
        if answer or self.default is None:
            self.check(answer)
        return answer


class Conversation:
    """Goes from question to question. Without a prompt, what is missing is kept for the end."""

    def __init__(self, told: Told, prompt: Prompt | None) -> None:
        """`told` wins over the prompt, and both over a default."""
        self._told, self._prompt = told, prompt
        self._missing: list[str] = []
        self._typed: list[str] = []
        self.draft: dict[str, Any] = {}  # of the inventory: later answers are judged beside it

    def told(self, option: str) -> dict[str, str]:
        """Give what was told by one option, by its keys."""
        return {key: value for (given, key), value in self._told.items() if given == option}

    @property
    def asks(self) -> bool:
        """Whether somebody is there to answer."""
        return self._prompt is not None

    def ask(self, question: Question) -> str:
        """Give the answer to a question; ValueError when what was told can not be right."""
        told = self._told.get((question.option, question.key))
        if told is not None:
            try:
                answer = question.judge(told)
            except ValueError as error:
                raise ValueError(f"{' '.join(question.typed(told))}: {error}") from None
        elif self._prompt:
            answer = self._asked(question, self._prompt)
        elif question.default is None:
            self._missing += [f"  {option}   {question.says}" for option in question.typed("...")]
            return ""
        else:
            return question.default
        self._typed += question.typed(answer) if answer else []
        return answer

    def _asked(self, question: Question, prompt: Prompt) -> str:
        says = (
            f"{question.says} ({' | '.join(question.words)})" if question.words else question.says
        )
        while True:
            try:
                return question.judge(prompt(says, question.default))
            except ValueError as error:
                typer.echo(f"  {error}")

    def need_all(self) -> None:
        """Raise MissingError with everything that was not told."""
        if self._missing:
            raise MissingError("\n".join(self._missing))

    def command(self, folder: Path) -> str:
        """Give the line that says all this without a question."""
        return shlex.join(["python", "-m", "runner", "init", str(folder), *self._typed])

    def fits(self, *place: str) -> Callable[[str], None]:
        """Give a check: the value at this place of the inventory, beside what was answered."""

        def check(value: str) -> None:
            self.put(value, *place)

        return check

    def put(self, value: Any, *place: str) -> None:
        """Add to the draft what can be right; ValueError says what can not, and leaves it out."""
        draft = deepcopy(self.draft)
        here = draft
        for part in place[:-1]:
            here = here.setdefault(part, {})
        here[place[-1]] = value
        if wrong := _wrong(draft, dotted(place)):
            raise ValueError("; ".join(wrong))
        self.draft = draft


def _wrong(draft: Mapping[str, Any], place: str) -> list[str]:
    """Say what the inventory's own rules find at a place.

    What belongs together may still come: a key that is missing, what goes with a role.
    """
    try:
        parse(json.dumps(draft).encode(), Path("inventory.yaml"))
    except InventoryError as error:
        below = (f"{place}.", f"{place}[")
        here = [p for p in error.problems if p.key == place or p.key.startswith(below)]
        come = [p for p in here if p.message != "is missing" and not p.key.endswith(".roles")]
        return [problem.message for problem in come]
    return []
