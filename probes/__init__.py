"""How we read the world: one engine, concurrent, timed, read-only, recorded."""
