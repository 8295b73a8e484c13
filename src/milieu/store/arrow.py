"""Columns of arrays as Arrow tables in a declared shape."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from milieu.core.contracts import Field, Kind

ARROW_TYPES: dict[Kind, pa.DataType] = {
    "text": pa.string(),
    "number": pa.float64(),
    "count": pa.float64(),
    "integer": pa.int64(),
    "year": pa.int16(),
    "flag": pa.bool_(),
    "date": pa.date32(),
}


def schema_of(fields: Sequence[Field]) -> pa.Schema:
    """Return the Arrow schema of declared columns."""
    return pa.schema([(f.name, ARROW_TYPES[f.kind]) for f in fields])


def table_of(columns: Mapping[str, Any], schema: pa.Schema) -> pa.Table:
    """Return a table with exactly the schema's columns; NaN becomes null, for it means unknown.

    raises   KeyError where a column of the schema is missing
    """
    return pa.table([_column(columns[f.name], f.type) for f in schema], schema=schema)


def _column(values: Any, kind: pa.DataType) -> pa.Array:
    if isinstance(values, pa.Array):
        return values.cast(kind)
    values = np.asarray(values)
    if np.issubdtype(values.dtype, np.floating):
        known = np.isnan(values)
        return pa.array(np.where(known, 0, values), mask=known).cast(kind, safe=False)
    return pa.array(values.tolist() if values.dtype == object else values, kind)


def or_null(value: float) -> float | None:
    """Return a number, or null where it is not known: NaN and infinity never reach a table."""
    return float(value) if np.isfinite(value) else None
