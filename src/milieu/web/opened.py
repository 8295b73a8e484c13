"""Opened: one version of a study, read by many requests at once."""

from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from threading import Lock, RLock
from typing import Any, TypeVar

import duckdb

from milieu import __version__
from milieu.core.database import quoted
from milieu.core.language import language
from milieu.report.content import Content
from milieu.report.drawing import Drawings
from milieu.report.lots import Lots, held_lots
from milieu.report.reading import read
from milieu.study.lab.grounds import Grounds
from milieu.study.settings import FILE
from milieu.study.study import Study
from milieu.web.freshness import stale_steps

TABLES = (FILE, "tables/ledger.json")  # files that change with tables and settings
RESULTS = "results/ledger.json"
Kept = TypeVar("Kept")


class Opened:
    """A study as it is now or was known on a day; a later version is another object.

    token   changes with the study's tables, results and settings; safe in an ETag
    """

    def __init__(self, name: str, study: Study, as_of: str, token: str) -> None:
        self.name, self.study, self.as_of, self.token = name, study, as_of, token
        self._lock = Lock()
        self._locks: dict[tuple[object, ...], RLock] = {}  # type: ignore[valid-type]
        self._kept: dict[tuple[object, ...], Any] = {}

    def session(self) -> duckdb.DuckDBPyConnection:
        """Return a cursor of one's own over every table and result."""
        shared = self.kept("session", self._session)
        with self._lock:  # a connection that is asked by two threads at once refuses
            return shared.cursor()

    def kept(self, name: str, make: Callable[[], Kept], *of: object) -> Kept:
        """Return what was made once for this version and is shared by all requests.

        name, of   what it is, and of what; two requests for the same wait for one making
        """
        key = (name, *of)
        if key not in self._kept:
            with self._lock:
                turn = self._locks.setdefault(key, RLock())
            with turn:
                if key not in self._kept:
                    self._kept[key] = make()
        found: Kept = self._kept[key]
        return found

    @property
    def content(self) -> Content:
        """Return what all pages rest on, in the language spoken."""
        return self.kept("content", self._content, language())

    @property
    def lots(self) -> Lots:
        """Return the rows of all clusters, by cluster."""
        return self.kept("lots", lambda: held_lots(self.session(), self.content.clusters))

    @property
    def grounds(self) -> Grounds:
        """Return what is known of each cluster before a policy is tried."""
        return self.kept("lab grounds", lambda: Grounds(self.study, self.session()))

    @property
    def stale(self) -> list[str]:
        """Return the steps whose results are older than the tables they rest on."""
        return self.kept("stale", lambda: stale_steps(self.study, self.as_of))

    @property
    def days(self) -> list[str]:
        """Return the days on which something was added, the newest first."""
        return self.kept("days", self._days)

    @property
    def licences(self) -> list[str]:
        """Return the licences of the files that were added, by name."""

        def make() -> list[str]:
            rows = read(self.session(), "SELECT DISTINCT licence FROM files WHERE licence <> ''")
            return sorted(row["licence"] for row in rows)

        return self.kept("licences", make)

    @property
    def is_read(self) -> bool:
        """Return whether pages of clusters can be made without a wait."""
        return ("lots",) in self._kept

    def _days(self) -> list[str]:
        return sorted({entry.time[:10] for entry in self.study.store.tables.entries()})[::-1]

    def _session(self) -> duckdb.DuckDBPyConnection:
        session = self.study.session(self.as_of)
        _share(session)
        return session

    def _content(self) -> Content:
        return Content(self.study, self.session(), Drawings(), self.as_of)


def _share(session: duckdb.DuckDBPyConnection) -> None:
    """Make the empty results of a session, which only it sees, into tables that cursors see too."""
    query = "SELECT view_name FROM duckdb_views() WHERE temporary AND NOT internal"
    for (name,) in session.execute(query).fetchall():
        session.execute(f"CREATE TABLE memory.main.{quoted(name)} AS FROM temp.{quoted(name)}")
        session.unregister(name)


def token_of(folder: Path, as_of: str) -> str:
    """Return what tells one version of a study from another."""
    past = (f"results_as_of/{as_of}/ledger.json",) if as_of else ()
    stamps = [__version__, as_of, *_stamps(folder, (*TABLES, RESULTS, *past))]
    return sha256("|".join(stamps).encode()).hexdigest()[:16]


def tables_stamp(folder: Path) -> list[str]:
    """Return what changes with a study's tables and settings, but not with its results."""
    return _stamps(folder, TABLES)


def _stamps(folder: Path, names: Sequence[str]) -> list[str]:
    """Return when files were changed last; "-" for one that is not there."""
    stamps = []
    for name in names:
        try:
            stamps.append(str((folder / name).stat().st_mtime_ns))
        except OSError:
            stamps.append("-")
    return stamps
