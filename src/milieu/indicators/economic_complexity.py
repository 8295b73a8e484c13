"""Economic complexity: which regions do what only regions like them can do."""

from typing import NamedTuple

import numpy as np
from scipy.linalg import eigh
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from milieu.core.arrays import Matrix, Vector
from milieu.core.errors import UserError
from milieu.indicators.declare import indicator
from milieu.indicators.inputs import ratio
from milieu.indicators.proximity import specialized

LEAST_CORRELATION = 0.2  # methods.md: below it the sign of the index is not defined
TIE = 1e-9  # eigenvalues closer than this are one: their vectors are not determined


class EconomicComplexity(NamedTuple):
    """The index of each region and what its sign rests on, shape (regions,).

    complexity   mean 0, standard deviation 1 over the regions
    diversity    number of industries that the region is specialized in
    sign_known   1 if the index may be read as high and low, 0 if its sign is arbitrary because it
                 hardly correlates with what it should rise with; the same for all regions
    """

    complexity: Vector
    diversity: Vector
    sign_known: Vector


class Scores(NamedTuple):
    """Scores of regions and of industries (NaN where left out), and whether their sign is known."""

    regions: Vector
    industries: Vector
    diversity: Vector
    sign_known: bool


@indicator(
    of="region",
    unit="standard deviation",
    source="Hidalgo and Hausmann (2009), PNAS 106(26); Mealy, Farmer and Teytelboym (2019)",
    part="complexity",
)
def economic_complexity(
    jobs: Matrix,
    rising_with: Vector | None = None,
    industry_scores: Vector | None = None,
) -> EconomicComplexity:
    """Return the economic complexity index of regions.

    ECI = second eigenvector of D_r^-1 M D_i^-1 M', M = 1(LQ >= 1), D the row and column sums

    It sorts regions by likeness of what they are specialized in; that the top is "complex" is a
    reading. The eigenvector is found through the symmetric D_r^-1/2 M D_i^-1 M' D_r^-1/2.

    jobs              persons employed, shape (regions, industries), all >= 0
    rising_with       score of each region with which the index shall rise, shape (regions,);
                      without it the diversity. If they correlate by less than 0.2, the sign is
                      undefined and sign_known 0
    industry_scores   scores of the industries in a base year, shape (industries,), such as
                      product_complexity. If given, ECI[r] = mean of the scores of the region's
                      industries, not standardized and its sign that of the scores: only so are
                      years comparable
    return            NaN for a region without jobs (or none with a score); all NaN if a cell is
                      unknown, since every value rests on all, and where all regions are alike or
                      the second eigenvector is not unique
    raises            UserError if regions fall into groups that share no industry: there is no
                      common order of them; or if a number is negative or a shape is wrong

    The matrix is taken for the whole nation; with other totals use specialized and scores.
    """
    at_home = specialized(jobs).astype(np.float64)
    if industry_scores is not None:
        return _with_fixed_scores(
            at_home, _any_numbers(industry_scores, "industry_scores", at_home.shape[1])
        )
    found = scores(at_home, rising_with)
    known = np.full(len(at_home), float(found.sign_known))
    return EconomicComplexity(found.regions, found.diversity, known)


def _with_fixed_scores(at_home: Matrix, industry_scores: Vector) -> EconomicComplexity:
    scored = ~np.isnan(industry_scores)
    sums, counts = at_home[:, scored] @ industry_scores[scored], at_home[:, scored].sum(axis=1)
    return EconomicComplexity(ratio(sums, counts), at_home.sum(axis=1), np.ones(len(at_home)))


def scores(at_home: Matrix, rising_with: Vector | None = None) -> Scores:
    """Return scores of regions and industries from M, each standardized; as economic_complexity."""
    regions, industries = at_home.shape
    diversity = at_home.sum(axis=1)
    nothing = Scores(np.full(regions, np.nan), np.full(industries, np.nan), diversity, False)
    rows, columns = np.flatnonzero(diversity), np.flatnonzero(at_home.sum(axis=0))
    if np.isnan(diversity).any() or min(len(rows), len(columns)) < 2:
        return nothing
    present = at_home[np.ix_(rows, columns)]
    _refuse_pieces(present)
    pair = _second_pair(present)
    if pair is None:
        return nothing
    target = diversity
    if rising_with is not None:
        target = _any_numbers(rising_with, "rising_with", regions)
    correlation = _correlation(pair[0], target[rows])
    sign = -1.0 if correlation < 0 else 1.0
    nothing.regions[rows], nothing.industries[columns] = sign * pair[0], sign * pair[1]
    return nothing._replace(sign_known=abs(correlation) >= LEAST_CORRELATION)


def _any_numbers(values: Vector, name: str, length: int) -> Vector:
    """Return an array of numbers of any sign."""
    array = np.asarray(values, np.float64)
    if array.shape != (length,):
        raise UserError(
            f"has shape {array.shape}, but ({length},) was expected",
            where=name,
            next="Give one number for each, NaN where it is not known.",
        )
    return array


def _refuse_pieces(present: Matrix) -> None:
    number, piece = connected_components(csr_array(present @ present.T), directed=False)
    if number > 1:
        sizes = ", ".join(str(n) for n in sorted(np.bincount(piece).tolist(), reverse=True)[:5])
        raise UserError(
            f"falls into {number} groups of regions ({sizes}) that share no industry, so no index "
            "orders them all",
            where="jobs",
            next="Leave out the small groups, or use coarser industries.",
        )


def _second_pair(present: Matrix) -> tuple[Vector, Vector] | None:
    """Return the second eigenvector for rows and columns, standardized; None if there is none."""
    by_row, by_column = present.sum(axis=1), present.sum(axis=0)
    balanced = present / np.sqrt(np.outer(by_row, by_column))
    flat = len(present) > present.shape[1]
    small = balanced.T @ balanced if flat else balanced @ balanced.T
    size = len(small)
    values, vectors = eigh(small, subset_by_index=(max(size - 3, 0), size - 1))
    if values[-2] < TIE or (size > 2 and values[-2] - values[-3] < TIE):
        return None
    vector = vectors[:, -2]
    row, column = (balanced @ vector, vector) if flat else (vector, balanced.T @ vector)
    row, column = row / np.sqrt(by_row), column / np.sqrt(by_column)
    return (row - row.mean()) / row.std(), (column - column.mean()) / column.std()


def _correlation(one: Vector, other: Vector) -> float:
    """Return the correlation over the known values; 0 if one does not vary."""
    known = ~np.isnan(one + other)
    if known.sum() < 2 or np.ptp(one[known]) == 0 or np.ptp(other[known]) == 0:
        return 0.0
    return float(np.corrcoef(one[known], other[known])[0, 1])
