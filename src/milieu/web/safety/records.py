"""Records: the one file that holds accounts, sessions and tokens."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Lock

FILE = "people.sqlite"
WAIT = 5.0  # seconds for another process that writes
SCHEMA = """
    PRAGMA journal_mode = WAL;
    CREATE TABLE IF NOT EXISTS accounts (
        name TEXT PRIMARY KEY, role TEXT NOT NULL, password TEXT NOT NULL, made REAL NOT NULL);
    CREATE TABLE IF NOT EXISTS sessions (
        hash TEXT PRIMARY KEY, name TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
        began REAL NOT NULL, seen REAL NOT NULL, address TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS tokens (
        id INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
        label TEXT NOT NULL, role TEXT NOT NULL, made REAL NOT NULL, ends REAL NOT NULL);
"""


class Records:
    """A file of SQLite in the server's own folder, readable by its owner alone."""

    def __init__(self, state: Path) -> None:
        self.file = state / FILE
        self._reading: sqlite3.Connection | None = None
        self._turn = Lock()

    @property
    def exist(self) -> bool:
        """Return whether anything was ever recorded; asking makes no file."""
        return self.file.exists()

    def first(self, query: str, *values: object) -> sqlite3.Row | None:
        """Return the first row of a query, None where there is none or nothing is recorded.

        It is asked with every request, so one connection stays open for it.
        """
        if not self.exist:
            return None
        with self._turn:
            if self._reading is None:
                self._reading = self._connected(check_same_thread=False)
            found: sqlite3.Row | None = self._reading.execute(query, values).fetchone()
            return found

    @contextmanager
    def open(self) -> Iterator[sqlite3.Connection]:
        """Give a connection whose changes are kept together, or none of them."""
        if not self.exist:
            self._make()
        with closing(self._connected()) as opened:
            opened.execute("BEGIN")
            with opened:
                yield opened

    def _connected(self, *, check_same_thread: bool = True) -> sqlite3.Connection:
        opened = sqlite3.connect(
            self.file, timeout=WAIT, isolation_level=None, check_same_thread=check_same_thread
        )
        opened.row_factory = sqlite3.Row
        opened.execute("PRAGMA foreign_keys = ON")
        opened.execute("PRAGMA synchronous = NORMAL")  # enough with a log written ahead
        return opened

    def _make(self) -> None:
        self.file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.file.touch(mode=0o600)
        with closing(sqlite3.connect(self.file, timeout=WAIT)) as opened:
            opened.executescript(SCHEMA)
