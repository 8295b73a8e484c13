"""Compiled work on networks."""
