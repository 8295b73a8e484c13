"""Weighing: what files unpack to, before anything is unpacked."""

import gzip
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pyarrow.parquet as pq
from pyarrow.lib import ArrowException

from milieu.core.errors import UserError
from milieu.core.language import _
from milieu.web.safety.rules import Rules

BLOCK = 1 << 20  # bytes


def refuse_bomb(files: Sequence[Path], rules: Rules) -> None:
    """Raise UserError for files that would unpack to more than there may be."""
    left = rules.unpacked_bytes
    for file in files:
        left -= unpacked_bytes(file, left)
        if left < 0:
            raise UserError(
                _("it unpacks to far more than a table would"),
                where="files",
                next=_("If that is right, unpack it and add the tables inside, one by one."),
            )


def unpacked_bytes(file: Path, most: int) -> int:
    """Return what a file unpacks to, itself if it is not packed; stops counting beyond `most`.

    A zip's reader never gives more than its list says, so the list can be trusted that far.
    """
    with file.open("rb") as stream:
        start = stream.read(4)
    try:
        if start == b"PK\x03\x04":
            with zipfile.ZipFile(file) as archive:
                return sum(member.file_size for member in archive.infolist())
        if start[:2] == b"\x1f\x8b":
            return _counted(file, most)
        if start == b"PAR1":
            return max(file.stat().st_size, _cells(file))
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, ArrowException):
        pass  # the engine says what is wrong with it
    return file.stat().st_size


def _cells(file: Path) -> int:
    """Return how many cells a Parquet file has: a value repeated a billion times takes no room."""
    with pq.ParquetFile(file) as stored:
        return int(stored.metadata.num_rows) * int(stored.metadata.num_columns)


def _counted(file: Path, most: int) -> int:
    size = 0
    with gzip.open(file, "rb") as unpacked:
        while size <= most and (block := unpacked.read(BLOCK)):
            size += len(block)
    return size
