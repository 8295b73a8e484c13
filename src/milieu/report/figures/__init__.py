"""Figures: one function each, from rows to a chart."""
