"""Sources: which files a figure rests on, for the line under it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from milieu.core.language import _, in_sense
from milieu.report.reading import Cluster, Row, read
from milieu.report.words import count, day, listed, together

ANYBODY = "any"  # publisher of a layout in which anybody may write
SHOWN = 2  # files named under a figure; the rest is counted and stands under "Data"


@dataclass(frozen=True)
class Source:
    """A file that was added to the study."""

    file: str
    name: str
    source: str
    publisher: str
    licence: str
    address: str
    vintage: str
    tables: str
    rows: int
    quarantined: int
    left_out: int

    @property
    def by(self) -> str:
        """Return who published it; empty where the layout is anybody's."""
        return "" if self.publisher == ANYBODY else self.publisher or self.source

    @property
    def line(self) -> str:
        """Return publisher, file, vintage and licence in one line."""
        licence = _(
            "licence: {licence}", licence=_(self.licence) if self.licence else _("not stated")
        )
        parts = (self.by, self.name, _("added {day}", day=day(self.vintage)), licence)
        return in_sense("between parts", ", ").join(part for part in parts if part)


def all_sources(session: duckdb.DuckDBPyConnection) -> dict[str, Source]:
    """Return the files of the study by the name under which tables know them, oldest first."""
    rows = read(
        session,
        "SELECT file, any_value(name) AS name, any_value(source) AS source, "
        "any_value(publisher) AS publisher, any_value(licence) AS licence, "
        "any_value(address) AS address, left(min(added), 10) AS vintage, "
        "string_agg(DISTINCT table_name, ', ') AS tables, sum(rows)::BIGINT AS rows, "
        "sum(quarantined)::BIGINT AS quarantined, sum(left_out)::BIGINT AS left_out "
        "FROM files GROUP BY file ORDER BY min(added), name",
    )
    return {row["file"]: _source(row) for row in rows}


def _source(row: Row) -> Source:
    texts = ("name", "source", "publisher", "licence", "address", "vintage", "tables")
    numbers = ("rows", "quarantined", "left_out")
    known: dict[str, Any] = {t: row[t] or "" for t in texts} | {n: row[n] or 0 for n in numbers}
    return Source(file=row["file"], **known)


def cluster_files(
    session: duckdb.DuckDBPyConnection, wanted: Sequence[Cluster]
) -> dict[str, list[str]]:
    """Return the files that published the members of each cluster; none where all are estimated."""
    rows = read(session, _FILES_OF_MEMBERS, [cluster.id for cluster in wanted]) if wanted else []
    return {row["cluster"]: row["files"] for row in rows}


_FILES_OF_MEMBERS = """
    SELECT m.cluster, list(DISTINCT d.file ORDER BY d.file) AS files
    FROM cluster_members m JOIN clusters c USING (cluster)
    JOIN cells d ON d.level = c.level AND d.region = m.region AND d.industry = m.industry
        AND d.year = m.year
    WHERE d.file IS NOT NULL AND m.cluster IN (SELECT unnest(?)) GROUP BY m.cluster
"""


def table_files(session: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    """Return the files that filled a table."""
    query = "SELECT DISTINCT file FROM files WHERE table_name = ? ORDER BY file"
    return [row["file"] for row in read(session, query, table)]


def source_line(files: Sequence[str], known: Mapping[str, Source], hidden: int | None) -> str:
    """Return the line under a figure: sources with vintage and licence, and hidden cells."""
    lines = [known[file].line for file in files if file in known]
    shown = lines[:SHOWN]
    if more := len(lines) - len(shown):
        shown.append(_("and {files}, listed under Data", files=count(more, "more file")))
    listing = in_sense("between parts", "; ").join(shown)
    said = _("Source: {files}.", files=listing or _("no file is recorded for these rows"))
    if hidden is None:
        return said
    return together(said, _("It rests on {cells}.", cells=count(hidden, "hidden cell")))


def publishers(known: Mapping[str, Source]) -> str:
    """Return who published the study's files."""
    return listed(sorted({s.by for s in known.values()} - {""}), 4)
