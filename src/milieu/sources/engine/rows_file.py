"""Rows of text with the line each came from, written to a Parquet file in scratch."""

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

import pyarrow as pa
import pyarrow.parquet as pq

LINE, ROW_TEXT = "#line", "#row_text"  # no publisher's column is called so
BATCH = 20_000
MOST_WAITING = 32 << 20  # characters: borders of regions are long
LONGEST_ROW_TEXT = 2_000  # characters of a row that are kept to be shown


class RowsFile:
    """Writes rows of text, in batches, with their line and the row as it stands in the file."""

    def __init__(self, path: Path, names: Sequence[str]) -> None:
        fields = [pa.field(LINE, pa.int64()), pa.field(ROW_TEXT, pa.string())]
        self.schema = pa.schema(fields + [pa.field(name, pa.string()) for name in names])
        self._writer = pq.ParquetWriter(path, self.schema, compression="snappy")
        self._rows: list[Sequence[str | int | None]] = []
        self.count = self._waiting = 0

    def add(self, line: int, row_text: str, cells: Sequence[str | None]) -> None:
        """Add one row; it has as many cells as there are names."""
        self._rows.append((line, row_text[:LONGEST_ROW_TEXT], *cells))
        self.count += 1
        self._waiting += sum(len(cell) for cell in cells if cell)
        if len(self._rows) >= BATCH or self._waiting > MOST_WAITING:
            self._flush()

    def _flush(self) -> None:
        columns = list(zip(*self._rows, strict=True)) or [()] * len(self.schema)
        arrays = [
            pa.array(column, field.type) for column, field in zip(columns, self.schema, strict=True)
        ]
        self._writer.write_table(pa.Table.from_arrays(arrays, schema=self.schema))
        self._rows.clear()
        self._waiting = 0

    def __enter__(self) -> "RowsFile":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self._flush()
        self._writer.close()
