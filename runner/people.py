"""What people say: options with a name beside them, and answers at a prompt."""

import shlex
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from findings.change import Action
from findings.step import Step
from runner.showing import Showing
from runner.stopping import Refused, Stop

NAME = 100  # characters of a name that is recorded


@dataclass(frozen=True)
class Asked:
    """What the operator typed: the environment, and the decisions of this one run."""

    file: Path
    runs: Path
    shown_runs: str = ""  # as it was typed; empty: the default
    name: str = ""
    reason: str = ""
    override: str = ""
    done: tuple[str, ...] = ()
    not_done: str = ""
    accept_data_loss: str = ""
    restore: tuple[str, ...] = ()
    after_window: bool = False
    yes: bool = False
    mode: Literal["run", "print"] = "run"

    def __post_init__(self) -> None:
        """Refuse a decision without a name, and one that needs a reason without it."""
        decided = {
            "--override": self.override,
            "--after-window": self.after_window,
            "--done": self.done,
            "--not-done": self.not_done,
            "--accept-data-loss": self.accept_data_loss,
        }
        for option in (option for option, value in decided.items() if value):
            if not self.name.strip():
                raise Refused(f'{option} is a decision: add --name "YOUR NAME"')
            if option in {"--override", "--after-window"} and not self.reason.strip():
                raise Refused(f'{option} is a decision: add --reason "WHY"')
        if self.done and self.not_done:
            raise Refused("give --done or --not-done: one of them each time")
        if len(self.name) > NAME or not self.name.isprintable():
            raise Refused("--name: the name of one person, in one line")

    def command(self, action: Action | Literal["status"], *words: str) -> str:
        """Give the line to type next."""
        line = ["python", "-m", "runner", action, "--inventory", str(self.file)]
        runs = ["--runs", self.shown_runs] if self.shown_runs else []
        mode = ["--mode", "print"] if self.mode == "print" and action != "status" else []
        again = self._of_rollback(words) if action == "rollback" else []
        return shlex.join([*line, *runs, *mode, *again, *words])

    def _of_rollback(self, words: Sequence[str]) -> list[str]:
        """Give what was asked of the way back, so that the line to type asks for no less."""
        again = [word for data in self.restore for word in ("--restore", data)]
        if self.accept_data_loss and "--accept-data-loss" not in words:
            again += ["--accept-data-loss", self.accept_data_loss]
        return again


class People:
    """Asks the person at the terminal; without one, stops with the line that answers."""

    def __init__(
        self, asked: Asked, show: Showing, ask: Callable[[str], str] | None = None
    ) -> None:
        """`ask` reads one line; by default from the terminal, where there is one."""
        self.asked, self._show = asked, show
        self._ask = ask or (input if sys.stdin.isatty() and sys.stdout.isatty() else None)

    def does(self, step: Step, action: Action) -> str:
        """Show what a person has to do and give the name of who did it; Stop where nobody says."""
        if step.key in self.asked.done:
            return self.asked.name.strip()
        do = "When it is done: " + self.asked.command(
            action, "--done", step.key, "--name", "YOUR NAME"
        )
        if self._ask is None:
            raise Stop(f"{step.key} is for a person: {step.text or step.title}", do, step=step.key)
        self._show.say(step.text or step.title)
        said = self._line("Done? Your name, or nothing to stop here: ")
        if not said:
            raise Stop(f"{step.key} was left open: {step.title}", do, step=step.key)
        return said

    def confirms(self, text: str, action: Action) -> str:
        """Give the name of who confirms what is about to be done; Stop where nobody does."""
        name = self.asked.name.strip()
        if self.asked.yes and name:
            return name
        self._show.say(text)
        do = "To confirm: " + self.asked.command(action, "--yes", "--name", "YOUR NAME")
        if self._ask is None:
            raise Stop("nobody confirmed it, and there is no terminal to ask at", do)
        said = self._line(f"Type yes to go on{f' as {name}' if name else ''}: ")
        if said.lower() != "yes":
            raise Stop("it was not confirmed", do)
        name = name or self._line("Your name, for the journal: ")
        if not name:
            raise Stop("it was confirmed without a name", do)
        return name

    def answer(self, prompt: str) -> str:
        """Read one line. Stop where there is no terminal."""
        if self._ask is None:
            raise Stop("there is no terminal to ask at", "start it at a terminal")
        return self._line(f"{prompt}: ")

    def _line(self, prompt: str) -> str:
        """Read one line that can be kept; nothing at the end of the input."""
        try:
            said = self._ask(prompt) if self._ask else ""
        except EOFError:
            return ""
        return "".join(c for c in said if c.isprintable()).strip()[:NAME]
