"""The columns of a panel that is being read, kept in as few bytes as hold them exactly."""

from typing import Any, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from milieu.core.arrays import Codes
from milieu.core.errors import UserError
from milieu.indicators.panels.kernel import Bits, fill, mark, translate
from milieu.indicators.panels.labels import Labels
from milieu.indicators.panels.panel import Jobs, Keys, Label

NARROW_LABELS = 1 << 16  # that fit two bytes
NO_BITS: Bits = np.empty(0, np.uint8)


class Column(Protocol):
    """A column that takes batches in any order, several threads at a time.

    too_narrow   whether it met something that its bytes do not hold: widen it and read it again
    """

    name: str
    too_narrow: bool

    def take(self, values: Any, start: int) -> None:
        """Write a batch into the rows from `start`."""

    def widen(self) -> None:
        """Make room for everything; what was read is lost."""


class KeyColumn:
    """Codes of labels, two bytes a row for up to 65,536 labels and four beyond."""

    def __init__(self, name: str, rows: int) -> None:
        self.name = name
        self.labels = Labels()
        self.codes: Keys = np.empty(rows, np.uint16)
        self.too_narrow = False
        self._table: tuple[Any, Keys] | None = None  # of the dictionary met last

    def widen(self) -> None:
        """Keep four bytes a row."""
        self.codes = np.empty(len(self.codes), np.int32)
        self.too_narrow, self._table = False, None

    def take(self, values: Any, start: int) -> None:
        """Write the codes of a batch; a UserError if a key is empty."""
        if values.null_count:
            row = start + int(np.argmax(values.is_null().to_numpy(zero_copy_only=False)))
            raise UserError(
                "is empty",
                where=f"{self.name}, row {row}",
                next="Every row needs region, industry and year.",
            )
        if pa.types.is_integer(values.type):
            ends = pc.min_max(values)
            least, most = ends["min"].as_py(), ends["max"].as_py()
            if most - least < len(values):  # such as years: no hashing
                self._take_numbers(values.to_numpy(), least, most, start)
                return
        if not pa.types.is_dictionary(values.type):
            values = pc.dictionary_encode(values)
        self._write(self._table_of(values.dictionary), values.indices.to_numpy(), 0, start)

    def _take_numbers(self, numbers: Any, least: int, most: int, start: int) -> None:
        occurs = np.zeros(most - least + 1, np.bool_)
        mark(numbers, least, occurs)
        table = np.zeros(len(occurs), np.int32)
        table[occurs] = self.labels.table((np.flatnonzero(occurs) + least).tolist())
        self._write(self._as_kept(table), numbers, least, start)

    def _table_of(self, dictionary: Any) -> Keys:
        last = self._table
        if last is not None and last[0].equals(dictionary):
            return last[1]
        table = self._as_kept(self.labels.table(dictionary.to_pylist()))
        self._table = (dictionary, table)
        return table

    def _as_kept(self, table: Codes) -> Keys:
        if self.codes.dtype != np.uint16:
            return table
        if len(self.labels) > NARROW_LABELS:
            self.too_narrow = True
        return table.astype(np.uint16)

    def _write(self, table: Keys, positions: Any, least: int, start: int) -> None:
        translate(table, positions, least, self.codes[start : start + len(positions)])

    def sort(self) -> tuple[Label, ...]:
        """Make the codes those of the sorted labels; return these."""
        ordered, rank = self.labels.ranked()
        if not np.array_equal(rank, np.arange(len(rank))):
            translate(self._as_kept(rank), self.codes, 0, self.codes)
        return ordered


class JobsColumn:
    """Numbers of jobs, NaN where null: four bytes a row if that keeps all exactly, or eight.

    Whole numbers up to 2^24 = 16,777,216 fit four bytes.
    """

    def __init__(self, name: str, rows: int) -> None:
        self.name = name
        self.jobs: Jobs = np.empty(rows, np.float32)
        self.too_narrow = False

    def widen(self) -> None:
        """Keep eight bytes a row."""
        self.jobs = np.empty(len(self.jobs), np.float64)
        self.too_narrow = False

    def take(self, values: Any, start: int) -> None:
        """Write the numbers of a batch."""
        values = pc.cast(values, pa.float64())
        valid, data = values.buffers()
        first, stop = values.offset, values.offset + len(values)
        numbers = np.frombuffer(data, np.float64)[first:stop]
        bits = np.frombuffer(valid, np.uint8) if values.null_count else NO_BITS
        if fill(numbers, bits, first, self.jobs[start : start + len(values)]):
            self.too_narrow = True
