"""What the tests of this folder share: writing small files, and what became of their rows."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from milieu.sources.declare import Source
from milieu.sources.engine.intake import Intake, take_in
from milieu.sources.long_table import long_table

HEADER = "region,industry,year,establishments,jobs"


def write(folder: Path, text: str, name: str = "panel.csv", encoding: str = "utf-8") -> Path:
    """Write a text as it is, line ends included."""
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def panel(folder: Path, *rows: str, name: str = "panel.csv") -> Path:
    """Write rows under the usual column names."""
    return write(folder, "\n".join([HEADER, *rows]) + "\n", name)


def take(path: Path, source: Source = long_table, **wishes: Any) -> list[Intake]:
    """Take a file in, into a folder of its own beside it."""
    return take_in(source, path, path.parent / "scratch", **wishes)


def take_one(path: Path, source: Source = long_table, **wishes: Any) -> Intake:
    """Take in a file that gives one table."""
    (intake,) = take(path, source, **wishes)
    return intake


def rows(intake: Intake, *columns: str) -> list[tuple[Any, ...]]:
    """Return some columns of what was taken in, in the order of the file."""
    picked = ", ".join(f'"{column}"' for column in columns)
    return duckdb.execute(f"SELECT {picked} FROM read_parquet('{intake.rows}')").fetchall()


def quarantine(intake: Intake) -> list[tuple[int, str, str, str]]:
    """Return line, column, what was found and what was expected of every row that did not fit."""
    if intake.quarantine is None:
        return []
    found = duckdb.execute(
        "SELECT line, column_name, found, expected FROM"
        f" read_parquet('{intake.quarantine}') ORDER BY line"
    )
    return [(line, column, said, wanted) for line, column, said, wanted in found.fetchall()]


def leftovers(folder: Path) -> Sequence[str]:
    """Return the files that were written beside the one taken in."""
    scratch = folder / "scratch"
    return [each.name for each in scratch.rglob("*")] if scratch.exists() else []
