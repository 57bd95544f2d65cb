"""Tests of the probes, with real servers and with servers that misbehave."""
