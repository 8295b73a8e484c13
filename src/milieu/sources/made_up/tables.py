"""The made-up country as tables, each with exactly the columns of its contract."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from milieu.core.arrays import Matrix
from milieu.core.contracts import CONTRACTS, Kind
from milieu.sources.made_up.cells import Counts, Cube, Levels
from milieu.sources.made_up.firms import OWNERS, Firms
from milieu.sources.made_up.industries import Industries
from milieu.sources.made_up.map import DIGITS, Map
from milieu.sources.made_up.ties import KINDS, Ties
from milieu.sources.made_up.values import Values

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

NOTE = "made up"
ARROW_TYPES: dict[Kind, pa.DataType] = {
    "text": pa.string(),
    "number": pa.float64(),
    "integer": pa.int64(),
    "count": pa.float64(),
    "year": pa.int16(),
    "flag": pa.bool_(),
    "date": pa.date32(),
}
UNKNOWN_OWNERS = 0.05  # share of firms
UNIT_VALUE = 100.0  # of the class in the nation in the first year


@dataclass(frozen=True)
class Grid:
    """Which cells a table has rows for, and how they are called.

    at   place, industry and year of each row, positions, shape (rows,) each
    """

    country: Map
    industries: Industries
    first_year: int
    at: tuple[NDArray[np.intp], ...]

    def keys(self) -> dict[str, pa.Array]:
        """Return the columns that name the cells."""
        place, industry, year = self.at
        return {
            "region": pa.array(self.country.codes, pa.string()).take(pa.array(place)),
            "industry": pa.array(self.industries.codes, pa.string()).take(pa.array(industry)),
            "year": pa.array((self.first_year + year).astype(np.int16)),
        }

    def column(self, cube: Cube, hidden: NDArray[np.bool_] | None = None) -> pa.Array:
        """Return a column of the cells' values, empty where hidden."""
        return pa.array(cube[self.at], mask=None if hidden is None else hidden[self.at])


def fulfil(name: str, columns: Mapping[str, Any]) -> pa.Table:
    """Return a table in the order and types of a contract; a column not given is empty."""
    arrays, rows = [], max(len(column) for column in columns.values())
    for field in CONTRACTS[name].fields:
        kind = ARROW_TYPES[field.kind]
        given = columns.get(field.name)
        if given is None:
            arrays.append(pa.nulls(rows, kind))
        else:
            arrays.append((given if isinstance(given, pa.Array) else pa.array(given)).cast(kind))
    names = [field.name for field in CONTRACTS[name].fields]
    return pa.table(arrays, names=names).replace_schema_metadata({"note": NOTE})


def regions_table(country: Map) -> pa.Table:
    """Return the nation, its provinces and its regions with their shapes."""
    return fulfil(
        "regions",
        {
            "region": country.codes,
            "name": country.names,
            "level": country.levels,
            "parent": country.parents,
            "longitude": country.points[:, 0],
            "latitude": country.points[:, 1],
            "area_km2": country.area_km2,
            "geometry": [_geojson(shape) for shape in country.shapes],
        },
    )


def _geojson(shape: BaseGeometry) -> str:
    """Return a shape as GeoJSON with as many decimals as its corners have."""

    def rounded(part: Any) -> Any:
        return round(part, DIGITS) if isinstance(part, float) else [rounded(p) for p in part]

    found = shape.__geo_interface__
    plain = {"type": found["type"], "coordinates": rounded(found["coordinates"])}
    return json.dumps(plain, separators=(",", ":"))


def industries_table(industries: Industries) -> pa.Table:
    """Return the total, the groups and the classes."""
    return fulfil(
        "industries",
        {
            "scheme": ["plain"] * len(industries.codes),
            "industry": industries.codes,
            "name": industries.names,
            "parent": industries.parents,
            "digits": np.array(industries.digits, float),
        },
    )


def definitions_table(industries: Industries) -> pa.Table:
    """Return the groups as cluster categories; they say nothing of what was planted."""
    start = 1 + industries.groups
    return fulfil(
        "cluster_definitions",
        {
            "definition": ["plain"] * len(industries.group),
            "industry": industries.class_codes,
            "cluster": [industries.names[1 + g] for g in industries.group],
            "subcluster": industries.names[start:],
            "traded_local": np.where(industries.traded[industries.group] > 0, "traded", "local"),
        },
    )


