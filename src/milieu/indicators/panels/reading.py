"""Reading a panel from Parquet: text and whole numbers become codes, a batch at a time."""

from collections.abc import Iterable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from milieu.core.arrays import Codes, Vector
from milieu.core.errors import UserError, unknown_name
from milieu.indicators.panels.kernel import fill_known, mark, translate
from milieu.indicators.panels.panel import Label, Panel

BATCH = 1 << 20  # rows decoded at a time by each thread


class Columns(NamedTuple):
    """The names that the columns of a panel have in the file."""

    region: str = "region"
    industry: str = "industry"
    year: str = "year"
    jobs: str = "jobs"


class _Group(NamedTuple):
    """A row group and where its rows go."""

    path: Path
    file: Any  # metadata of the file, so that it is read once
    number: int
    start: int


class _Labels:
    """The labels met so far, numbered as they are met; several threads may ask."""

    def __init__(self) -> None:
        self._codes: dict[Label, int] = {}
        self._lock = Lock()

    def table(self, dictionary: Sequence[Label]) -> Codes:
        """Return the code of each label."""
        with self._lock:
            codes = [self._codes.setdefault(label, len(self._codes)) for label in dictionary]
        return np.array(codes, np.int32)

    def ranked(self) -> tuple[tuple[Label, ...], Codes]:
        """Return the labels sorted, and the rank of each code."""
        labels = tuple(sorted(self._codes))
        rank = np.empty(len(labels), np.int32)
        rank[[self._codes[label] for label in labels]] = np.arange(len(labels), dtype=np.int32)
        return labels, rank


def read_panel(
    paths: str | Path | Iterable[str | Path], columns: Columns | None = None, threads: int = 2
) -> Panel:
    """Return a panel from one or several Parquet files.

    columns   names in the files; keys may be text, dictionaries or whole numbers, jobs any number
    threads   that decode row groups; the result is the same for any number
    return    labels sorted, whatever the order of rows and the dictionaries of row groups; null
              jobs become NaN
    raises    UserError if a file or a column is missing, or a key is null

    Memory: 20 bytes a row for the panel, and a batch of 1 million rows for each thread.
    """
    columns = columns or Columns()
    groups, rows = _groups(paths, columns)
    codes = tuple(np.empty(rows, np.int32) for _ in range(3))
    jobs = np.empty(rows, np.float64)
    known = tuple(_Labels() for _ in range(3))
    with ThreadPoolExecutor(max(1, threads)) as pool:
        for group in groups[:1]:  # alone: its sorted labels are mostly those of all
            _read_group(group, columns, codes, jobs, known)
        list(pool.map(lambda group: _read_group(group, columns, codes, jobs, known), groups[1:]))
        labels = [_sort(of_key, code, pool) for of_key, code in zip(known, codes, strict=True)]
    return Panel(codes[0], codes[1], codes[2], jobs, labels[0], labels[1], labels[2])


def _groups(paths: str | Path | Iterable[str | Path], columns: Columns) -> tuple[list[_Group], int]:
    """Return all row groups of all files and the number of their rows."""
    files = [paths] if isinstance(paths, str | Path) else list(paths)
    groups, rows = [], 0
    for path in map(Path, files):
        if not path.is_file():
            raise UserError("is not there", where=str(path), next="Check the name of the file.")
        metadata = pq.read_metadata(path)
        known = metadata.schema.to_arrow_schema().names
        for name in columns:
            if name not in known:
                raise unknown_name("column", name, known, where=str(path))
        for number in range(metadata.num_row_groups):
            groups.append(_Group(path, metadata, number, rows))
            rows += metadata.row_group(number).num_rows
    return groups, rows


def _read_group(
    group: _Group,
    columns: Columns,
    codes: tuple[Codes, ...],
    jobs: Vector,
    known: tuple[_Labels, ...],
) -> None:
    """Decode one row group into its place, with codes in the order in which labels are met."""
    start = group.start
    keys = list(columns[:3])
    with pq.ParquetFile(
        group.path, metadata=group.file, read_dictionary=keys, memory_map=True
    ) as file:
        for batch in file.iter_batches(
            BATCH, row_groups=[group.number], columns=list(columns), use_threads=False
        ):
            stop = start + len(batch)
            for name, code, labels in zip(keys, codes, known, strict=True):
                _encode(batch.column(name), code[start:stop], labels, f"{name}, row", start)
            _copy_jobs(pc.cast(batch.column(columns.jobs), pa.float64()), jobs[start:stop])
            start = stop


def _copy_jobs(values: Any, jobs: Vector) -> None:
    """Write numbers of jobs, NaN where they are null."""
    valid, data = values.buffers()
    first, stop = values.offset, values.offset + len(values)
    numbers = np.frombuffer(data, np.float64)[first:stop] if len(values) else jobs
    if values.null_count:
        fill_known(numbers, np.frombuffer(valid, np.uint8), first, jobs)
    else:
        jobs[:] = numbers


def _encode(values: Any, code: Codes, labels: _Labels, name: str, start: int) -> None:
    """Write the codes of some rows."""
    if values.null_count:
        row = start + int(np.argmax(values.is_null().to_numpy(zero_copy_only=False)))
        raise UserError(
            "is empty", where=f"{name} {row}", next="Every row needs region, industry and year."
        )
    if pa.types.is_integer(values.type):
        ends = pc.min_max(values)
        least, most = ends["min"].as_py(), ends["max"].as_py()
        if most - least < len(values):  # such as years: no hashing
            _encode_numbers(values.to_numpy(), least, most, code, labels)
            return
    if not pa.types.is_dictionary(values.type):
        values = pc.dictionary_encode(values)
    dictionary = values.dictionary.to_pylist()
    labels.table(sorted(dictionary))  # so that codes are sorted where no label comes late
    translate(labels.table(dictionary), values.indices.to_numpy(), 0, code)


def _encode_numbers(numbers: Any, least: int, most: int, code: Codes, labels: _Labels) -> None:
    occurs = np.zeros(most - least + 1, np.bool_)
    mark(numbers, least, occurs)
    table = np.full(len(occurs), -1, np.int32)
    table[occurs] = labels.table((np.flatnonzero(occurs) + least).tolist())
    translate(table, numbers, least, code)


def _sort(labels: _Labels, code: Codes, pool: Executor) -> tuple[Label, ...]:
    """Return the labels sorted, and make the codes those of the sorted labels."""
    ordered, rank = labels.ranked()
    if not np.array_equal(rank, np.arange(len(rank))):
        blocks = [code[start : start + BATCH] for start in range(0, len(code), BATCH)]
        list(pool.map(lambda block: translate(rank, block, 0, block), blocks))
    return ordered
