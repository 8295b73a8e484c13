"""Which rows of a table are wanted, and in which order."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import duckdb
import pyarrow as pa

from milieu.core.database import quoted
from milieu.core.errors import unknown_name
from milieu.study.results import RESULTS


@dataclass(frozen=True)
class Selection:
    """A choice of rows.

    only      columns and the value they must hold; a text may be a part of the value in any case
              when it ends in "*"
    columns   the columns wanted, in this order; all when empty
    order     columns to sort by, "-" before a name for the largest first; the result's own if empty
    top       how many rows at most; 0 for all
    """

    only: Mapping[str, str] = field(default_factory=dict)
    columns: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    top: int = 0


def select(session: duckdb.DuckDBPyConnection, name: str, selection: Selection) -> pa.Table:
    """Return the selected rows of a view; values and names enter as parameters, never as SQL."""
    known = [row[0] for row in session.execute(f"DESCRIBE {quoted(name)}").fetchall()]
    order = selection.order or (RESULTS[name].order if name in RESULTS else ())
    for column in (*selection.only, *selection.columns, *(o.lstrip("-") for o in order)):
        if column not in known:
            raise unknown_name("column", column, known, where=name)
    conditions = [_condition(c, v) for c, v in selection.only.items()]
    query = f"SELECT {', '.join(map(quoted, selection.columns)) or '*'} FROM {quoted(name)}"
    if conditions:
        query += " WHERE " + " AND ".join(conditions)
    if order:
        query += " ORDER BY " + ", ".join(_sorted_by(o) for o in order)
    if selection.top:
        query += f" LIMIT {int(selection.top)}"
    values = [v.rstrip("*") if v.endswith("*") else v for v in selection.only.values()]
    return session.sql(query, params=values).to_arrow_table()


def _condition(column: str, value: str) -> str:
    text = f"CAST({quoted(column)} AS VARCHAR)"
    if value.endswith("*"):
        return f"contains(lower({text}), lower(?))"
    return f"{text} = ?"


def _sorted_by(column: str) -> str:
    descending = column.startswith("-")
    return quoted(column.lstrip("-")) + (" DESC NULLS LAST" if descending else " NULLS LAST")
