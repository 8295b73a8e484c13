"""A DuckDB session that stays within its limits."""

from pathlib import Path

import duckdb

MEMORY = "1GB"  # take-in promises to stay under 2 GB in all


def connect(scratch: Path | None = None, *, memory: str = MEMORY) -> duckdb.DuckDBPyConnection:
    """Return a session in memory that spills into `scratch` and fetches nothing from outside.

    scratch   folder for what does not fit into memory; without it nothing is spilled
    memory    the most that the session may hold
    """
    session = duckdb.connect(
        config={
            "memory_limit": memory,
            "temp_directory": str(scratch) if scratch else "",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "python_enable_replacements": "false",  # a view that is missing is no Python variable
        }
    )
    session.execute("SET enable_progress_bar = false")
    return session


def quoted(name: str) -> str:
    """Return a name as SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Return a text as SQL literal."""
    return "'" + text.replace("'", "''") + "'"
