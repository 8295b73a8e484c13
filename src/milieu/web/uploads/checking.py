"""Checking: every row of an upload is tried, and nothing is taken in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from threading import BoundedSemaphore
from typing import Any

import pyarrow.parquet as pq

from milieu.core.errors import UserError
from milieu.core.language import _
from milieu.sources.declare import SOURCES
from milieu.sources.engine.intake import Intake, take_in
from milieu.web.answers import told
from milieu.web.uploads.inbox import Upload
from milieu.web.uploads.weighing import unpacked_bytes

SHOWN = 50  # rows that do not fit
LARGEST = 64 << 20  # bytes of an upload that is checked while somebody waits, Y1
UNPACKED = 512 << 20  # bytes that it may unpack to, for the same, Y1
ONE = BoundedSemaphore(1)  # checked at a time: a whole processor and a gigabyte, Y5
PATIENCE = 20.0  # seconds to wait for one's turn


@dataclass(frozen=True)
class Misfit:
    """A row that does not fit: file and line, and what was found and expected in which column."""

    file: str
    line: int | None
    column: str
    found: str
    expected: str
    row: str


@dataclass(frozen=True)
class Fit:
    """What a file gives for one table: rows that fit, that do not, and that are left out."""

    file: str
    table: str
    rows: int
    misfits: int
    left_out: int
    ignored: Sequence[str]


@dataclass(frozen=True)
class Checked:
    """What a check found; `misfits` are the first ones, `by_column` counts all that are shown."""

    fits: Sequence[Fit]
    misfits: Sequence[Misfit]

    @property
    def rows(self) -> int:
        """Return how many rows fit."""
        return sum(fit.rows for fit in self.fits)

    @property
    def bad(self) -> int:
        """Return how many rows do not fit."""
        return sum(fit.misfits for fit in self.fits)

    @property
    def by_column(self) -> Mapping[str, Misfit]:
        """Return the first row that does not fit, for each column that is to blame."""
        return {one.column: one for one in reversed(self.misfits) if one.column}


def too_large(upload: Upload) -> bool:
    """Return whether a check would take too long to wait for."""
    unpacked = sum(unpacked_bytes(file, UNPACKED) for file in upload.files)
    return upload.bytes > LARGEST or unpacked > UNPACKED


def check(upload: Upload) -> Checked:
    """Return what taking an upload in would come to.

    raises   UserError for a file that can not be taken at all, or while others are checked
    """
    if not ONE.acquire(timeout=PATIENCE):
        raise UserError(_("another upload is being checked"), next=_("Try again in a minute."))
    scratch = Path(mkdtemp(dir=upload.scratch))
    try:
        intakes = [
            intake
            for number, file in enumerate(upload.files)
            for intake in _tried(upload, file, scratch / str(number))
        ]
        return Checked([_fit(one) for one in intakes], _misfits(intakes))
    finally:
        rmtree(scratch, ignore_errors=True)
        ONE.release()


def _tried(upload: Upload, file: Path, scratch: Path) -> list[Intake]:
    reading: dict[str, Any] = {name: said for name, said in upload.reading.items() if said}
    if upload.table:
        reading["table"] = upload.table
    return take_in(
        SOURCES[upload.source],
        file,
        scratch,
        mapping=upload.map,
        where=upload.where,
        constants=upload.set,
        **reading,
    )


def _fit(one: Intake) -> Fit:
    return Fit(one.raw.name, one.table, one.count, one.quarantined, one.left_out, one.ignored)


def _misfits(intakes: Sequence[Intake]) -> list[Misfit]:
    found: list[Misfit] = []
    for one in intakes:
        if one.quarantine is None or len(found) >= SHOWN:
            continue
        rows = pq.read_table(one.quarantine).slice(0, SHOWN - len(found)).to_pylist()
        found += [
            Misfit(
                one.raw.name,
                row["line"],
                row["column_name"] or "",
                row["found"] or "",
                row["expected"] or "",
                row["row_text"] or "",
            )
            for row in rows
        ]
    return found


def words(error: UserError) -> str:
    """Return a mistake in a sentence that tells nothing of this machine."""
    what = told(error.what)
    return f"{what[:1].upper()}{what[1:].rstrip('.')}. {told(error.next)}".strip()
