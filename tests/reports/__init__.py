"""Tests of the reports, with results that look like real runs."""
