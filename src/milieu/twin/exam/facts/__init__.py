"""Stylized facts: one estimator a file."""
