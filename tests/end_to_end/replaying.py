"""Run the suite on the healthy recording, or on a changed one: no lab, a few seconds."""

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from catalog.loading import load
from fixtures.cases import Case
from fixtures.changing import changed
from probes.recording import Recorder, _Open
from probes.replay import answers_of
from tests.end_to_end.running import Ran, finished
from tests.lab.names import CHECKOUT

HEALTHY = CHECKOUT / "checks" / "tyk" / "cases" / "healthy"
BASELINE = f"--baseline={HEALTHY / 'baseline.json'}"


@dataclass(frozen=True)
class Offline:
    """An inventory with its signatures, a place for runs and one for pytest's cache."""

    env: Path
    runs: Path
    cache: Path
    scratch: Path

    def line(self, *words: str, recording: Path | None = None) -> list[str]:
        """Give the command line of a person who checks a recording."""
        ours = [f"--inventory={self.env}", f"--runs={self.runs}"]
        ours += [f"--replay={recording or HEALTHY / 'pre.jsonl'}", "--demo"]
        if "no:cacheprovider" not in words:
            ours += ["-o", f"cache_dir={self.cache}"]
        return [sys.executable, "-m", "pytest", *words, *ours]

    def check(self, *words: str, recording: Path | None = None, folder: Path = CHECKOUT) -> Ran:
        """Call pytest with these words, from a folder."""
        return finished(self.line(*words, recording=recording), self.runs, folder=folder)

    def other(self, *changes: dict[str, Any], phase: str = "pre") -> Path:
        """Write the healthy recording with these changes, in the words of the cases."""
        case = Case.model_validate({"outcome": "fail", "change": changes})
        path = self.scratch / "changed.jsonl"
        path.unlink(missing_ok=True)
        recorder = Recorder(path, _Open())
        for key, found in changed(answers_of(HEALTHY / f"{phase}.jsonl"), case).items():
            for one in found:
                recorder.write(key, "Changed", one.asked_at, one.seconds, one.error or one.value)
        recorder.close()
        return path

    def edit(self, *pairs: tuple[str, str]) -> None:
        """Change the inventory's text."""
        path = self.env / "inventory.yaml"
        text = path.read_text()
        for old, new in pairs:
            assert old in text
            text = text.replace(old, new)
        path.write_text(text)


def offline(folder: Path) -> Offline:
    """Make a folder with the healthy recording's inventory, signed before it was recorded."""
    env = folder / "env"
    env.mkdir()
    shutil.copy(HEALTHY / "inventory.yaml", env)
    catalogue = load(CHECKOUT / "checks" / "tyk", CHECKOUT / "checks" / "estate")
    rows = [row.row for row in catalogue.values() if row.verified_by == "attestation"]
    now = answers_of(HEALTHY / "pre.jsonl")["now"][0].asked_at
    signature = f"signed_by: lab operator\n  when: {now.isoformat()}\n  evidence: lab\n"
    signed = "".join(f"- requirement: [{row}]\n  {signature}" for row in rows)
    (env / "attestations.yaml").write_text(signed)
    return Offline(env, folder / "runs", folder / "cache", folder)
