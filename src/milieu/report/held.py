"""Held: rows of results by cluster in memory, so that one cluster's page asks no database."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from milieu.core.database import quoted

Rows = list[dict[str, Any]]
EMPTY = pa.table({})


class Held(Mapping[str, Rows]):
    """The rows of a result by cluster: columns in order, and where each part begins.

    A cluster without rows has none, as in `reading.by_cluster`.
    """

    def __init__(self, rows: pa.Table, by: str = "cluster") -> None:
        """Hold rows that lie in the order of the column `by`."""
        self._names = rows.column_names
        self._columns = [_column(rows[name]) for name in self._names]
        self._parts: dict[str, tuple[int, int]] = {}
        if not len(rows):
            return
        codes = pc.dictionary_encode(rows[by]).combine_chunks()
        numbers = codes.indices.to_numpy()
        starts = np.flatnonzero(np.diff(numbers, prepend=-1))
        counts = np.diff(starts, append=len(numbers))
        names = codes.dictionary.to_pylist()
        for start, count in zip(starts.tolist(), counts.tolist(), strict=True):
            self._parts[names[numbers[start]]] = (start, start + count)

    def __getitem__(self, cluster: str) -> Rows:
        """Return the rows of a cluster, in order."""
        if cluster not in self._parts:
            return []
        start, stop = self._parts[cluster]
        cells = zip(*(column(start, stop) for column in self._columns), strict=True)
        return [dict(zip(self._names, row, strict=True)) for row in cells]

    def __iter__(self) -> Iterator[str]:
        """Return the clusters that have rows."""
        return iter(self._parts)

    def __len__(self) -> int:
        """Return how many clusters have rows."""
        return len(self._parts)


def _column(values: pa.ChunkedArray) -> Callable[[int, int], list[Any]]:
    """Return what gives a stretch of a column as Python's values, in a fraction of Arrow's time."""
    if pa.types.is_floating(values.type):
        numbers = pc.if_else(pc.is_null(values), np.nan, values).to_numpy()

        def floats(start: int, stop: int) -> list[Any]:
            found = numbers[start:stop].tolist()
            return [None if one != one else one for one in found]

        return floats
    coded = pc.dictionary_encode(values, null_encoding="encode").combine_chunks()
    codes, known = coded.indices.to_numpy(), coded.dictionary.to_pylist()
    return lambda start, stop: [known[code] for code in codes[start:stop].tolist()]


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
        found: pa.Table = session.sql(query).to_arrow_table()
    except duckdb.CatalogException:
        return EMPTY
    return found
