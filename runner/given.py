"""The secrets that a step's command reads: fetched when it starts, sent over its standard input.

They stand in no argv, in no file and in no journal: what is told of them is their marks.
"""

from findings.step import Step
from inventory.secrets import SecretRef
from probes.errors import CannotTell
from probes.redaction import Redactor
from probes.secrets import Secrets
from runner.heard import Heard
from runner.shells import Refused


def given_to(step: Step, secrets: Secrets, redactor: Redactor, heard: Heard) -> str:
    """Give the lines for a step's standard input, and tell which they are. Raises Refused."""
    lines: list[str] = []
    for one in step.secrets:
        value = ""
        if one.reference:
            try:
                value = secrets(SecretRef(one.reference)).reveal()
            except CannotTell as error:
                raise Refused(f"{step.key}: {error.why}: nothing was done", error.remedy) from error
        if "\n" in value or "\r" in value:
            raise Refused(f"{step.key}: the {one.name} has several lines: nothing was done",
                          f"Put one line at {one.reference}.")  # fmt: skip
        lines.append(value)
        mark = redactor.scrub_json({"secret": value})["secret"] or "an empty line"
        where = "; the tool takes it in its argv alone" if one.shown else ""
        heard.say(f"given on standard input: {one.name} {mark}{where}")
    return "".join(f"{line}\n" for line in lines)
