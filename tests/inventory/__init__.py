"""Tests of what the user tells us."""
