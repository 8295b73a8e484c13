"""Indicators: one formula a file, arrays in, arrays out."""
