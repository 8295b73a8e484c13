"""Linkages: how much an industry pulls on its suppliers and pushes its customers."""

from typing import NamedTuple

import numpy as np

from milieu.core.arrays import Mask, Matrix, Vector
from milieu.indicators.input_output import inverse_of, known_numbers, per_output, square


class Linkages(NamedTuple):
    """Linkages of each industry, arrays of shape (n,); NaN without output.

    backward            column sum of the Leontief inverse, the same as the output multiplier
    forward             row sum of the Ghosh inverse
    backward_relative   over the plain mean of all industries (power of dispersion)
    forward_relative    over the plain mean of all industries (sensitivity of dispersion)
    """

    backward: Vector
    forward: Vector
    backward_relative: Vector
    forward_relative: Vector

    @property
    def key(self) -> Mask:
        """Return where both relative linkages are above 1: the key industries."""
        return (self.backward_relative > 1) & (self.forward_relative > 1)


def linkages(intermediate: Matrix, output: Vector) -> Linkages:
    """Return total backward and forward linkages.

    backward[j] = sum_i (I - Z / x_columns)^-1[i, j]
    forward[i] = sum_j (I - Z / x_rows)^-1[i, j]

    Source: Rasmussen (1956); Jones (1976); Eurostat (2008), Manual of Supply, Use and
    Input-Output Tables, pages 506-507.

    intermediate   Z, sales of domestic goods of row i to industry j, shape (n, n), all >= 0
    output         x, shape (n,), all >= 0, in the same money
    return         each at least 1; NaN where the industry has no output. The relative ones are
                   over the mean of those with output, so their mean is 1
    raises         UserError if a shape is wrong, a number is negative or unknown, or no inverse
                   exists

    Forward linkages come from the Ghosh inverse (shares of sales), not from row sums of the
    Leontief inverse, which would ask for one more unit of every industry, however small.
    """
    z = square(intermediate, "intermediate")
    x = known_numbers(output, "output", (len(z),))
    made = x > 0
    backward = inverse_of(per_output(z, x, axis=0), "the input coefficients").sum(axis=0)
    forward = inverse_of(per_output(z, x, axis=1), "the output coefficients").sum(axis=1)
    backward, forward = np.where(made, backward, np.nan), np.where(made, forward, np.nan)
    return Linkages(backward, forward, _over_mean(backward), _over_mean(forward))


def _over_mean(values: Vector) -> Vector:
    known = values[~np.isnan(values)]
    return values / known.mean() if len(known) else values.copy()
