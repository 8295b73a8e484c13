"""How alike two clusters are, each in some year, by the way that led there.

Every feature is measured in its own robust deviations over all clusters and years. The distance
is the root of the weighted mean of squared differences over the features known of both.
"""

import numpy as np

from milieu.core.arrays import Matrix, Vector
from milieu.lifecycle.trajectories import Trajectories

PATH_YEARS = 7  # years before the present one that the path looks back, assumption A7
GROWTH_YEARS = 3  # over which growth is taken, assumption A7
PATH, GROWTH, AGAINST_NATION, SIZE, STAGE = 2.0, 1.0, 1.0, 1.0, 2.0  # weights, assumption A7
FARTHEST = 4.0  # deviations beyond which a feature is no farther, assumption A7
NORMAL_MAD = 1.4826  # standard deviations in a median absolute deviation of the normal


def traits(known: Trajectories, stages: Matrix | None) -> tuple[Matrix, Vector]:
    """Return standardized features, shape (clusters, years, features), NaN unknown, and weights.

    ln jobs 1 to 7 years ago less now; yearly growth of three years, and less the nation's;
    ln jobs; probabilities of the stages
    """
    log_jobs, relative = _logs(known)
    path = [lagged(log_jobs, back) - log_jobs for back in range(1, PATH_YEARS + 1)]
    growth = [(s - lagged(s, GROWTH_YEARS)) / GROWTH_YEARS for s in (log_jobs, relative)]
    parts = [*path, *growth, log_jobs]
    weights = [PATH / PATH_YEARS] * PATH_YEARS + [GROWTH, AGAINST_NATION, SIZE]
    if stages is not None:
        parts += [stages[:, :, k] for k in range(stages.shape[2])]
        weights += [STAGE / stages.shape[2]] * stages.shape[2]
    return _standard(np.stack(parts, axis=2)), np.array(weights)


def _logs(known: Trajectories) -> tuple[Matrix, Matrix]:
    log = [np.log(np.where(known[m] > 0, known[m], np.nan)) for m in ("jobs", "nation_jobs")]
    return log[0], log[0] - log[1]


def lagged(values: Matrix, years: int) -> Matrix:
    """Return the values of so many years before, NaN where there is none."""
    out = np.full_like(values, np.nan)
    if years < values.shape[1]:
        out[:, years:] = values[:, : values.shape[1] - years]
    return out


def _standard(features: Matrix) -> Matrix:
    """Return features in robust deviations about their medians, cut at 4."""
    for k in range(features.shape[2]):
        seen = features[:, :, k][np.isfinite(features[:, :, k])]
        if not seen.size:
            continue
        middle = np.median(seen)
        deviation = NORMAL_MAD * np.median(np.abs(seen - middle)) or seen.std() or 1.0
        features[:, :, k] = np.clip((features[:, :, k] - middle) / deviation, -FARTHEST, FARTHEST)
    return features


def squared_distances(left: Matrix, right: Matrix, weights: Vector) -> Matrix:
    """Return weighted mean squared differences of all pairs, shape (left, right).

    sum_f w m_a m_b (a - b)^2 / sum_f w m_a m_b,  m 1 where known; infinite where less than half
    of the weight is known of both. Single precision: it only ranks.

    left, right   features, shapes (left, features) and (right, features), NaN unknown
    """
    known = [np.isfinite(side).astype(np.float32) for side in (left, right)]
    a, b = (np.nan_to_num(side).astype(np.float32) for side in (left, right))
    w = weights.astype(np.float32)
    first = np.concatenate([w * a**2, w * known[0], -2 * w * a], axis=1)
    second = np.concatenate([known[1], b**2, b], axis=1)
    total = first @ second.T
    weight = (w * known[0]) @ known[1].T
    with np.errstate(divide="ignore", invalid="ignore"):
        total /= weight
    total[weight < w.sum() / 2] = np.inf
    return np.asarray(np.maximum(total, 0, out=total))
