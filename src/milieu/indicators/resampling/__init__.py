"""Samples drawn again: compiled kernels for bootstraps over plants."""
