"""Reachability as a reading: a refusal is an answer, silence is none."""

from collections.abc import Callable
from typing import Any

from probes.errors import Refused


def refusal_of(subject: str, ask: Callable[[], Any]) -> str:
    """Give why `subject` refuses us, and what to do; empty where it answers.

    No answer at all is raised.
    """
    try:
        ask()
    except Refused as refused:
        if refused.subject != subject:
            raise
        return f"{refused.why}. {refused.remedy}" if refused.remedy else refused.why
    return ""
