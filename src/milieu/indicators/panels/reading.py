"""Reading a panel from Parquet: text and whole numbers become codes, a batch at a time."""

from collections.abc import Iterable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow.parquet as pq

from milieu.core.errors import UserError, unknown_name
from milieu.indicators.panels.columns import Column, JobsColumn, KeyColumn
from milieu.indicators.panels.panel import Panel

BATCH = 1 << 17  # rows decoded at a time by each thread: 3 MB, which stay near the processor


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


def read_panel(
    paths: str | Path | Iterable[str | Path], columns: Columns | None = None, threads: int = 2
) -> Panel:
    """Return a panel from one or several Parquet files.

    columns   names in the files; keys may be text, dictionaries or whole numbers, jobs any number
    threads   that decode row groups; the result is the same for any number
    return    labels sorted, whatever the order of rows and the dictionaries of row groups; null
              jobs become NaN
    raises    UserError if a file or a column is missing, or a key is null

    Memory: 10 bytes a row for the panel where single precision and two bytes a key hold it, at
    most 20 (see columns.py), and a batch for each thread.
    """
    names = columns or Columns()
    groups, rows = _groups(paths, names)
    keys = [KeyColumn(name, rows) for name in names[:3]]
    jobs = JobsColumn(names.jobs, rows)
    kept: list[Column] = [*keys, jobs]
    with ThreadPoolExecutor(max(1, threads)) as pool:
        # the first alone: its sorted labels are mostly those of all, and it tells what is narrow
        for done, stop in ((0, 1), (1, len(groups))):
            _read(groups[done:stop], kept, pool)
            narrow = [column for column in kept if column.too_narrow]
            for column in narrow:
                column.widen()
            _read(groups[:stop] if narrow else [], narrow, pool)
        labels = list(pool.map(KeyColumn.sort, keys))
    codes = [column.codes for column in keys]
    return Panel(codes[0], codes[1], codes[2], jobs.jobs, labels[0], labels[1], labels[2])


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


def _read(groups: Sequence[_Group], columns: Sequence[Column], pool: Executor) -> None:
    list(pool.map(lambda group: _read_group(group, columns), groups))


def _read_group(group: _Group, columns: Sequence[Column]) -> None:
    """Decode some columns of one row group into their place, keys as dictionaries."""
    start = group.start
    keys = [column.name for column in columns if isinstance(column, KeyColumn)]
    with pq.ParquetFile(
        group.path, metadata=group.file, read_dictionary=keys, memory_map=True
    ) as file:
        for batch in file.iter_batches(
            BATCH,
            row_groups=[group.number],
            columns=[column.name for column in columns],
            use_threads=False,
        ):
            for column in columns:
                column.take(batch.column(column.name), start)
            start += len(batch)
