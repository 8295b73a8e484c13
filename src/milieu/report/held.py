"""Held: rows of results by cluster in memory, so that one cluster's page asks no database."""

from collections.abc import Iterator, Mapping
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from milieu.core.database import quoted

Rows = list[dict[str, Any]]
EMPTY = pa.table({})


class Held(Mapping[str, Rows]):
    """The rows of a result by cluster: one Arrow table in order, and where each part begins.

    A cluster without rows has none, as in `reading.by_cluster`.
    """

    def __init__(self, rows: pa.Table, by: str = "cluster") -> None:
        """Hold rows that lie in the order of the column `by`."""
        self._rows = rows.combine_chunks()
        self._parts: dict[str, tuple[int, int]] = {}
        if not len(rows):
            return
        codes = pc.dictionary_encode(self._rows[by]).combine_chunks()
        numbers = codes.indices.to_numpy()
        starts = np.flatnonzero(np.diff(numbers, prepend=-1))
        counts = np.diff(starts, append=len(numbers))
        names = codes.dictionary.to_pylist()
        for start, count in zip(starts.tolist(), counts.tolist(), strict=True):
            self._parts[names[numbers[start]]] = (start, count)

    def __getitem__(self, cluster: str) -> Rows:
        """Return the rows of a cluster, in order."""
        start, count = self._parts.get(cluster, (0, 0))
        found: Rows = self._rows.slice(start, count).to_pylist() if count else []
        return found

    def __iter__(self) -> Iterator[str]:
        """Return the clusters that have rows."""
        return iter(self._parts)

    def __len__(self) -> int:
        """Return how many clusters have rows."""
        return len(self._parts)

    @property
    def bytes(self) -> int:
        """Return how much memory the rows take."""
        return int(self._rows.nbytes)


def held(
    session: duckdb.DuckDBPyConnection,
    result: str,
    order: str,
    *,
    by: str = "cluster",
    where: str = "",
    columns: str = "*",
    newest: bool = False,
) -> Held:
    """Return a result held in memory; empty where it is not built.

    order   columns after `by`, as SQL
    where, columns  a condition, and what is held beside `by`, as SQL
    newest  only the rows of each cluster's last year
    """
    where = f"WHERE {where}" if where else ""
    last = f"QUALIFY year = max(year) OVER (PARTITION BY {quoted(by)})" if newest else ""
    query = f"SELECT {columns} FROM {quoted(result)} {where} {last} ORDER BY {quoted(by)}, {order}"
    return Held(_arrow(session, query), by)


def _arrow(session: duckdb.DuckDBPyConnection, query: str) -> pa.Table:
    try:
        found = session.sql(query).to_arrow_table()
    except duckdb.CatalogException:
        return EMPTY
    return pa.table({name: _known(found[name]) for name in found.column_names})


def _known(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return null for numbers that are none."""
    if not pa.types.is_floating(column.type):
        return column
    return pc.if_else(pc.is_nan(column), pa.scalar(None, column.type), column)
