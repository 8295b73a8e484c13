"""Input-output table: who sells what to whom, checked, with its coefficients and inverses."""

import warnings
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import linalg

from milieu.core.arrays import Codes, Matrix, Vector
from milieu.core.errors import UserError
from milieu.indicators.inputs import codes_of

ROUNDING = 1e-9  # share of the largest entry by which computed entries may fall below zero


@dataclass(frozen=True, eq=False)
class InputOutput:
    """A table of n industries, or of n country-industries, in money of one year and one currency.

    intermediate   sales of row i to industry j, shape (n, n), all >= 0
    final          sales of row i to final users, shape (n, users) or (n,); negative where stocks
                   shrink. With countries: one column per country, exports being what others buy
    value_added    shape (n,); negative in an industry that lives on subsidies
    output         shape (n,), all >= 0
    outside        inputs that no row sells: imports and taxes on products, shape (n,); else zeros
    country        country of each row, numbered from 0, shape (n,); None for one country
    tolerance      share of output by which a total may miss it: printed tables are rounded
    raises         UserError if a shape is wrong, a number is unknown, infinite or negative where
                   it can not be, a row or a column does not add up to output, or an industry
                   without output sells or uses something

    Rows: output = intermediate @ 1 + final @ 1.
    Columns: output = 1 @ intermediate + outside + value_added.
    """

    intermediate: Matrix
    final: Matrix
    value_added: Vector
    output: Vector
    outside: Vector | None = None
    country: Codes | None = None
    tolerance: float = 1e-3

    def __post_init__(self) -> None:
        intermediate = square(self.intermediate, "intermediate")
        n = len(intermediate)
        final = np.asarray(self.final, np.float64)
        final = final[:, None] if final.ndim == 1 else final
        outside = np.zeros(n) if self.outside is None else self.outside
        arrays: dict[str, NDArray[np.float64] | Codes] = {
            "intermediate": intermediate,
            "final": known_numbers(final, "final", (n, None), negative=True),
            "value_added": known_numbers(self.value_added, "value_added", (n,), negative=True),
            "output": known_numbers(self.output, "output", (n,)),
            "outside": known_numbers(outside, "outside", (n,), negative=True),
        }
        if self.country is not None:
            arrays["country"] = _countries(self.country, n, final.shape[1])
        for name, array in arrays.items():
            kept = array.copy()
            kept.setflags(write=False)  # the inverses are kept too, and must fit it
            object.__setattr__(self, name, kept)
        self._adds_up()

    @classmethod
    def with_rest_as_value_added(
        cls,
        intermediate: ArrayLike,
        final: ArrayLike,
        output: ArrayLike,
        country: ArrayLike | None = None,
        tolerance: float = 1e-3,
    ) -> Self:
        """Return a table in which value added is what output leaves after the inputs.

        v[j] = x[j] - sum_i Z[i, j],  as in a world table, where nothing is bought outside
        """
        used = square(intermediate, "intermediate")
        made = known_numbers(output, "output", (len(used),))
        rest = made - used.sum(axis=0)
        own = None if country is None else codes_of(country, "country", len(used))
        users = np.asarray(final, np.float64)
        return cls(used, users, rest, made, country=own, tolerance=tolerance)

    @cached_property
    def coefficients(self) -> Matrix:
        """Return the inputs per unit of output, A[i, j] = Z[i, j] / x[j].

        A column without output is 0, not NaN: where nothing is made nothing is bought, and so
        its industry can stay in the table without a change to any other.
        """
        return per_output(self.intermediate, self.output, axis=0)

    @cached_property
    def output_coefficients(self) -> Matrix:
        """Return the sales per unit of output, B[i, j] = Z[i, j] / x[i]; 0 in a row without."""
        return per_output(self.intermediate, self.output, axis=1)

    @cached_property
    def value_added_coefficients(self) -> Vector:
        """Return value added per unit of output, v[j] / x[j]; 0 without output."""
        return per_output(self.value_added, self.output, axis=0)

    @cached_property
    def leontief(self) -> Matrix:
        """Return L = (I - A)^-1: the output of i that one unit of final use of j needs."""
        return inverse_of(self.coefficients, "the input coefficients")

    @cached_property
    def ghosh(self) -> Matrix:
        """Return G = (I - B)^-1: the output of j that one unit of primary inputs of i enables."""
        return inverse_of(self.output_coefficients, "the output coefficients")

    def _adds_up(self) -> None:
        assert self.outside is not None
        bought = self.intermediate.sum(axis=0) + self.outside + self.value_added
        sold = self.intermediate.sum(axis=1) + self.final.sum(axis=1)
        trade = self.intermediate.sum(axis=0) + self.intermediate.sum(axis=1)
        idle = (self.output == 0) & (trade > 0)
        if idle.any():
            raise UserError(
                "is 0, but the industry sells or uses goods",
                where=f"output[{int(np.argmax(idle))}]",
                next="Give its output, or merge it with a neighbouring industry.",
            )
        for what, total in (("row", sold), ("column", bought)):
            off = np.abs(total - self.output) > self.tolerance * np.abs(self.output)
            off &= np.abs(total - self.output) > ROUNDING * self.output.max(initial=0.0)
            if off.any():
                i = int(np.argmax(off))
                raise UserError(
                    f"adds up to {total[i]:g}, but output is {self.output[i]:g}",
                    where=f"{what} {i} of the input-output table",
                    next="Look for a missing column of final use or row of inputs (imports, "
                    "taxes), or raise the tolerance if the table is rounded.",
                )


