"""The stages of the demo, in the lab and on the recording: what is said, done and demanded."""

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import textwrap
import time
from datetime import datetime, timedelta
from pathlib import Path

from probes.replay import answers_of
from tests.lab.attesting import sign_all
from tests.lab.demo_problems import named, write_troubled
from tests.lab.demo_story import Story
from tests.lab.names import CHECKOUT
from tests.lab.process import in_lab

RUNS = CHECKOUT / "reports" / "runs"
FILES = ("report.html", "report.pdf", "summary.txt")
WHOLE = (*FILES, "journal.jsonl")


class Unexpected(Exception):
    """A verdict or a finding that is not as the demo demands."""


class Teller:
    """Says what happens, in plain words, with the time since the set-up."""

    def __init__(self) -> None:
        """Begin now."""
        self.begun = time.monotonic()
        self.stages = 0

    def restart(self) -> None:
        """Begin anew: what came before was set-up."""
        self.begun = time.monotonic()

    @property
    def clock(self) -> str:
        """Minutes and seconds since the beginning."""
        minutes, seconds = divmod(int(time.monotonic() - self.begun), 60)
        return f"{minutes}:{seconds:02}"

    def stage(self, title: str, text: str, stages: int) -> None:
        """Announce the next stage of so many."""
        self.stages += 1
        self.say("", f"--- {self.stages} of {stages}: {title} [{self.clock}]", *wrapped(text))

    def say(self, *lines: str) -> None:
        """Print at once: the output of pytest follows on the same terminal."""
        print(*lines, sep="\n", flush=True)  # noqa: T201


def wrapped(text: str) -> list[str]:
    """Fold a paragraph to the width of a terminal."""
    return textwrap.wrap(" ".join(text.split()), 92)


class Demo:
    """What both ways share: running a phase, and demanding its verdict."""

    stages = 6

    def __init__(self, story: Story, teller: Teller, scratch: Path) -> None:
        """`scratch` holds the inventory; it goes away with the demo."""
        self.story = story
        self.say = teller.say
        self.teller, self.scratch = teller, scratch
        self.env = scratch / "env"
        self.runs = place_of_runs()

    def stage(self, title: str, text: str) -> None:
        """Announce the next stage."""
        self.teller.stage(title, text, self.stages)

    def check(self, phase: str, verdict: str, recording: Path | None = None) -> Path:
        """Run `pytest -m PHASE` as a person does, and demand the verdict; give the run's folder."""
        before = set(self.runs.glob(f"*/*-{phase}*"))
        words = ["pytest", "-m", phase, f"--inventory={self.env}", f"--runs={near(self.runs)}"]
        words += [f"--replay={recording}", "--demo"] if recording else []
        words += ["-q", "-rN", "--tb=no", "--no-header"]
        if not os.access(CHECKOUT, os.W_OK):
            words += ["-p", "no:cacheprovider"]
        line = [sys.executable, "-m", *words]
        self.say("", f"$ {' '.join(words)}")
        done = subprocess.run(line if recording else in_lab(*line), cwd=CHECKOUT, check=False)
        made = set(self.runs.glob(f"*/*-{phase}*")) - before
        if len(made) != 1:
            raise Unexpected(f"{phase} ended with status {done.returncode} and left no report")
        (folder,) = made
        found = findings_of(folder)
        if (found["verdict"], done.returncode) != (verdict, {"GO": 0, "NO-GO": 1}[verdict]):
            said = f"{found['headline']}, exit status {done.returncode}"
            raise Unexpected(
                f"{phase} says {said}; {verdict} was expected: {near(folder)}/summary.txt"
            )
        self.say(f"[{self.teller.clock}] {found['headline']}, as expected.")
        return folder

    def demand_named(self, folder: Path) -> None:
        """Demand that each planted problem is named with its requirement and a remedy."""
        found, missing = findings_of(folder), []
        self.say("", "What was planted, and what the report tells to do about it:")
        for problem in self.story.problems:
            how = named(found, problem)
            if how is None:
                missing.append(f"{problem.fault} ({problem.requirement})")
                continue
            owner = f"{how.owner}: " if how.owner else ""
            self.say(f"  {how.row} on {how.target}: {self.story.faults[problem.fault].about}")
            self.say(f"      -> {owner}{how.remedy}")
        if missing:
            raise Unexpected(f"planted, and not named with a remedy: {', '.join(missing)}")

    def end(self, pre: Path, post: Path) -> None:
        """Say where the reports lie."""
        self.say("", "Both verdicts are GO. The reports, one folder a run:")
        for folder in (pre, post):
            self.say(f"  {near(folder)}/  {'  '.join(FILES)}")
            if absent := [name for name in FILES if not (folder / name).is_file()]:
                raise Unexpected(f"{folder} lacks {', '.join(absent)}")

    def problems(self) -> str:
        """Tell what is planted."""
        return " ".join(self.story.faults[problem.fault].about for problem in self.story.problems)


