"""A panel: many short yearly series, each of one region and one industry."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Mask, Matrix, Vector
from milieu.core.errors import UserError, unknown_name

KINDS = ("count", "ratio")
LEAST_YEARS = 6
"""Known years below which a series is not foreseen; assumption O1."""
OLDEST_KNOWN = 3
"""Years by which the last known year may lie behind the origin; assumption O1."""

Code = int | str
Groups = NDArray[np.intp]


@dataclass(frozen=True)
class Panel:
    """Series through consecutive years. Unknown is NaN, and never zero.

    values      at least 0, shape (series, years)
    years       consecutive and ascending, shape (years,); the last one is the origin
    regions     code of each series' region, shape (series,); all alike where there is one
    industries  code of each series' industry, the same
    kind        "count" (jobs, firms, patents, output: sums have a meaning) or "ratio" (wages)
    breaks      True where the change from the year before is one of definitions, not of the
                economy; shape (series, years); None where there is none
    """

    values: Matrix
    years: NDArray[np.int64]
    regions: NDArray[np.intp]
    industries: NDArray[np.intp]
    kind: str = "count"
    breaks: Mask | None = None

    @staticmethod
    def of(
        values: Matrix,
        years: Sequence[int] | NDArray[np.int64] | None = None,
        regions: Sequence[Code] | None = None,
        industries: Sequence[Code] | None = None,
        *,
        kind: str = "count",
        breaks: Mask | None = None,
    ) -> "Panel":
        """Return a checked panel; codes may be numbers or texts and may be left out.

        UserError says what does not fit: shapes, years, a negative or an infinite value.
        """
        table = np.array(values, np.float64)
        if table.ndim != 2:
            raise UserError("has not two axes", where="values", next="Give (series, years).")
        number, length = table.shape
        when = np.arange(length) if years is None else np.asarray(years, np.int64)
        _check_values(table)
        _check_years(when, length)
        if kind not in KINDS:
            raise unknown_name("kind of values", kind, KINDS)
        if breaks is not None and np.shape(breaks) != table.shape:
            raise UserError(
                "has not the shape of the values", where="breaks", next="Give one per value."
            )
        return Panel(
            table,
            when,
            dense(regions, number, "regions"),
            dense(industries, number, "industries"),
            kind,
            None if breaks is None else np.asarray(breaks, np.bool_),
        )

    def until(self, year: int) -> "Panel":
        """Return what there is up to a year, inclusive."""
        upto = self.years <= year
        return replace(
            self,
            values=self.values[:, upto],
            years=self.years[upto],
            breaks=None if self.breaks is None else self.breaks[:, upto],
        )

    def of_series(self, at: NDArray[np.intp] | Sequence[int]) -> "Panel":
        """Return some of the series, by position."""
        rows = np.asarray(at, np.intp)
        return replace(
            self,
            values=self.values[rows],
            regions=self.regions[rows],
            industries=self.industries[rows],
            breaks=None if self.breaks is None else self.breaks[rows],
        )

    def reasons(self) -> list[str]:
        """Return for each series why it can not be foreseen; "" where it can."""
        known = np.isfinite(self.values)
        number = known.sum(axis=1)
        last = np.where(known, self.years, self.years[:1] - 1).max(axis=1, initial=-(10**9))
        return [self._reason(int(n), int(year)) for n, year in zip(number, last, strict=True)]

    def _reason(self, known_years: int, last: int) -> str:
        if known_years == 0:
            return "nothing is known of it"
        if known_years < LEAST_YEARS:
            return f"only {known_years} years are known, and {LEAST_YEARS} are needed"
        if self.years[-1] - last > OLDEST_KNOWN:
            return (
                f"nothing is known after {last}, more than {OLDEST_KNOWN} years before the origin"
            )
        return ""


def last_known(values: Matrix) -> Vector:
    """Return the last known value of each series, NaN where there is none."""
    known = np.isfinite(values)
    at = values.shape[1] - 1 - np.argmax(known[:, ::-1], axis=1)
    last: Vector = values[np.arange(len(values)), at]
    return last


def _check_values(table: Matrix) -> None:
    for bad, what in ((np.isinf(table), "is not finite"), (table < 0, "is below 0")):
        if bad.any():
            series, year = (int(x) for x in np.argwhere(bad)[0])
            raise UserError(
                f"{table[series, year]:g} {what}",
                where=f"series {series}, year {year} (both counted from 0)",
                next="Give values of at least 0, and NaN where a value is unknown.",
            )


def _check_years(years: NDArray[np.int64], length: int) -> None:
    if years.shape != (length,) or length == 0 or (np.diff(years) != 1).any():
        raise UserError(
            f"are not {length} consecutive years" if length else "are none",
            where="years",
            next="Put in the missing years with unknown values, and each year once.",
        )


def dense(
    codes: Sequence[Code] | NDArray[np.integer] | None, number: int, name: str
) -> NDArray[np.intp]:
    """Return codes as numbers from 0 in ascending order; all 0 where there are none."""
    if codes is None:
        return np.zeros(number, np.intp)
    if len(codes) != number:
        raise UserError(
            f"are {len(codes)}, but there are {number} series", where=name, next="Give one each."
        )
    given = np.asarray(codes)
    if given.dtype == object:  # numbers and texts mixed
        given = given.astype(str)
    return np.unique(given, return_inverse=True)[1].astype(np.intp)
