"""Whether a connection can be opened from a node: what a firewall between two hosts decides."""

import re

from probes.questions import Command, argv
from readers.answered import answered
from readers.node import NodeReader

SECONDS = 5


def question(node: str, host: str, port: int | str) -> Command:
    """Give what opens a connection from a node and closes it, for those who ask several at once."""
    script = argv("timeout", str(SECONDS), "bash", "-c", f"</dev/tcp/{host}/{port}")
    return Command(node, script)


def refusal_from(node: NodeReader, host: str, port: int | str) -> str:
    """Why no connection can be opened from a node; empty where one can."""
    answer = node.run(question(node.name, host, port).script)
    if answer.rc == 124:
        return f"no answer within {SECONDS} s"
    said = re.search(r"/dev/tcp/\S+: (.+)$", answer.err.strip().splitlines()[-1]) if (
        answer.rc == 1 and answer.err.strip()
    ) else None  # fmt: skip
    if said:
        return said[1]
    answered(answer, f"{node.name}: opening a connection to {host}:{port}")
    return ""
