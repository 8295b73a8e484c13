"""Output multiplier: the output of all industries that one unit of final use needs."""

import numpy as np

from milieu.core.arrays import Matrix, Vector
from milieu.indicators.input_output import inverse_of


def output_multiplier(coefficients: Matrix) -> Vector:
    """Return the output of all industries per unit of final use of each industry (type I).

    O[j] = sum_i L[i, j],  L = (I - A)^-1

    Source: Miller and Blair (2009), Input-Output Analysis, chapter 6.

    coefficients   A, inputs of domestic (or regional) goods per unit of output, shape (n, n), >= 0
    return         shape (n,), at least 1; 1 for an industry that buys nothing, also for one
                   without output
    raises         UserError if the matrix is not square, a number is negative or unknown, or no
                   inverse exists

    Households do not respond (type I). With coefficients that include imports the multiplier is
    that of the world, not of the country.
    """
    return np.asarray(inverse_of(coefficients, "the input coefficients").sum(axis=0))
