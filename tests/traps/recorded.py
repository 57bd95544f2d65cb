"""Tyk's own checks on the recording of a healthy estate, with changes: offline, in this process."""

import gc
from pathlib import Path
from typing import Any

import pytest

from probes.replay import answers_of
from tests.end_to_end.replaying import BASELINE, HEALTHY, Offline, offline
from tests.fixtures.suite import ROOT, Ran


class Estate:
    """The recorded estate, its inventory and signatures in a folder of their own."""

    def __init__(self, pytester: pytest.Pytester) -> None:
        """Write the inventory and sign what people sign."""
        self.pytester = pytester
        self.place: Offline = offline(pytester.path)
        self.edit(("warm_up: 30", "warm_up: 0.1"))  # no second try finds another answer here

    def check(
        self,
        *changes: dict[str, Any],
        rows: str = "",
        phase: str = "pre",
        words: tuple[str, ...] = ("--demo",),
    ) -> Ran:
        """Judge the recording with these changes, in the words of the cases; `rows`: only these."""
        recording = self.place.other(*changes, phase=phase)
        line = [str(ROOT / "checks"), f"--rootdir={ROOT}", "-c", str(ROOT / "pyproject.toml")]
        line += ["-m", phase, f"--inventory={self.place.env}", f"--runs={self.place.runs}"]
        line += [f"--replay={recording}", "-p", "no:cacheprovider", *words]
        line += [f"--requirement={row}" for row in rows.split()]
        named = any(word.startswith("--baseline") for word in words)
        line += [BASELINE] if phase != "pre" and not named else []
        before = self._runs()
        seldom = gc.get_threshold()
        ran = self.pytester.runpytest_inprocess(*line, no_reraise_ctrlc=True)
        gc.unfreeze()  # this process goes on after the run
        gc.set_threshold(*seldom)
        (folder,) = (self._runs() - before) or (None,)
        return Ran(int(ran.ret), "\n".join([*ran.outlines, *ran.errlines]), folder)

    def _runs(self) -> set[Path]:
        return set(self.place.runs.glob("*/*/"))

    def keys(self, phase: str) -> list[str]:
        """Give the questions of a recording."""
        return list(answers_of(HEALTHY / f"{phase}.jsonl"))

    def answer(self, phase: str, key: str) -> Any:
        """Give the first answer to a question."""
        return answers_of(HEALTHY / f"{phase}.jsonl")[key][0].value

    def edit(self, *pairs: tuple[str, str]) -> None:
        """Change the inventory's text."""
        self.place.edit(*pairs)


__all__ = ["HEALTHY", "Estate"]
