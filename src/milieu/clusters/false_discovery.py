"""False discovery rate: which of many small chances to believe."""

import numpy as np

from milieu.core.arrays import Mask, Matrix


def discoveries(chance: Matrix, rate: float) -> Mask:
    """Return which tests of each column are believed (Benjamini and Hochberg 1995).

    Of m chances in ascending order all up to the last with chance(k) <= rate k / m are believed;
    among them the expected share of false ones is at most the rate.

    chance   0 to 1, shape (tests, columns); NaN where nothing could be tested
    rate     0 to 1
    return   same shape; False where nothing could be tested
    """
    if chance.size == 0:
        return np.zeros(chance.shape, bool)
    ascending = np.sort(chance, axis=0)  # NaN last
    tests = (~np.isnan(chance)).sum(axis=0)
    place = np.arange(1, len(chance) + 1)[:, None]
    believed = np.where(ascending * tests <= rate * place, ascending, -1.0)
    return np.asarray(chance <= believed.max(axis=0))
