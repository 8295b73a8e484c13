"""Panels made up from cubes of (years, regions, industries)."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import strategies as st

from milieu.indicators.panels.panel import Panel

YEARS = (2015, 2016)


def panel_from(cube, order):
    """The cells of (years, regions, industries) as rows, those of no jobs left out."""
    year, region, industry = np.nonzero(cube != 0)
    rows = np.argsort(order[: cube.size].reshape(cube.shape)[year, region, industry])
    codes = [code[rows].astype(np.int32) for code in (region, industry, year)]
    jobs = cube[year, region, industry][rows]
    labels = [
        tuple(f"{mark}{k:02}" for k in range(n))
        for mark, n in zip("ri", cube.shape[1:], strict=True)
    ]
    return Panel(*codes, jobs, *labels, YEARS)


@st.composite
def cubes(draw, hidden=False):
    shape = (2, draw(st.integers(1, 6)), draw(st.integers(1, 6)))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    cube = random.integers(0, 1000, shape) * (random.random(shape) < 0.7).astype(float)
    if hidden:
        cube[random.random(shape) < 0.2] = np.nan
    return cube, random.permutation(cube.size)


def dense(panel, values):
    out = np.full(panel.shape, np.nan)
    out[panel.year, panel.region, panel.industry] = values
    return out


def made_up(seed=1):
    random = np.random.default_rng(seed)
    cube = random.integers(0, 500, (2, 50, 80)).astype(float)
    cube[random.random(cube.shape) < 0.05] = np.nan
    return cube, random.permutation(cube.size)


def write(file, panel, row_group_size=700, text=True):
    def keys(labels, code):
        values = pa.array(labels).take(pa.array(code))
        return values if text else pa.array(code.astype(np.int64) * 7 + 1000)

    table = pa.table(
        {
            "area": keys(panel.regions, panel.region),
            "industry": keys(panel.industries, panel.industry),
            "year": pa.array(panel.years).take(pa.array(panel.year)),
            "jobs": pa.array(panel.jobs, from_pandas=True),
        }
    )
    pq.write_table(table, file, row_group_size=row_group_size)
