"""What a panel's indicators say of single rows, a block at a time, and writing it to Parquet."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from milieu.core.arrays import Vector
from milieu.indicators.inputs import ratio
from milieu.indicators.panels.indices import PanelIndicators
from milieu.indicators.panels.panel import Keys, Panel

BLOCK = 1 << 20  # rows
KEYS = ("region", "industry", "year")


class CellBlock(NamedTuple):
    """Some rows of a panel, all of shape (rows of the block,); NaN where a value does not exist.

    symmetric_location_quotient   (LQ - 1) / (LQ + 1), as the indicator of that name
    region_share                  the industry's share of its region's jobs
    industry_share                the region's share of the industry's jobs
    """

    region: Keys
    industry: Keys
    year: Keys
    jobs: Vector
    location_quotient: Vector
    symmetric_location_quotient: Vector
    region_share: Vector
    industry_share: Vector


def cell_blocks(panel: Panel, found: PanelIndicators, rows: int = BLOCK) -> Iterator[CellBlock]:
    """Yield the indicators of single rows in the panel's order, `rows` at a time."""
    for start in range(0, len(panel), rows):
        part = slice(start, start + rows)
        region, industry, year = panel.region[part], panel.industry[part], panel.year[part]
        jobs = panel.jobs[part].astype(np.float64)
        quotient = found.location_quotient[part]
        yield CellBlock(
            region,
            industry,
            year,
            jobs,
            quotient,
            (quotient - 1) / (quotient + 1),
            ratio(jobs, found.totals.region[year, region]),
            ratio(jobs, found.totals.industry[year, industry]),
        )


def write_cells(panel: Panel, found: PanelIndicators, file: str | Path) -> None:
    """Write every row with its labels and indicators to a Parquet file; hidden values are null."""
    labels = (panel.regions, panel.industries, panel.years)
    dictionaries = [pa.array(known) for known in labels]
    schema = pa.schema(
        [pa.field(name, known.type) for name, known in zip(KEYS, dictionaries, strict=True)]
        + [pa.field(name, pa.float64()) for name in CellBlock._fields[len(KEYS) :]]
    )
    with pq.ParquetWriter(file, schema) as writer:
        for block in cell_blocks(panel, found):
            arrays = [
                pa.DictionaryArray.from_arrays(pa.array(code), known).dictionary_decode()
                for code, known in zip(block[: len(KEYS)], dictionaries, strict=True)
            ]
            arrays += [pa.array(values, from_pandas=True) for values in block[len(KEYS) :]]
            writer.write_batch(pa.record_batch(arrays, schema=schema))
