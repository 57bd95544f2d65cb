"""Signs in the world that tell whether a step was done: a file, a process, what a command says.

They know no product: a step's `truth` names what to look for.
"""

import shlex

from findings.step import Step
from probes.questions import argv
from readers import processes, programs
from readers.answered import answered, lines
from readers.node import NodeReader
from readers.programs import Program
from runner.packages import Told

SAID = 200  # characters of an answer that a sentence quotes


def absent(step: Step, node: NodeReader, names: tuple[str, ...]) -> Told:
    """Look for files of these names; where there is none, nothing is left to do."""
    path = step.truth.path
    tests = [word for name in names for word in ("-o", "-name", name)][1:]
    answer = node.run(argv("find", path, "-xdev", *tests), root=True, slow=True)
    left = lines(answered(answer, f"find {path}"), f"find {path}")
    if not left:
        return Told("done", f"{node.name}: no {' or '.join(names)} lies below {path}")
    return Told("unclear", f"{node.name}: {', '.join(left[:5])} is there", step.text)


def file(step: Step, node: NodeReader) -> Told:
    """Look into one file."""
    path, words = step.truth.path, step.truth.words
    content = node.content(path) if words else b"" if node.file(path) else None
    if content is None:
        return Told("not-done", f"{node.name}: there is no {path}")
    missing = [word for word in words if word.encode() not in content]
    if missing:
        return Told("not-done", f"{node.name}: {path} does not hold {missing[0]!r}")
    return Told("done", f"{node.name}: {path} is there")


def running(step: Step, node: NodeReader) -> Told:
    """Look for its process: it runs already, or it does not."""
    if found := _processes(step, node):
        return Told("done", f"{node.name}: process {found[0].pid} runs: {found[0].args[:120]}")
    return Told("not-done", f"{node.name}: {_looked_for(step)} does not run")


def stopped(step: Step, node: NodeReader) -> Told:
    """Look for what should be gone."""
    if found := _processes(step, node):
        why = f"{node.name}: process {found[0].pid} still runs: {found[0].args[:120]}"
        return Told("not-done", why)
    return Told("done", f"{node.name}: {_looked_for(step)} does not run")


def says(step: Step, node: NodeReader) -> Told:
    """Ask a command that only reads. What it prints beside the expected is nobody's guess."""
    truth, shown = step.truth, shlex.join(step.truth.argv)
    answer = node.run(argv(*truth.argv), root=True, slow=True)
    said = answer.text + answer.err
    told = " / ".join(line.strip() for line in said.splitlines() if line.strip())[-SAID:]
    why = f"{node.name}: {told or 'nothing was said'} (exit status {answer.rc})"
    if answer.rc == 0 and any(text in said for text in truth.done):
        return Told("done", why)
    if answer.rc == 0 and any(text in said for text in truth.undone):
        return Told("not-done", why)
    return Told("unclear", why, f"Look at: {shown}")


def _processes(step: Step, node: NodeReader) -> tuple[Program, ...]:
    """Give the processes of all these words, below a folder with links followed where it is given.

    CannotTell where not all processes are shown.
    """
    listed = processes.processes(node.run(processes.script(), root=True))
    found = programs.programs(node.run(programs.script(), root=True), listed)
    if path := step.truth.path:
        answer = node.run(argv("readlink", "-f", path), root=True)
        real = lines(answered(answer, f"readlink {path}"), f"readlink {path}")
        found = programs.below(found, real[0] if real else path)
    return tuple(
        one
        for one in found
        if one.args.startswith(step.truth.begins)
        and all(word in one.args for word in step.truth.words)
    )


def _looked_for(step: Step) -> str:
    words = " ".join(filter(None, (step.truth.begins, *step.truth.words)))
    below = f" below {step.truth.path}" if step.truth.path else ""
    return f"{words or 'a process'}{below}"
