"""Similarity of industries: where they are, what they buy from each other, whom they employ."""

import numpy as np

from milieu.core.arrays import Matrix
from milieu.core.errors import UserError
from milieu.indicators.inputs import cells_of, checked, ratio


def co_location(counts: Matrix) -> Matrix:
    """Return the correlation over regions of each two industries.

    LC[i, j] = corr_r(counts[r, i], counts[r, j])
    (Delgado, Porter and Stern (2016), Journal of Economic Geography 16(1))

    counts   jobs or establishments, shape (regions, industries), all >= 0; with occupations as
             rows it is the occupation correlation
    return   shape (industries, industries), -1 to 1; NaN where an industry has the same number
             everywhere or a cell of it is unknown
    raises   UserError if a number is negative or the shape is wrong

    Large regions have more of everything, so that most pairs correlate: only the order tells.
    """
    counts = cells_of(counts, "counts")
    if not len(counts):
        return np.full((counts.shape[1], counts.shape[1]), np.nan)
    apart = counts - counts.mean(axis=0)
    length = np.sqrt((apart**2).sum(axis=0))
    # a mean that is not a whole number leaves differences of rounding in a constant column
    unit = ratio(apart, np.where(length > 1e-12 * np.abs(counts).sum(axis=0), length, np.nan))
    return np.asarray(np.clip(unit.T @ unit, -1, 1))


def input_output_share(flows: Matrix) -> Matrix:
    """Return the largest of the four shares by which two industries depend on each other.

    IO[i, j] = max(f[i, j]/sum_k f[k, j], f[i, j]/sum_k f[i, k], f[j, i]/sum_k f[k, i],
                   f[j, i]/sum_k f[j, k])
    (Delgado, Porter and Stern (2016), Journal of Economic Geography 16(1))

    flows    what industry i (row) sells to j (column), any money, shape (industries, industries),
             all >= 0
    return   same shape, symmetric, 0 to 1; the diagonal is the share of an industry's flows with
             itself; NaN where neither has flows or one that counts is unknown
    raises   UserError if a number is negative or the shape is not square
    """
    flows = checked(flows, "flows", (len(flows), len(flows)))
    bought, sold = ratio(flows, flows.sum(axis=0)), ratio(flows, flows.sum(axis=1, keepdims=True))
    unknown = np.isnan(flows.sum(axis=0) + flows.sum(axis=1))
    largest = np.fmax(bought, sold)
    largest = np.fmax(largest, largest.T)
    largest[unknown[:, None] | unknown[None, :]] = np.nan
    return np.asarray(largest)


def mean_similarity(*similarities: Matrix) -> Matrix:
    """Return the mean of several similarities after each is standardized.

    S[i, j] = mean over the matrices of (s[i, j] - mean s) / sd s, over the pairs i != j
    (Delgado, Porter and Stern (2016), Journal of Economic Geography 16(1))

    similarities   such as co_location(jobs), co_location(establishments),
                   pairwise_coagglomeration(jobs), input_output_share(flows), each symmetric, shape
                   (industries, industries)
    return         same shape, symmetric; the mean of the matrices that know the pair; NaN where
                   none does, and on the diagonal; a matrix without variation is left out
    raises         UserError if shapes differ or a matrix is not symmetric
    """
    if not similarities:
        raise UserError("is empty", where="similarities", next="Give at least one matrix.")
    sums = np.zeros_like(np.asarray(similarities[0], np.float64))
    known = np.zeros(sums.shape)
    for number, matrix in enumerate(similarities):
        standard = _standardized(matrix, sums.shape, f"similarities[{number}]")
        there = ~np.isnan(standard)
        sums[there] += standard[there]
        known += there
    return ratio(sums, known)


def _standardized(matrix: Matrix, shape: tuple[int, ...], name: str) -> Matrix:
    matrix = np.array(matrix, np.float64)
    square = matrix.ndim == 2 and matrix.shape == shape and shape[0] == shape[1]
    if not square or not np.allclose(matrix, matrix.T, equal_nan=True, atol=1e-9):
        raise UserError(
            f"of shape {matrix.shape} is not a symmetric matrix of the industries",
            where=name,
            next="Give the industries in the same order in all matrices.",
        )
    np.fill_diagonal(matrix, np.nan)
    known = matrix[~np.isnan(matrix)]
    if len(known) == 0 or known.std() <= 1e-12 * np.abs(known).max():
        return np.full(shape, np.nan)
    return np.asarray((matrix - known.mean()) / known.std())
