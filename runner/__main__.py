"""`python -m runner`."""

from runner.app import app

app(prog_name="python -m runner")
