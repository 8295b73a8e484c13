"""What formulas accept: checked arrays, the totals they refer to, and ratios that may not exist."""

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from milieu.core.arrays import Codes, Matrix, Vector
from milieu.core.errors import UserError

SLACK = 1.0  # jobs by which a part may exceed its total: both are rounded to whole jobs


class Range(NamedTuple):
    """The lowest and the highest value, arrays of one shape."""

    low: NDArray[np.float64]
    high: NDArray[np.float64]


class Base(NamedTuple):
    """The totals that a location quotient refers to, in jobs, shaped to fit the cells."""

    region: Matrix
    industry: Matrix
    nation: float


def checked(
    values: ArrayLike,
    name: str,
    shape: tuple[int | None, ...] | None = None,
    most: float = np.inf,
) -> NDArray[np.float64]:
    """Return numbers >= 0 or NaN (unknown) as an array.

    shape   expected lengths, None where any length will do; without it any shape will do
    most    the highest possible number
    raises  UserError if the shape differs, or if a number is negative, infinite or above the most
    """
    array = np.asarray(values, dtype=np.float64)
    if shape is not None and not _fits(array.shape, shape):
        expected = " x ".join("any" if length is None else str(length) for length in shape)
        raise UserError(
            f"has shape {array.shape}, but {expected} was expected",
            where=name,
            next="Give regions as rows and industries as columns, in the same order everywhere.",
        )
    bad = (array < 0) | (array > most * (1 + 1e-9)) | np.isinf(array)
    if bad.any():
        first = tuple(int(i) for i in np.argwhere(bad)[0])
        raise UserError(
            f"is {array[first]:g}, but it must be {_allowed(most)}",
            where=f"{name}{list(first)}" if first else name,
            next="Leave the value NaN if it is not known.",
        )
    return array


def _allowed(most: float) -> str:
    return "a finite number of at least 0" if np.isinf(most) else f"between 0 and {most:g}"


def _fits(shape: tuple[int, ...], expected: tuple[int | None, ...]) -> bool:
    pairs = zip(shape, expected, strict=False)
    return len(shape) == len(expected) and all(want in (None, have) for have, want in pairs)


def cells_of(jobs: ArrayLike, name: str = "jobs") -> Matrix:
    """Return a checked matrix of shape (regions, industries)."""
    return checked(jobs, name, (None, None))


def parts_of(part: ArrayLike, whole: ArrayLike, names: tuple[str, str], slack: float = 0.0) -> None:
    """Raise a UserError where a part exceeds the total that it belongs to."""
    parts, wholes = np.broadcast_arrays(np.asarray(part), np.asarray(whole))
    bad = parts > wholes * (1 + 1e-6) + slack
    if bad.any():
        first = tuple(int(i) for i in np.argwhere(bad)[0])
        raise UserError(
            f"is {parts[first]:g}, more than its total, {names[1]} {wholes[first]:g}",
            where=f"{names[0]}{list(first)}" if first else names[0],
            next="Check that both are in the same unit and order, and of the same year.",
        )


def codes_of(codes: ArrayLike, name: str, length: int, below: int | None = None) -> Codes:
    """Return whole numbers from 0 (to below `below`) as an array of the given length."""
    array = np.asarray(codes, np.float64)
    if array.shape != (length,):
        raise UserError(
            f"has shape {array.shape}, but ({length},) was expected",
            where=name,
            next="Give one code for each value.",
        )
    whole = np.where(np.abs(array) < 2**31, array, -1).astype(np.int32)  # also NaN and infinity
    bad = (whole != array) | (whole < 0) | (whole >= (np.inf if below is None else below))
    if bad.any():
        first = int(np.argmax(bad))
        top = "" if below is None else f" to {below - 1}"
        raise UserError(
            f"is {array[first]:g}, but it must be a whole number from 0{top}",
            where=f"{name}[{first}]",
            next="Number the places or industries from 0 in the order of the totals.",
        )
    return whole


def base_of(
    jobs: Matrix,
    region_total: Vector | None,
    national: Vector | None,
    national_total: float | None,
) -> Base:
    """Return the totals as given, else the sums of the matrix.

    An unknown cell makes the sums unknown that it belongs to. Only single cells are compared with
    the totals: rows or columns may overlap (a state and its counties) if the totals are given.
    """
    regions, industries = jobs.shape
    region, industry = jobs.sum(axis=1), jobs.sum(axis=0)
    if region_total is not None:
        region = checked(region_total, "region_total", (regions,))
        parts_of(jobs, region[:, None], ("jobs", "region_total"), SLACK)
    if national is not None:
        industry = checked(national, "national", (industries,))
        parts_of(jobs, industry, ("jobs", "national"), SLACK)
    nation = _nation(region, industry, region_total, national, national_total)
    parts_of(region, nation, ("region_total", "national_total"), SLACK)
    parts_of(industry, nation, ("national", "national_total"), SLACK)
    return Base(region[:, None], industry[None, :], nation)


def _nation(
    region: Vector,
    industry: Vector,
    region_total: Vector | None,
    national: Vector | None,
    national_total: float | None,
) -> float:
    if national_total is not None:
        return float(checked(national_total, "national_total", ()))
    if region_total is not None and national is not None:
        raise UserError(
            "is missing, though region_total and national are given",
            where="national_total",
            next="Give all jobs of the nation, the base of the national shares.",
        )
    return float(industry.sum() if national is not None else region.sum())


def ratio(part: ArrayLike, whole: ArrayLike) -> NDArray[np.float64]:
    """Return part / whole; NaN where the whole is 0 or unknown, because no ratio exists there."""
    part, whole = np.broadcast_arrays(np.asarray(part, float), np.asarray(whole, float))
    out = np.full(part.shape, np.nan)
    np.divide(part, whole, out=out, where=whole > 0)
    return out


def regional_shares(jobs: Matrix, region_total: Vector | None) -> tuple[Matrix, Matrix]:
    """Return s, each industry's shares over regions, and x, those of all jobs, shape (regions, 1).

    region_total   all jobs of each region; without it the sums of the matrix
    """
    region = jobs.sum(axis=1)
    if region_total is not None:
        region = checked(region_total, "region_total", (len(jobs),))
        parts_of(jobs, region[:, None], ("jobs", "region_total"), SLACK)
    return ratio(jobs, jobs.sum(axis=0)), ratio(region, region.sum())[:, None]


def same_shape(arrays: Iterable[tuple[str, Any]]) -> tuple[NDArray[np.float64], ...]:
    """Return checked arrays that all have the shape of the first."""
    named = [(name, checked(values, name)) for name, values in arrays]
    shape = named[0][1].shape
    return tuple(checked(values, name, shape) for name, values in named)
