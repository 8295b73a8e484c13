"""What a file in `indicators` declares."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from milieu.core.catalogue import Catalogue

Level = Literal["cell", "region", "industry", "nation"]
Function = TypeVar("Function", bound=Callable[..., object])


@dataclass(frozen=True)
class Indicator:
    """A formula with what a reader must know to trust it.

    of         what one value describes: a cell (region x industry), a region, an industry, a nation
    part       if the formula returns several arrays by name, the one that stands for the indicator
    needs      names of the arrays it takes, the same as its parameters
    low, high  range of the value; None where unbounded
    """

    name: str
    formula: Callable[..., Any]
    of: Level
    unit: str
    source: str
    low: float | None = None
    high: float | None = None
    part: str = ""

    @property
    def needs(self) -> tuple[str, ...]:
        """Return the names of the arrays that the formula takes."""
        parameters = inspect.signature(self.formula).parameters.values()
        return tuple(p.name for p in parameters if p.default is p.empty)

    @property
    def about(self) -> str:
        """Return the formula's own description."""
        return inspect.getdoc(self.formula) or ""

    def value(self, result: Any) -> NDArray[np.float64]:
        """Return the array that stands for the indicator in what its formula returned."""
        return np.asarray(getattr(result, self.part) if self.part else result, dtype=np.float64)


INDICATORS: Catalogue[Indicator] = Catalogue("indicator", "milieu.indicators")


def indicator(
    *,
    of: Level,
    unit: str,
    source: str,
    low: float | None = None,
    high: float | None = None,
    part: str = "",
) -> Callable[[Function], Function]:
    """Declare a function as an indicator under its own name."""

    def declare(formula: Function) -> Function:
        name = formula.__name__
        INDICATORS.add(name, Indicator(name, formula, of, unit, source, low, high, part))
        return formula

    return declare


def declared(formula: Callable[..., Any]) -> Indicator | None:
    """Return the declaration of a formula, also of one with options filled in by `partial`."""
    bare = formula.func if isinstance(formula, partial) else formula
    return next((known for known in INDICATORS.values() if known.formula is bare), None)
