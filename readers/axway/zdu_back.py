"""The way back that the vendor's scripts take by themselves, by the end of their last log."""

from probes.errors import NotApplicable
from readers.axway.zdu_machine import ZduMachine


def not_taken_back(scripts: ZduMachine) -> list[str]:
    """Name the hosts that the scripts did not take back. Not applicable where they took none."""
    found = scripts.result
    words = {node: cells.get("ROLLBACK", "*") for node, cells in found.nodes.items()}
    failed = found.status == "ROLLBACK_FAILED"
    if not failed and set(words.values()) == {"*"}:
        raise NotApplicable(f"the scripts took nothing back: they ended with {found.status}")
    odd = [f"{node}: ROLLBACK {word}" for node, word in sorted(words.items()) if word == "FAILED"]
    return odd or (["the scripts ended with Status.ROLLBACK_FAILED, code 75"] if failed else [])