def employment_table(
    grid: Grid, counts: Counts, wages: Cube, hidden: NDArray[np.bool_] | None
) -> pa.Table:
    """Return firms, jobs and wages of all cells, as published or (without `hidden`) as true."""
    rows = len(grid.at[0])
    return fulfil(
        "employment",
        grid.keys()
        | {
            "establishments": grid.column(counts.establishments),
            "jobs": grid.column(counts.jobs, hidden),
            "wages": grid.column(wages, hidden),
            "suppressed": pa.array(np.zeros(rows, bool) if hidden is None else hidden[grid.at]),
            "flags": pa.array([NOTE]).take(pa.array(np.zeros(rows, np.int32))),
        },
    )


def output_table(grid: Grid, values: Values, levels: Levels, hidden: NDArray[np.bool_]) -> pa.Table:
    """Return output and prices of cells with firms, hidden where the jobs are."""
    output = levels.sums(values.output)
    price = levels.sums(values.output * values.price) / np.maximum(output, 1)
    columns = {
        "output": output,
        "value_added": levels.sums(values.value_added),
        "exports": levels.sums(values.exports),
        "unit_value": np.round(UNIT_VALUE * price, 2),
    }
    basis = f"crowns of {grid.first_year}, {NOTE}"
    return fulfil(
        "output",
        grid.keys()
        | {name: grid.column(cube, hidden) for name, cube in columns.items()}
        | {"price_basis": pa.array([basis]).take(pa.array(np.zeros(len(grid.at[0]), np.int32)))},
    )


def demography_table(grid: Grid, counts: Counts) -> pa.Table:
    """Return births and deaths; incumbents were there in the year before and still are."""
    return fulfil(
        "demography",
        grid.keys()
        | {
            "births": grid.column(counts.births),
            "deaths": grid.column(counts.deaths),
            "incumbents": grid.column(counts.establishments - counts.births),
        },
    )


def innovation_table(grid: Grid, counts: Counts, values: Values, levels: Levels) -> pa.Table:
    """Return patents and research of cells with firms."""
    names = ("rd_spending", "patenting_firms", "rd_unit_firms", "rd_active_firms")
    return fulfil(
        "innovation",
        grid.keys()
        | {name: grid.column(levels.sums(getattr(values, name))) for name in names}
        | {
            "patents": grid.column(levels.sums(values.patents) / 100),
            "firms": grid.column(counts.establishments),
        },
    )


def firms_table(
    rng: np.random.Generator, country: Map, industries: Industries, firms: Firms, points: Matrix
) -> pa.Table:
    """Return all firms; jobs are those of the last year in which a firm had any."""
    classes = len(industries.group)
    names = np.array(firm_names(len(firms)), dtype=object)
    years = firms.jobs.shape[1]
    last = years - 1 - np.argmax(firms.jobs[:, ::-1] > 0, axis=1)
    region = np.array(country.codes[1 + country.provinces :], dtype=object)
    owner = np.array(OWNERS, dtype=object)[firms.owner]
    owner[rng.random(len(firms)) < UNKNOWN_OWNERS] = None
    return fulfil(
        "firms",
        {
            "firm": names,
            "longitude": points[:, 0],
            "latitude": points[:, 1],
            "region": region[firms.cell // classes],
            "industry": np.array(industries.class_codes, dtype=object)[firms.cell % classes],
            "opened": pa.array(firms.opened.astype(np.int16)),
            "closed": pa.array(firms.closed.astype(np.int16), mask=firms.closed == 0),
            "jobs": firms.jobs[np.arange(len(firms)), last].astype(float),
            "parent": pa.array(names[firms.parent], mask=firms.parent < 0),
            "owner": owner,
        },
    )


def links_table(ties: Ties, firms: int, first_year: int) -> pa.Table:
    """Return the ties of the sample, in the firms' names."""
    names = pa.array(firm_names(firms))
    return fulfil(
        "links",
        {
            "year": (first_year + ties.year).astype(np.int16),
            "from": names.take(pa.array(ties.one)),
            "to": names.take(pa.array(ties.other)),
            "kind": pa.array([kind.name for kind in KINDS]).take(pa.array(ties.kind)),
            "weight": ties.weight,
        },
    )


def firm_names(count: int) -> Sequence[str]:
    """Return the firms' names, in the order of their births."""
    return [f"made-up-{number:05d}" for number in range(1, count + 1)]
