"""A scale on which changes of small and large values can be compared, and back."""

from dataclasses import dataclass

import numpy as np

from milieu.core.arrays import Matrix, Vector

ZERO_REACH = 20.0
"""Times the values beside zeros up to which noise may be that of counts; assumption O8."""
BINS = 12
"""Classes of size in which mean changes are compared."""
LEAST_IN_BIN = 30
"""Changes in a class of size, at least."""
RATIOS = np.geomspace(1e-3, 1e2, 26)
"""Tried corners over the median value."""


@dataclass(frozen=True)
class Stabilizer:
    """The scale z = 2 asinh(sqrt(x / corner)), on which a change is close to a change of ln x.

    Far above the corner z is ln(4 x / corner); far below it is 2 sqrt(x / corner), on which counts
    have even noise (Anscombe 1948), and 0 stays 0. So zeros need no constant added to them.

    corner  in the units of the values, above 0
    """

    corner: float

    def __call__(self, values: Matrix) -> Matrix:
        """Return z, at least 0; NaN stays NaN."""
        scaled: Matrix = 2 * np.arcsinh(np.sqrt(values / self.corner))
        return scaled

    def back(self, scaled: Matrix) -> Matrix:
        """Return the values, at least 0: corner sinh(max(z, 0) / 2)^2."""
        values: Matrix = self.corner * np.sinh(np.maximum(scaled, 0) / 2) ** 2
        return values


def stabilizer(values: Matrix) -> Stabilizer:
    """Return the scale on which small and large values change alike in a panel.

    Changes of x have the size sqrt(x (x + corner)); the corner is fitted to their mean by class of
    size. It is at most ZERO_REACH times the typical value beside a zero and, without zeros, at
    most the lower quartile of the values, so that growth is mostly proportional. It moves with the
    unit.
    """
    positive = values[values > 0]
    if positive.size == 0:
        return Stabilizer(1.0)
    beside = beside_zero(values)
    lower, least = float(np.quantile(positive, 0.25)), float(positive.min()) * 1e-4
    if beside.size:
        typical = float(np.quantile(beside, 0.25))
        lower, least = max(ZERO_REACH * typical, lower), typical
    return Stabilizer(float(np.clip(fitted_corner(values), least, lower)))


def fitted_corner(values: Matrix) -> float:
    """Return the corner under which mean changes over sqrt(x (x + corner)) vary least with size.

    0 where there are too few changes to tell.
    """
    middle = (values[:, :-1] + values[:, 1:]) / 2
    change = np.abs(np.diff(values, axis=1))
    known = (middle > 0) & np.isfinite(change)
    size, moved = middle[known], change[known]
    bins = min(BINS, size.size // LEAST_IN_BIN)
    if bins < 3:
        return 0.0
    parts = np.array_split(np.argsort(size, kind="stable"), bins)
    x = np.array([size[part].mean() for part in parts])
    y = np.array([moved[part].mean() for part in parts])
    if not (y > 0).all():
        return 0.0
    corners = RATIOS * np.median(size)
    uneven = [float(np.var(np.log(y) - np.log(x * (x + corner)) / 2)) for corner in corners]
    return float(corners[int(np.argmin(uneven))])


def beside_zero(values: Matrix) -> Vector:
    """Return the positive values known in the year before or after a zero."""
    before, after = values[:, :-1], values[:, 1:]
    return np.concatenate([before[(before > 0) & (after == 0)], after[(after > 0) & (before == 0)]])
