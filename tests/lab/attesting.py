"""What people would sign before a change: every attestation row of the product, signed."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from catalog.loading import load
from tests.lab.names import CHECKOUT

HOURS = timedelta(hours=1)


def sign_all(folder: Path, product: str = "tyk") -> Path:
    """Write `attestations.yaml` beside an inventory; signed an hour ago, by a role."""
    catalogue = load(CHECKOUT / "checks" / product, CHECKOUT / "checks" / "estate")
    rows = [row.row for row in catalogue.values() if row.verified_by == "attestation"]
    when = (datetime.now(UTC) - HOURS).isoformat(timespec="minutes")  # noqa: TID251 (a real signature)
    entries = [
        f"- requirement: [{row}]\n  signed_by: lab operator\n  when: {when}\n  evidence: lab\n"
        for row in rows
    ]
    path = folder / "attestations.yaml"
    path.write_text("".join(entries), encoding="utf-8")
    return path
