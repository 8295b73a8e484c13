"""Indicators over panels of tens of millions of rows, too long to be kept as matrices."""
