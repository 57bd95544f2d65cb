"""One test for each way in which such suites lose trust: docs/trust.md has the table."""
