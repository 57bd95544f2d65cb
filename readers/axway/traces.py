"""The newest trace of a process, where it lies on its host."""

from probes.errors import CannotTell
from probes.questions import argv
from readers.answered import answered, matched
from readers.axway import trace
from readers.axway.trace import Entry
from readers.node import NodeReader

LINES = 400
_GRAVE = "^(FATAL|ERROR|ALERT) "


def newest(node: NodeReader, folder: str) -> str:
    """Give its path. CannotTell where there is none."""
    names = node.names(folder)
    if names is None:
        raise CannotTell(f"{node.name}: there is no {folder}")
    return f"{folder}/{trace.newest(names)}"


def version(node: NodeReader, folder: str) -> str:
    """Give the version in its head."""
    script = argv("head", "-n", "20", "--", newest(node, folder))
    return trace.header(answered(node.run(script, root=True), script), script)


def errors(node: NodeReader, folder: str) -> tuple[Entry, ...]:
    """Give its errors; its head shows before that it is a trace."""
    rows = matching(node, folder, _GRAVE)
    return trace.entries("".join(f"{row}\n" for row in rows), folder)


def matching(node: NodeReader, folder: str, *forms: str) -> list[str]:
    """Give its lines of any of these forms; its head shows before that it is a trace."""
    version(node, folder)
    words = [word for form in forms for word in ("-e", form)]
    script = argv("grep", "-a", "-E", "-m", str(LINES), *words, "--", newest(node, folder))
    return matched(node.run(script, root=True), script)


def told(found: tuple[Entry, ...]) -> list[str]:
    """Say each as a person reads it, with what it means and what to do where that is known."""
    return [
        f"{one.when} {one.level} {one.text[:200]}"
        + (f" ({one.known.says}{one.known.act and f': {one.known.act}'})" if one.known else "")
        for one in found
    ]
