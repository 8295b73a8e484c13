"""Figures and pages of the twin: `X_figure.py` gives words and table to what `X.py` draws."""