class Replayed(Demo):
    """The same on the recording that was made in the lab: nothing is contacted or changed."""

    def run(self) -> None:
        """Check the troubled recording, the healthy one, and the one after the upgrade."""
        healthy = self.story.healthy
        self.stage("recording", f"It was made in the lab: {near(healthy)}.")
        shutil.copytree(healthy, self.env)
        self.stage("real life happens", f"{self.problems()} This is written into a copy of it.")
        troubled = self.scratch / "troubled.jsonl"
        write_troubled(healthy / "pre.jsonl", troubled, self.story.problems)
        self.stage("pre, days before the window", "It has to say NO-GO, and why.")
        self.demand_named(self.check("pre", "NO-GO", troubled))
        self.stage("people mend what was named", "And sign what no probe can see. Now GO.")
        sign_before(self.env, healthy / "pre.jsonl", self.story.product)
        pre = self.check("pre", "GO", healthy / "pre.jsonl")
        self.stage(
            "the upgrade, by the vendor's commands",
            """It was done before the second half. What a recording can not show: the runner's own
            steps, the gates between them, and the way back. `make demo` shows them in the lab.""",
        )
        self.stage("post", "Does everything that the gateway did before, it does now?")
        self.end(pre, self.check("post", "GO", healthy / "post.jsonl"))


def set_up(story: Story, teller: Teller) -> None:
    """Fetch and build what is missing; done once on a machine."""
    if story.absent():
        teller.say("Set-up, once: packages of this system; no service of it is started.")
    story.set_up()


def place_of_runs() -> Path:
    """Make a folder for the runs of this demo alone: post takes the newest baseline it finds.

    Below reports/runs, or of the system's, where we may not write into the checkout.
    """
    with contextlib.suppress(OSError):
        RUNS.mkdir(parents=True, exist_ok=True)
    place = RUNS if os.access(RUNS, os.W_OK) else None
    return Path(tempfile.mkdtemp(prefix="demo-", dir=place))


def near(path: Path) -> Path:
    """Write a path of the checkout as seen from there."""
    return path.relative_to(CHECKOUT) if CHECKOUT in path.parents else path


def findings_of(folder: Path) -> dict[str, object]:
    """Read what a run found."""
    found: dict[str, object] = json.loads((folder / "findings.json").read_text(encoding="utf-8"))
    return found


def sign_before(folder: Path, recording: Path, product: str) -> None:
    """Sign all attestations an hour before a recording was made: its clock is what counts."""
    at: datetime = answers_of(recording)["now"][0].value
    file = sign_all(folder, product)
    when = (at - timedelta(hours=1)).isoformat(timespec="minutes")
    text = re.sub(r"(?m)^  when: .*$", f"  when: {when}", file.read_text(encoding="utf-8"))
    file.write_text(text, encoding="utf-8")
