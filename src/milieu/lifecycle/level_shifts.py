"""Level shifts: jumps of a series that a new classification makes, and no growth."""

import numpy as np

from milieu.core.arrays import Mask, Matrix
from milieu.lifecycle.trajectories import Trajectories

JUMP = 0.25  # log change of jobs in one year that can be a shift, assumption L10
DEVIATIONS = 6.0  # of the growth before, beyond which a jump is out of the ordinary, assumption L10
SETTLED_YEARS = 2  # growths known before a jump of jobs alone can be told from fast growth
FIRMS_SHARE = 0.4  # of the jump that firms must show too where they are known, assumption L10
NOISE_FLOOR = 0.02  # yearly log growth; quieter series are taken as this noisy, assumption L10
PRIOR_YEARS = 3.0  # that the noise expected at this size counts for, assumption L10


def level_shifts(trajectories: Trajectories) -> Mask:
    """Return the years whose jobs jumped as only a new classification does, (clusters, years).

    Jobs change by more than `JUMP` and by more than `DEVIATIONS` times what the cluster showed
    until then. Where firms are known they must jump the same way, or the jump is real: a plant
    that closes takes its jobs along, but one firm only. A jump is judged by its own and earlier
    years; of jobs alone at least two growths must be known before. A second jump in a row is no
    shift but growth or decline.
    """
    jobs = trajectories["jobs"]
    growth = _one_year_growth(jobs)
    jump = _beyond_ordinary(growth, jobs)
    firms = _one_year_growth(trajectories["firms"])
    along = (np.sign(firms) == np.sign(growth)) & (np.abs(firms) > FIRMS_SHARE * np.abs(growth))
    many = np.nan_to_num(trajectories["firms"], nan=99.0) * np.abs(np.nan_to_num(growth)) > 3
    settled = np.cumsum(np.isfinite(growth), axis=1) > SETTLED_YEARS
    shift = jump & np.where(np.isfinite(firms), along & many, settled)
    shift[:, 1:] &= ~shift[:, :-1]
    return shift


def _one_year_growth(levels: Matrix) -> Matrix:
    positive = np.where(levels > 0, levels, np.nan)
    return np.diff(np.log(positive), axis=1, prepend=np.nan)


def _beyond_ordinary(growth: Matrix, jobs: Matrix) -> Mask:
    """Return the years whose growth is far from the median growth of the years before."""
    out = np.zeros(growth.shape, bool)
    size = np.where(jobs > 0, jobs, np.nan)
    for year in range(1, growth.shape[1]):
        before = growth[:, 1:year]
        middle, noise = _ordinary(before, size[:, year - 1])
        distance = np.abs(growth[:, year] - middle)
        out[:, year] = (distance > JUMP) & (distance > DEVIATIONS * noise)
    return out


def _ordinary(before: Matrix, size: Matrix) -> tuple[Matrix, Matrix]:
    """Return the median growth of earlier years and a deviation shrunken to that of the size."""
    expected = np.sqrt(NOISE_FLOOR**2 + 1.0 / np.nan_to_num(size, nan=100.0))
    known = np.isfinite(before)
    count = known.sum(axis=1)
    if not count.any():
        return np.zeros(len(size)), expected
    filled = np.where(count[:, None] > 0, before, 0.0)
    middle = np.nanmedian(filled, axis=1)
    spread = 1.4826 * np.nanmedian(np.abs(filled - middle[:, None]), axis=1)
    variance = (PRIOR_YEARS * expected**2 + count * spread**2) / (PRIOR_YEARS + count)
    return np.where(count > 0, middle, 0.0), np.sqrt(np.maximum(variance, NOISE_FLOOR**2))
