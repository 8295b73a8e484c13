"""Downstreamness: how many stages of production lie behind an industry's output."""

import numpy as np

from milieu.core.arrays import Matrix, Vector
from milieu.indicators.input_output import inverse_of, known_numbers, per_output, square


def downstreamness(intermediate: Matrix, output: Vector) -> Vector:
    """Return the average distance of each industry's output from primary inputs.

    D = (I - A')^-1 1,  A[i, j] = Z[i, j] / x[j]

    Source: Antras and Chor (2018), in World Trade Evolution; Miller and Temurshoev (2017),
    International Regional Science Review 40(5).

    intermediate   Z, use of good i by industry j, shape (n, n), all >= 0
    output         x, shape (n,), all >= 0
    return         shape (n,), 1 if all inputs are labour and capital and more the more stages lie
                   behind; NaN for an industry without output
    raises         UserError if a shape is wrong, a number is negative or unknown, or no inverse
                   exists

    Open economies: give the use of domestic *and* imported goods, so that stages abroad count,
    made there as at home; with domestic goods only the result is the stages inside the country
    (or region). Exports and stocks need no correction: they are not inputs. In a closed economy
    the mean of upstreamness weighted by value added, and that of downstreamness weighted by final
    use, both equal output / value added.
    """
    z = square(intermediate, "intermediate")
    x = known_numbers(output, "output", (len(z),))
    stages = inverse_of(per_output(z, x, axis=0), "the input coefficients").sum(axis=0)
    return np.where(x > 0, stages, np.nan)
