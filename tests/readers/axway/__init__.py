"""Readers of Axway API Gateway."""
