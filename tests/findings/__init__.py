"""What a run found, and what must never be read out of it."""
