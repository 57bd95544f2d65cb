"""`python -m tests.changes.later HOURS COMMAND ...`: the runner, some hours later."""

import sys
from dataclasses import replace
from datetime import timedelta

from runner import parts
from runner.app import app
from runner.people import Asked
from runner.tools import Tools, utc_now

AHEAD = timedelta(hours=float(sys.argv.pop(1)))
made = parts.tools_of


def _later(asked: Asked) -> Tools:
    return replace(made(asked), now=lambda: utc_now() + AHEAD)


parts.tools_of = _later

if __name__ == "__main__":
    app()
