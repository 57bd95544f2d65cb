"""Whether a command did what its step is for: told by its exit status and by what it printed."""

import shlex

from findings.change import StepEnd
from findings.step import Step
from runner.executor import Ran

QUOTED = 200  # characters of the output that a sentence quotes


def judged(step: Step, ran: Ran) -> StepEnd:
    """Give the end of a step; `unknown` where nobody saw an exit status."""
    if ran.status is None:
        return StepEnd(step=step.key, outcome="unknown", why=ran.why, do=ran.do, by=ran.by)
    why = ran.why or _why(step, ran.status, ran.output)
    return StepEnd(
        step=step.key,
        outcome="failed" if why else "done",
        status=ran.status,
        why=why,
        do=ran.do,
        by=ran.by,
    )


def _why(step: Step, status: int, output: str) -> str:
    """Say what is wrong with an end; nothing where all is well."""
    wanted = step.success
    if status not in wanted.statuses:
        return f"it ended with status {status}: {_last(output)}"
    if bad := [text for text in wanted.never if text in output]:
        return f"it ended with status {status}, but printed {bad[0]!r}"
    if wanted.says and not any(text in output for text in wanted.says):
        wants = " or ".join(repr(text) for text in wanted.says)
        return f"it ended with status {status}, but printed no {wants}: {_last(output)}"
    return ""


def _last(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return " / ".join(lines[-3:])[-QUOTED:] or "it printed nothing"


def shown(step: Step) -> str:
    """Give a step's command as a person would type it."""
    return shlex.join(step.argv)