def known_numbers(
    values: ArrayLike, name: str, shape: tuple[int | None, ...], negative: bool = False
) -> NDArray[np.float64]:
    """Return finite numbers as an array: a table with a hole can not be inverted.

    shape      expected lengths, None where any length will do
    negative   whether numbers below zero are allowed
    raises     UserError if the shape differs or a number is unknown, infinite or negative
    """
    array = np.asarray(values, dtype=np.float64)
    fits = len(shape) == array.ndim and all(
        want in (None, have) for have, want in zip(array.shape, shape, strict=True)
    )
    if not fits:
        wanted = " x ".join("any" if length is None else str(length) for length in shape)
        raise UserError(
            f"has shape {array.shape}, but {wanted} was expected",
            where=name,
            next="Give the industries in the same order everywhere.",
        )
    bad = ~np.isfinite(array) | ((array < 0) & (not negative))
    if bad.any():
        first = tuple(int(i) for i in np.argwhere(bad)[0])
        least = "" if negative else " of at least 0"
        raise UserError(
            f"is {array[first]:g}, but it must be a finite number{least}",
            where=f"{name}{list(first)}" if first else name,
            next="Estimate what is hidden, or merge the industry with a neighbouring one.",
        )
    return array


def square(values: ArrayLike, name: str) -> Matrix:
    """Return a square matrix of known numbers >= 0, else raise a UserError."""
    array = np.asarray(values, np.float64)
    size = len(array) if array.ndim else 1
    if size == 0:
        raise UserError("is empty", where=name, next="Give at least one industry.")
    return known_numbers(array, name, (size, size))


def per_output(values: ArrayLike, output: Vector, axis: int) -> NDArray[np.float64]:
    """Return values / output along columns (axis 0) or rows (axis 1); 0 where output is 0."""
    array = np.asarray(values, np.float64)
    base = output[:, None] if axis == 1 else output
    base = np.broadcast_to(base, array.shape)
    return np.divide(array, base, out=np.zeros_like(array), where=base > 0)


def inverse_of(coefficients: ArrayLike, what: str = "the coefficients") -> Matrix:
    """Return (I - C)^-1 = I + C + C^2 + ..., the sum over all rounds of inputs.

    coefficients   shape (n, n), all >= 0
    return         shape (n, n), all >= 0, at least 1 on the diagonal
    raises         UserError if it does not exist, or has negative entries: then an industry uses
                   up as much as it makes, directly or through others, and the sum has no end
    """
    c = square(coefficients, "coefficients")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", linalg.LinAlgWarning)
            inverse = np.asarray(linalg.solve(np.eye(len(c)) - c, np.eye(len(c))), np.float64)
    except (linalg.LinAlgError, linalg.LinAlgWarning):
        raise _no_inverse(what, c) from None
    if (inverse < -ROUNDING * np.abs(inverse).max()).any():
        raise _no_inverse(what, c)
    return np.maximum(inverse, 0.0)


def _no_inverse(what: str, c: Matrix) -> UserError:
    worst = int(np.argmax(np.maximum(c.sum(axis=0), c.sum(axis=1))))
    return UserError(
        "leave nothing over: some industries use up all that they make, so no inverse exists",
        where=what,
        next=f"Check industry {worst}, whose coefficients add up to the most, and whether value "
        "added and final use are in the table.",
    )


def _countries(country: ArrayLike, rows: int, columns: int) -> Codes:
    codes = codes_of(country, "country", rows, below=columns)
    missing = np.flatnonzero(np.bincount(codes, minlength=columns) == 0)
    if len(missing):
        raise UserError(
            f"has {columns} columns, but country {int(missing[0])} has no row",
            where="final",
            next="Add up the kinds of final use so that each country has one column.",
        )
    return codes
