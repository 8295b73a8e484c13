"""Well-known single models of `statsforecast`: what the outlook is measured against."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Matrix, Vector
from milieu.core.errors import unknown_name

SINGLE_MODELS = ("Naive", "RandomWalkWithDrift", "AutoETS", "AutoTheta")
YEARLY = ("AutoETS", "AutoTheta")  # these are told that a season has one period


def single_model(name: str, values: Matrix, horizons: int, levels: Vector) -> NDArray[np.float32]:
    """Return quantiles of one model fitted to each series by itself.

    name        one of SINGLE_MODELS
    values      shape (series, years), known throughout
    levels      between 0 and 1, rising or not, shape (levels,)
    return      shape (levels, series, horizons), never below 0: a negative quantile of these
                models is put to 0, which can only help them; NaN where a model wants more years
    Raises UserError if there is no such model.
    """
    if name not in SINGLE_MODELS:
        raise unknown_name("single model", name, SINGLE_MODELS)
    import statsforecast.models as models  # takes seconds

    model = getattr(models, name)(**({"season_length": 1} if name in YEARLY else {}))
    result = np.empty((len(levels), len(values), horizons), np.float32)
    for at, series in enumerate(values):
        try:
            result[:, at] = np.maximum(quantiles_of(model, series, horizons, levels), 0)
        except NotImplementedError:  # AutoETS of very few years
            result[:, at] = np.nan
    return result


def quantiles_of(model: Any, series: Vector, horizons: int, levels: Vector) -> Matrix:
    """Return one model's quantiles for one series; the middle is its point forecast."""
    widths = sorted({round(100 * abs(2 * level - 1), 6) for level in levels} - {0.0})
    told = model.forecast(y=np.ascontiguousarray(series), h=horizons, level=widths)
    rows = []
    for level in levels:
        width = round(100 * abs(2 * level - 1), 6)
        side = "lo" if level < 0.5 else "hi"
        rows.append(told["mean"] if width == 0 else told[named(told, side, width)])
    return np.array(rows)


def named(told: dict[str, Any], side: str, width: float) -> str:
    """Return the name under which a model tells the end of a range."""
    for text in (f"{side}-{width}", f"{side}-{width:g}"):
        if text in told:
            return text
    raise KeyError(f"{side}-{width}")
