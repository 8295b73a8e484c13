"""What an indicator may see of a year: the cells of real places and industries, and the rest."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from milieu.core.arrays import Mask, Matrix, Vector
from milieu.core.cells import Cells
from milieu.indicators.knowledge_intensive_services import knowledge_intensive
from milieu.study.matrices import ELSEWHERE, Slice
from milieu.study.step import Work

INNOVATION = ("patents", "firms", "patenting_firms", "rd_unit_firms", "rd_active_firms")


@dataclass(frozen=True)
class View:
    """A slice without the jobs that lie in no region or no industry; these are in the totals.

    first   the first year of the study, with which changes are compared
    """

    work: Work
    slice: Slice
    first: Slice

    @cached_property
    def cells(self) -> Cells:
        """Return the cells of places and industries."""
        return _part(self.slice)

    @cached_property
    def ranges(self) -> tuple[Matrix, Matrix]:
        """Return low and high of each cell's own 80 % range."""
        one = self.slice
        inside = np.ix_(one.place, one.kind)
        return one.range_low[inside], one.range_high[inside]

    @cached_property
    def totals(self) -> dict[str, Any]:
        """Return all jobs of each region, of each industry in the nation, and of the nation."""
        return _totals(self.slice)

    @cached_property
    def room(self) -> dict[str, Any]:
        """Return totals for formulas over draws; none where the level parts the nation itself.

        Draws of another level may exceed what was estimated for the nation: the totals give way.
        """
        if self.slice.place.all() or ELSEWHERE not in self.slice.cells.regions:
            return {}
        totals = dict(self.totals)
        looks = [self.cells.jobs] + [self.cells.drawn(n) for n in range(len(self.cells.draws))]
        for name, axis in (("region_total", 1), ("national", 0)):
            totals[name] = np.maximum(totals[name], np.max([x.sum(axis) for x in looks], axis=0))
        totals["national_total"] = max(totals["national_total"], float(totals["national"].sum()))
        return totals

    @cached_property
    def arrays(self) -> dict[str, Any]:
        """Return what formulas may need beside the jobs, as far as the study has it."""
        given: dict[str, Any] = {"group": self._groups(), **self._innovation()}
        herfindahl = self._herfindahl_of_firms()
        if herfindahl is not None:
            given["herfindahl"] = herfindahl
        given["knowledge_intensive"] = self._knowledge_intensive()
        if self.slice.cells.year != self.first.cells.year:
            before = _totals(self.first)
            given |= {
                "jobs_before": _part(self.first).jobs,
                "jobs_after": self.cells.jobs,
                "national_before": before["national"],
                "national_after": self.totals["national"],
            }
        return {name: value for name, value in given.items() if value is not None}

    def _groups(self) -> np.ndarray | None:
        """Return the number of the class above each industry; None where the scheme has none."""
        parent = self.work.frame.industries.parent
        above = [parent(code) or "" for code in self.cells.industries]
        names = sorted(set(above))
        if names == [""]:
            return None
        return np.array([names.index(name) for name in above], np.int32)

    def _knowledge_intensive(self) -> Mask | None:
        scheme = self.work.settings.industries.scheme
        if scheme == "plain":  # codes of one's own say nothing about what is made
            return None
        return knowledge_intensive(self.cells.industries, scheme)

    def _herfindahl_of_firms(self) -> Vector | None:
        """Return the concentration of each industry on firms in the year, None without firms."""
        year = self.cells.year
        rows = self.work.session.execute(
            "SELECT industry, sum(jobs * jobs) / (sum(jobs) * sum(jobs)) FROM firms "
            "WHERE jobs > 0 AND coalesce(opened, 0) <= ? AND coalesce(closed, 9999) > ? "
            "AND industry IS NOT NULL GROUP BY industry",
            [year, year],
        ).fetchall()
        if not rows:
            return None
        canonical = self.work.frame.industries.canonical
        of = {canonical(industry): value for industry, value in rows}
        return np.array([of.get(industry, np.nan) for industry in self.cells.industries])

    def _innovation(self) -> dict[str, Matrix]:
        rows = self.work.session.execute(
            f"SELECT region, industry, {', '.join(INNOVATION)} FROM innovation WHERE year = ?",
            [self.cells.year],
        ).fetchall()
        if not rows:
            return {}
        frame = self.work.frame
        row = {code: at for at, code in enumerate(self.cells.regions)}
        column = {code: at for at, code in enumerate(self.cells.industries)}
        arrays = {name: np.full(self.cells.jobs.shape, np.nan) for name in INNOVATION}
        for region, industry, *values in rows:
            at = (
                row.get(frame.regions.canonical(region)),
                column.get(frame.industries.canonical(industry)),
            )
            if None not in at:
                for name, value in zip(INNOVATION, values, strict=True):
                    arrays[name][at] = np.nan if value is None else value
        return arrays


def _totals(one: Slice) -> dict[str, Any]:
    national = one.cells.jobs.sum(axis=0)
    return {
        "region_total": one.cells.jobs.sum(axis=1)[one.place],
        "national": national[one.kind],
        "national_total": float(national.sum()),
    }


def _part(one: Slice) -> Cells:
    """Return the cells of places and industries; hidden cells lie in these only."""
    cells, inside = one.cells, np.ix_(one.place, one.kind)
    row, column = _numbers(one.place), _numbers(one.kind)
    draws = replace(cells.draws, row=row[cells.draws.row], column=column[cells.draws.column])
    kept = (draws.row >= 0) & (draws.column >= 0)
    if not kept.all():
        draws = replace(
            draws, row=draws.row[kept], column=draws.column[kept], jobs=draws.jobs[:, kept]
        )
    return replace(
        cells,
        regions=tuple(np.array(cells.regions, object)[one.place]),
        industries=tuple(np.array(cells.industries, object)[one.kind]),
        jobs=cells.jobs[inside],
        low=cells.low[inside],
        high=cells.high[inside],
        hidden=cells.hidden[inside],
        establishments=cells.establishments[inside],
        draws=draws,
    )


def _numbers(kept: Mask) -> np.ndarray:
    """Return the new position of each old one, -1 where it is not kept."""
    return np.where(kept, np.cumsum(kept) - 1, -1).astype(np.int32)
