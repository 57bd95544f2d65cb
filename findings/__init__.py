"""What a run found: findings, accounting, verdict, journal, baseline. No clock, no network."""
