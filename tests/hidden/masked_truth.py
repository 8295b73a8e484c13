"""What estimates and ranges are worth: published cells are hidden and guessed again."""

from dataclasses import dataclass, replace

import numpy as np

from milieu.core.arrays import Codes, Mask, Vector
from milieu.hidden import Bounds, Publication, bounds, draw, estimate, mask
from milieu.hidden.calibration import establishment_class, sums_of_fewest
from milieu.hidden.estimate import national_sizes
from tests.hidden.us_2016 import UnitedStates

CLASSES = ("sums of 1-2", "3-5", "6-10", "11-20", "21+")


@dataclass(frozen=True)
class MaskedTruth:
    """Cells that one mask hid and what was made of them; all arrays of shape (cells,).

    judged    whether the office could have hidden the cell: all but unclassified jobs (99)
    group     establishment class; sums of cells of one or two count as class 0
    within    whether the range that promises a share holds the truth, by share
    """

    masked: Publication
    limits: Bounds
    cells: Codes
    truth: Vector
    value: Vector
    plain: Vector
    judged: Mask
    group: Codes
    within: dict[float, Mask]

    def bounded_share(self) -> float:
        """Return the share of truths inside the hard bounds."""
        low, high = self.limits.low[self.cells], self.limits.high[self.cells]
        return float(np.mean((low - 1e-6 <= self.truth) & (self.truth <= high + 1e-6)))

    def error(self, value: Vector, where: Mask) -> float:
        """Return the median absolute relative error where the truth is not zero."""
        use = where & self.judged & (self.truth > 0)
        return float(np.median(np.abs(value[use] / self.truth[use] - 1)))

    def coverage(self, share: float, where: Mask | None = None) -> float:
        """Return the share of judged truths inside the ranges."""
        use = self.judged if where is None else self.judged & where
        return float(np.mean(self.within[share][use]))


def masked_truth(
    us: UnitedStates,
    seed: int,
    intensity: float = 0.25,
    draws: int = 60,
    forget_counts: bool = False,
) -> MaskedTruth:
    """Hide published cells with one seed, estimate them, and return the comparison.

    forget_counts   take the establishments of all hidden cells away as well
    """
    published = us.publication
    masked, newly = mask(published, seed, intensity=intensity)
    if forget_counts:
        counts = np.where(masked.hidden, np.nan, masked.establishments)
        masked = replace(masked, establishments=counts)
    limits = bounds(masked)
    value = estimate(masked, limits)
    cells = np.flatnonzero(newly)
    truth = published.jobs[cells]
    drawn = draw(masked, limits, value, draws, seed)
    within = {}
    for share in (0.8, 0.95):
        low, high = drawn.ranges(share)
        within[share] = (low[cells] - 1e-3 <= truth) & (truth <= high[cells] + 1e-3)
    industry = published.industry[cells]
    sizes = national_sizes(masked)[industry]
    group = establishment_class(published.establishments[cells])
    return MaskedTruth(
        masked,
        limits,
        cells,
        truth,
        value[cells],
        published.establishments[cells] * sizes,
        judged(us)[cells],
        np.where(sums_of_fewest(published)[cells], 0, group),
        within,
    )


def judged(us: UnitedStates) -> Mask:
    """Return which cells the office may hide: all but unclassified establishments (99)."""
    classified = np.array([not code.startswith("99") for code in us.industries])
    return classified[us.publication.industry]
