"""A secret that was met after its journal was written: the chain's hashes hold it there."""

from collections.abc import Sequence

from findings.wording import amount

HELD = "a secret stands in journal.jsonl: "
ADVICE = "keep that file from others, and change the secret"


def held(times: int) -> str:
    """Write the note of a run whose journal holds a secret so many times."""
    return f"{HELD}{amount(times, 'place', 'places')}, found after it was written; {ADVICE}"


def holds_secret(notes: Sequence[str]) -> str:
    """Give that note, or nothing where the run has none."""
    return next((note for note in notes if note.startswith(HELD)), "")
