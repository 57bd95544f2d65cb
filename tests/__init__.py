"""The suite's own tests, and the lab they run on."""
