"""Reading YAML as text with places: nothing is guessed, nothing is lost, nothing can blow up."""

from dataclasses import dataclass, field
from typing import Any

import yaml

from inventory.problems import Place
from inventory.secrets import giveaway

SIZE_LIMIT = 1024 * 1024  # bytes; 300 nodes take about 50 kB
DEPTH_LIMIT = 12


@dataclass
class Document:
    """The values of a file as dict, list and str, and the line of each place."""

    data: Any = None
    lines: dict[Place, int] = field(default_factory=dict)
    faults: list[tuple[Place, int, str]] = field(default_factory=list)

    def line(self, place: Place) -> int:
        """Give the line of a place, or of what is nearest around it."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)


def read(raw: bytes) -> Document:
    """Read a file's bytes. What is wrong as YAML is in `faults`; `data` may be None then."""
    document = Document()
    if len(raw) > SIZE_LIMIT:
        document.faults.append(((), 1, f"is larger than {SIZE_LIMIT} bytes: not an inventory"))
        return document
    try:
        text = raw.decode("utf-8")
        if _survey(text, document):
            root = yaml.compose(text, Loader=yaml.BaseLoader)
            document.data = None if root is None else _walk(root, (), document)
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        document.faults.append(((), line, "is not UTF-8 text"))
    except yaml.MarkedYAMLError as error:
        # The error's own snippet of the file is left out: it could show a secret.
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        document.faults.append(((), line, f"is no valid YAML: {error.problem or error.context}"))
    except yaml.reader.ReaderError as error:
        line = text[: error.position].count("\n") + 1
        document.faults.append(((), line, "is no valid YAML: a control character"))
    return document


def _survey(text: str, document: Document) -> bool:
    """Look at the stream of events before anything is built; say whether it is safe to build."""
    before = len(document.faults)
    depth = 0
    for event in yaml.parse(text, Loader=yaml.BaseLoader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEPTH_LIMIT:
            document.faults.append(((), line, f"is nested deeper than {DEPTH_LIMIT} levels"))
            break
        if isinstance(event, yaml.NodeEvent) and event.anchor:
            says = "anchors and aliases (& and *) are not read: write the value out, or quote it"
            document.faults.append(((), line, says))
        if getattr(event, "tag", None):
            document.faults.append(((), line, "tags (!) are not read: all is text, quote it"))
    return len(document.faults) == before


def _walk(node: yaml.Node, place: Place, document: Document) -> Any:
    """Make plain values of a node, note their lines, find secrets that stand in the open."""
    document.lines.setdefault(place, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, place, document)
    if isinstance(node, yaml.SequenceNode):
        return [_walk(item, (*place, i), document) for i, item in enumerate(node.value)]
    says = giveaway(node.value)
    if says:
        says += ": write no secret here, use the keys for user and password (env:, file:, exec:)"
        document.faults.append((place, node.start_mark.line + 1, says))
    return node.value


def _mapping(node: yaml.MappingNode, place: Place, document: Document) -> dict[str, Any]:
    """Make a dict; a key that stands twice is a fault, the first one counts."""
    found: dict[str, Any] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            document.faults.append((place, line, "has a key that is no plain word"))
            continue
        here = (*place, key.value)
        if key.value in found:
            what = "node" if place == ("nodes",) else "key"
            says = f"the same {what} a second time, first in line {document.lines[here]}"
            document.faults.append((here, line, says))
            continue
        document.lines[here] = line
        found[key.value] = _walk(value, here, document)
    return found
