"""The suite shown on itself: `selftest` and `demo`, each a process of its own."""

import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]


def selftest(product: str, only: str = "") -> int:
    """Show each check able to fail; 0 where all are. `only` is what `-k` would say."""
    words = ["pytest", "--selftest", f"--product={product}", "-q"]
    return _python(*words, *(["-k", only] if only else []))


def demo(product: str) -> int:
    """Run what `make demo` runs; 0 where every verdict was the expected one."""
    return _python("tests.lab.demo", product)


def _python(*words: str) -> int:
    """Run a module from the checkout, whatever folder we are in; its output is ours."""
    line = [sys.executable, "-m", *words]
    return subprocess.run(line, cwd=CHECKOUT, check=False).returncode
