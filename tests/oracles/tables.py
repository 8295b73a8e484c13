"""Printed input-output tables that several published numbers are computed from."""

from functools import cache
from typing import Any

from tests.oracles.oracle import shared


@cache
def table_of(name: str) -> Any:
    """Return a printed input-output table, with what stands beside it."""
    from tests.indicators import input_output_tables

    return getattr(input_output_tables, name)(shared())
