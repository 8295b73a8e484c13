"""Surroundings: what the figures of a study's structure have in common."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from shlex import quote
from typing import Any

import duckdb

from milieu.core.language import _
from milieu.report.reading import Cluster, Frame, read
from milieu.report.words import capital

NARROW, WIDE = 330, 540  # pixels of a drawing on a phone, and in one of two columns

LEVEL = """
    SELECT level, max(year) AS year FROM cells GROUP BY level HAVING count(DISTINCT region) > 2
    ORDER BY sum(coalesce(jobs_high, jobs)) DESC, level LIMIT 1
"""
JOBS = "coalesce(jobs, (coalesce(jobs_low, least) + coalesce(jobs_high, most)) / 2)"


@dataclass(frozen=True)
class Surroundings:
    """A session and what is known around its results.

    source    the line under a figure that rests on this table
    here      codes of the industries in which the study has a cluster today
    """

    session: duckdb.DuckDBPyConnection
    names: Frame
    source: Callable[[str], str]
    study: str
    asking: str
    here: frozenset[str]

    def rows(self, query: str, *values: object) -> list[dict[str, Any]]:
        """Return the rows of a query; none if a result it needs is not built."""
        return read(self.session, query, *values)

    def first_level(self) -> tuple[str, int] | None:
        """Return the level with most jobs that has several regions, and its last year."""
        found = self.rows(LEVEL)
        return (found[0]["level"], found[0]["year"]) if found else None

    def jobs(self, level: str, year: int) -> Mapping[str, float]:
        """Return the jobs of each industry; a range counts with its middle."""
        query = f"""SELECT industry, sum({JOBS}) AS jobs FROM cells
            WHERE level = ? AND year = ? GROUP BY industry"""
        return {row["industry"]: row["jobs"] or 0.0 for row in self.rows(query, level, year)}

    def industry(self, code: str) -> str:
        """Return an industry's name as a figure writes it."""
        return capital(self.names.industry_name(code))

    def command(self, result: str, **only: object) -> str:
        """Return the command that gives the same rows."""
        parts = "".join(f" --only {name}={quote(str(value))}" for name, value in only.items())
        return f"milieu show {self.study} {result}{parts}{self.asking}"


def industries_of(clusters: Iterable[Cluster]) -> frozenset[str]:
    """Return the codes of the industries of clusters."""
    return frozenset(code for one in clusters for code in one.industries.split())


def here(cluster: bool) -> str:
    """Return in words whether the study has a cluster in an industry."""
    return _("yes") if cluster else _("no")
