"""Employment and income multipliers: jobs or pay everywhere for each one in the industry."""

from typing import NamedTuple

import numpy as np

from milieu.core.arrays import Matrix, Vector
from milieu.indicators.input_output import inverse_of, known_numbers, per_output
from milieu.indicators.inputs import ratio


class Multiplier(NamedTuple):
    """What one unit of final use of each industry sets in motion, arrays of shape (n,).

    direct       in the industry itself, per unit of its output
    total        in all industries, per unit of its final use
    multiplier   total / direct: jobs (or pay) in all industries for each one in this industry
    """

    direct: Vector
    total: Vector
    multiplier: Vector


def employment_multiplier(coefficients: Matrix, jobs: Vector, output: Vector) -> Multiplier:
    """Return the type I employment multipliers of the industries.

    w[j] = jobs[j] / output[j];  total = w L;  multiplier[j] = (w L)[j] / w[j];  L = (I - A)^-1

    Source: Miller and Blair (2009), Input-Output Analysis, chapter 6.

    coefficients   A, inputs of domestic (or regional) goods per unit of output, shape (n, n), >= 0
    jobs           persons employed, shape (n,), all >= 0
    output         shape (n,), all >= 0, in money
    return         direct and total in jobs per unit of money; the multiplier is at least 1, and
                   NaN where the industry has no jobs or no output, because no ratio exists
    raises         UserError if a shape is wrong, a number is negative or unknown, or no inverse
                   exists

    An average of all producers: a new plant that works with fewer people creates fewer jobs.
    """
    return _type_one(coefficients, jobs, output, "jobs")


def income_multiplier(coefficients: Matrix, income: Vector, output: Vector) -> Multiplier:
    """Return the type I multipliers of compensation of employees or of any other income.

    w[j] = income[j] / output[j];  total = w L;  multiplier[j] = (w L)[j] / w[j]

    Source: Eurostat (2008), Manual of Supply, Use and Input-Output Tables, chapter 15.

    coefficients   A, inputs of domestic (or regional) goods per unit of output, shape (n, n), >= 0
    income         compensation of employees, shape (n,), all >= 0, in the money of output
    output         shape (n,), all >= 0
    return, raises  as in `employment_multiplier`; direct and total are money per unit of money
    """
    return _type_one(coefficients, income, output, "income")


def _type_one(coefficients: Matrix, effect: Vector, output: Vector, name: str) -> Multiplier:
    inverse = inverse_of(coefficients, "the input coefficients")
    n = len(inverse)
    made = known_numbers(output, "output", (n,))
    direct = per_output(known_numbers(effect, name, (n,)), made, axis=0)
    total = np.asarray(direct @ inverse)
    return Multiplier(direct, total, ratio(total, direct))
