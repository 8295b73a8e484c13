"""Upstreamness: how many stages of production lie between an industry and final use."""

import numpy as np
from numpy.typing import ArrayLike

from milieu.core.arrays import Matrix, Vector
from milieu.core.errors import UserError
from milieu.indicators.input_output import inverse_of, known_numbers, per_output, square


def upstreamness(
    intermediate: Matrix,
    output: Vector,
    exports: Vector | None = None,
    imports: Vector | None = None,
    inventories: Vector | None = None,
) -> Vector:
    """Return the average distance of each industry's output from final use.

    U = (I - Delta)^-1 1,  Delta[i, j] = Z[i, j] / (x[i] - exports[i] + imports[i] - inventories[i])

    Source: Antras, Chor, Fally and Hillberry (2012), American Economic Review 102(3), 412-416.

    intermediate   Z, use of good i by industry j, shape (n, n), all >= 0; it includes imported
                   goods if, and only if, imports are given
    output         x, shape (n,), all >= 0
    exports        sales abroad, shape (n,), all >= 0; else zeros
    imports        goods of kind i from abroad, shape (n,), all >= 0; else zeros
    inventories    change in stocks, shape (n,), may be negative; else zeros
    return         shape (n,), 1 if all goes to final use and more the further away it is; NaN for
                   an industry without output
    raises         UserError if a shape is wrong, a number is unknown or negative where it can not
                   be, an industry with output leaves nothing for use at home, or no inverse exists

    The correction assumes that goods which leave the country (or go into stock) are used as those
    that stay. Without exports, imports and inventories all sales outside the matrix count as
    final use: in a regional table the result is the number of stages *inside the region*. In a
    closed economy it is the row sum of the Ghosh inverse.
    """
    z = square(intermediate, "intermediate")
    n = len(z)
    x = known_numbers(output, "output", (n,))
    used = x - _part(exports, "exports", n) + _part(imports, "imports", n)
    used = used - _part(inventories, "inventories", n, negative=True)
    empty = (used <= 1e-12 * x) & ((x > 0) | (z.sum(axis=1) > 0))
    if empty.any():
        i = int(np.argmax(empty))
        raise UserError(
            f"industry {i} makes {x[i]:g} and leaves {used[i]:g} for use at home, so how its "
            "goods are used is not known",
            where="upstreamness",
            next="Merge it with a neighbouring industry, or check exports, imports and "
            "inventories.",
        )
    steps = inverse_of(per_output(z, np.maximum(used, 0.0), axis=1), "the shares of use")
    return np.where(x > 0, steps.sum(axis=1), np.nan)


def _part(values: ArrayLike | None, name: str, n: int, negative: bool = False) -> Vector:
    if values is None:
        return np.zeros(n)
    return known_numbers(values, name, (n,), negative)
