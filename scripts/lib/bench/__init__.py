"""Measures loads of made-up hours: scripts/bench."""
