"""Benchmarks: one file per goal; each prints our figure, the peer's, the ratio and the limit."""
