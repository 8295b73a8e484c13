"""Kinds: whether a file's rows are of several kinds of region, whose jobs would count twice."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

import duckdb

from milieu.core.database import connect, quoted
from milieu.core.errors import UserError
from milieu.sources.declare import SOURCES
from milieu.sources.engine.reading import Part, Wishes, read_parts
from milieu.web.uploads.guessing import free_columns
from milieu.web.uploads.inbox import Upload
from milieu.web.uploads.seeing import READING

MOST = 8  # kinds that a column may tell apart; more are names of something, assumption Y10
LONGEST = 60  # characters of a kind, assumption Y10


@dataclass(frozen=True)
class Kinds:
    """A column that nothing is taken from and that tells regions apart: its values with rows."""

    column: str
    values: Sequence[tuple[str, int]]


def kinds_of_regions(upload: Upload) -> list[Kinds]:
    """Return the columns of an upload's first file that say what kind of region a row is of.

    Such a column is not used, holds few values, and has one value for each region. Nothing is
    returned where rows were chosen already, or where the file's columns are known.
    """
    region = upload.map.get("region", "")
    if upload.where or not region or not free_columns(SOURCES[upload.source]):
        return []
    scratch = Path(mkdtemp(dir=upload.scratch))
    try:
        wishes = Wishes(**{name: upload.reading.get(name) or None for name in READING})
        part = next(read_parts(SOURCES[upload.source], upload.files[0], scratch, wishes))
        unused = [name for name in part.names if name not in upload.map.values()]
        with connect(scratch) as session:
            return [found for name in unused if (found := _kinds(session, part, region, name))]
    except (UserError, duckdb.Error):  # the check says what is wrong with the file
        return []
    finally:
        rmtree(scratch, ignore_errors=True)


def _kinds(session: duckdb.DuckDBPyConnection, part: Part, region: str, name: str) -> Kinds | None:
    column, place = quoted(name), quoted(region)
    rows = session.execute(
        f"SELECT {column}::VARCHAR, count(*), count(DISTINCT {place}) FROM ({part.sql()})"
        f" GROUP BY 1 ORDER BY 2 DESC LIMIT {MOST + 1}"
    ).fetchall()
    if not 1 < len(rows) <= MOST or any(not value for value, _rows, _regions in rows):
        return None
    regions = session.execute(f"SELECT count(DISTINCT {place}) FROM ({part.sql()})").fetchone()
    one_for_each = regions == (sum(regions_of for _value, _rows, regions_of in rows),)
    many = any(regions_of > 1 for _value, _rows, regions_of in rows)  # else it is the region itself
    short = all(len(value) <= LONGEST for value, _rows, _regions in rows)
    return Kinds(name, [(v, n) for v, n, _of in rows]) if one_for_each and many and short else None
