"""Tests of what the answers of Tyk mean."""
