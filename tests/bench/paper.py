"""The report of a large estate: how big it is, and how long a browser takes to show it."""

import shutil
import statistics
import subprocess
import time
from pathlib import Path

from reports.page import page
from tests.bench import network
from tests.bench.results import Goal
from tests.bench.scenarios import Fact
from tests.reports import samples

NODES, CHECKS = 50, 150
MEBIBYTE = 1024 * 1024
LARGEST, LONGEST = 2.0, 2.0  # MiB, seconds
OFTEN = 3
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def measured() -> tuple[list[Fact], list[Goal]]:
    """Write the page of 50 nodes with 150 checks, answers as long as real ones, and show it."""
    text = page(samples.large(NODES, CHECKS))
    file = network.STATE / "large.html"
    file.write_text(text, encoding="utf-8")
    size = len(text.encode()) / MEBIBYTE
    goals = [Goal(f"the report of {NODES} nodes with {CHECKS} checks", LARGEST, size, " MiB")]
    facts = [Fact(f"report of {NODES} nodes with {CHECKS} checks", f"{size:.2f} MiB")]
    browser = next(filter(None, map(shutil.which, BROWSERS)), "")
    if not browser:
        return [*facts, Fact("shown in a browser", "not measured: no Chromium here")], goals
    empty = network.STATE / "empty.html"
    empty.write_text("<!doctype html><title>empty</title>", encoding="utf-8")
    shown, nothing = _shown(browser, file), _shown(browser, empty)
    facts.append(Fact("shown in Chromium", f"{shown:.2f} s, an empty page {nothing:.2f} s"))
    goals.append(
        Goal("the same page shown in Chromium, beyond an empty one", LONGEST, shown - nothing)
    )
    return facts, goals


def _shown(browser: str, file: Path) -> float:
    """Give the seconds from starting a browser to its having laid the page out."""
    words = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom"]
    words.append(f"--user-data-dir={network.STATE}/browser")
    taken = []
    for _ in range(OFTEN):
        began = time.monotonic()
        subprocess.run([*words, file.as_uri()], capture_output=True, check=True, timeout=120)
        taken.append(time.monotonic() - began)
    return statistics.median(taken)
