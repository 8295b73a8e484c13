"""The United States in 2016 as published by the Bureau of Labor Statistics, as arrays."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from milieu.core.arrays import Codes, Matrix
from milieu.hidden import Publication, metropolitan_crosswalk

LEVELS = ("total", "sector", "naics3", "naics4", "naics6")
SECTOR_OF = {"31": "31-33", "32": "31-33", "33": "31-33", "44": "44-45", "45": "44-45"}
SECTOR_OF |= {"48": "48-49", "49": "48-49"}


@dataclass(frozen=True)
class UnitedStates:
    """A publication with the names of its codes; level is an index of LEVELS per industry."""

    publication: Publication
    regions: list[str]
    industries: list[str]
    level: Codes

    def county_cells(self, level: str) -> np.ndarray:
        """Return whether each cell is a county's at one level of industries."""
        of_level = self.level[self.publication.industry] == LEVELS.index(level)
        county = np.array([kind(region) == "county" for region in self.regions])
        return of_level & county[self.publication.region]

    def states(self) -> Codes:
        """Return the state number of each cell (FIPS), 0 for metropolitan areas."""
        state = [0 if kind(name) == "msa" else int(name[:2]) for name in self.regions]
        return np.array(state)[self.publication.region]


def kind(area: str) -> str:
    """Return county, state or msa for a code of the Bureau."""
    if area.startswith("C"):
        return "msa"
    return "state" if area.endswith("000") else "county"


def parent_industry(code: str) -> str:
    """Return the industry above: 6 to 4 digits, 4 to 3, 3 to sector, sector to all (10)."""
    if len(code) in (6, 4):
        return code[: {6: 4, 4: 3}[len(code)]]
    if len(code) == 3:
        return SECTOR_OF.get(code[:2], code[:2])
    return "10"


def read_cells(folder: Path) -> pd.DataFrame:
    """Return all rows of all levels: area, industry, estabs, emp."""
    tables = []
    for file in sorted(folder.glob("*_*.parquet")):
        if file.stem.split("_")[0] in ("county", "msa", "state"):
            tables.append(pd.read_parquet(file).assign(level=file.stem.split("_")[1]))
    totals = pd.read_parquet(folder / "area_totals.parquet")
    totals = totals[totals.ownership == "private"].assign(industry_code="10", level="total")
    cells = pd.concat([*tables, totals], ignore_index=True)
    for column in ("area_fips", "industry_code"):
        cells[column] = cells[column].astype(str)
    return cells


def read_us_2016(shared: Path, states: tuple[str, ...] = ()) -> UnitedStates:
    """Return the whole year, or only some states (two-digit codes) with their own areas."""
    cells = read_cells(shared / "us_qcew_2016")
    area_of = counties_to_areas(cells)
    if states:
        inside = {area for area in area_of if area[:2] in states}
        across = {m for county, m in area_of.items() if county not in inside}
        wanted = {m for county, m in area_of.items() if county in inside} - across
        keep = cells.area_fips.str[:2].isin(states) | cells.area_fips.isin(wanted)
        cells = cells[keep]
    return as_arrays(cells, area_of)


def as_arrays(cells: pd.DataFrame, area_of: dict[str, str]) -> UnitedStates:
    """Return the cells with dense codes."""
    regions = sorted(cells.area_fips.unique())
    industries = sorted({*cells.industry_code, "10"})
    number = {name: k for k, name in enumerate(regions)}
    branch = {name: k for k, name in enumerate(industries)}
    county = [kind(name) == "county" for name in regions]
    state = [
        number.get(r[:2] + "000", -1) if c else -1 for r, c in zip(regions, county, strict=True)
    ]
    msa = [number.get(area_of.get(r, ""), -1) for r in regions]
    above = [-1 if code == "10" else branch.get(parent_industry(code), -1) for code in industries]
    level = cells.drop_duplicates("industry_code").set_index("industry_code").level
    publication = Publication(
        cells.area_fips.map(number).to_numpy(np.int32),
        cells.industry_code.map(branch).to_numpy(np.int32),
        cells.estabs.to_numpy(float),
        cells.emp.to_numpy(float),
        (np.array(state, np.int32), np.array(msa, np.int32)),
        np.array(above, np.int32),
    )
    of_level = np.array([LEVELS.index(level[code]) for code in industries], np.int32)
    return UnitedStates(publication, regions, industries, of_level)


def establishments(cells: pd.DataFrame, wanted: str, level: str) -> tuple[list[str], Matrix]:
    """Return areas of one kind and their establishments, shape (areas, industries of a level)."""
    industries = sorted(cells[cells.level == level].industry_code.unique())
    rows = cells[(cells.level == level) & (cells.area_fips.map(kind) == wanted)]
    table = rows.pivot(index="area_fips", columns="industry_code", values="estabs")
    table = table.reindex(columns=industries).fillna(0.0)
    return list(table.index), table.to_numpy(float)


def counties_to_areas(cells: pd.DataFrame) -> dict[str, str]:
    """Return the metropolitan area of each county that has one."""
    counties, inside = establishments(cells, "county", "naics4")
    areas, whole = establishments(cells, "msa", "naics4")
    placed = metropolitan_crosswalk(inside, whole)
    return {county: areas[m] for county, m in zip(counties, placed, strict=True) if m >= 0}
