"""Opened: one version of a study, read by many requests at once."""

from functools import cached_property
from hashlib import sha256
from pathlib import Path

import duckdb

from milieu.study.settings import FILE
from milieu.study.study import Study

STAMPED = (FILE, "tables/ledger.json", "results/ledger.json")


class Opened:
    """A study as it is now or was known on a day; a later version is another object.

    token   changes with the study's tables, results and settings; safe in an ETag
    """

    def __init__(self, name: str, study: Study, as_of: str, token: str) -> None:
        self.name, self.study, self.as_of, self.token = name, study, as_of, token

    @cached_property
    def _shared(self) -> duckdb.DuckDBPyConnection:
        return self.study.session(self.as_of)

    def session(self) -> duckdb.DuckDBPyConnection:
        """Return a cursor of one's own over every table and result."""
        return self._shared.cursor()


def token_of(folder: Path, as_of: str) -> str:
    """Return what tells one version of a study from another."""
    stamps = [as_of]
    for name in STAMPED:
        file = folder / name
        stamps.append(str(file.stat().st_mtime_ns) if file.exists() else "-")
    return sha256("|".join(stamps).encode()).hexdigest()[:16]
