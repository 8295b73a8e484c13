"""Panels for the tests of the outlook."""

import numpy as np

from milieu.outlook.panel import Panel


def walking(
    series: int = 40, years: int = 14, seed: int = 0, *, kind: str = "count", size: float = 6.0
) -> Panel:
    """Return random walks in logs with common shocks, in 5 regions and 4 industries."""
    random = np.random.default_rng(seed)
    own = random.normal(0, 0.08, (series, years))
    common = random.normal(0.01, 0.03, years)
    start = random.normal(size, 1.2, (series, 1))
    values = np.exp(start + np.cumsum(own + common, axis=1))
    if kind == "count":
        values = np.round(values)
    regions = [f"r{k % 5}" for k in range(series)]
    industries = [f"i{k % 4}" for k in range(series)]
    return Panel.of(values, range(2000, 2000 + years), regions, industries, kind=kind)
