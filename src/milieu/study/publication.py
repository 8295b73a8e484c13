"""One year of a panel as the office published it: rows that it left out put back as hidden."""

import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Codes, Vector
from milieu.hidden.crosswalk import metropolitan_crosswalk
from milieu.hidden.publication import Publication
from milieu.study.frame import Frame
from milieu.study.panel import Panel, Year

AREA = "metropolitan_area"
HALF = 0.5  # establishments; a yearly mean may miss a whole number by less


def publication(panel: Panel, year: Year, frame: Frame) -> Publication:
    """Return the year's cells with both trees of regions and the tree of industries."""
    parent = panel.regions.parent.astype(np.int32)
    above = (parent, _areas(panel, year, frame))
    industry_parent = panel.industries.parent.astype(np.int32)
    rows = (year.region, year.industry, year.establishments, year.jobs)
    if frame.settings.hidden.absent_rows == "hidden":
        rows = _with_absent_rows(*rows, industry_parent)
    return Publication(*rows, region_parents=above, industry_parent=industry_parent)


def _areas(panel: Panel, year: Year, frame: Frame) -> Codes:
    """Return the metropolitan area of each region: as told, else recovered from establishments."""
    position = {code: at for at, code in enumerate(panel.regions.codes)}
    area = np.full(len(position), -1, np.int32)
    for region, name in frame.metropolitan_areas.items():
        if region in position and name in position:
            area[position[region]] = position[name]
    areas = panel.regions_at(AREA)
    if (area >= 0).any() or not len(areas):
        return area
    counties = panel.regions_at("county")
    found = metropolitan_crosswalk(*_counts(panel, year, counties, areas))
    area[counties[found >= 0]] = areas[found[found >= 0]]
    return area


def _counts(
    panel: Panel, year: Year, counties: NDArray[np.intp], areas: NDArray[np.intp]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return establishments of counties and areas at the digits that both have and most cells."""
    digits = np.array([level or 0 for level in panel.industries.levels], np.int64)
    shared = set(digits[year.industry[np.isin(year.region, areas)]].tolist()) - {0}
    wanted = np.flatnonzero(digits == min(shared, key=lambda d: abs(d - 4), default=0))
    column = np.full(len(digits), -1)
    column[wanted] = np.arange(len(wanted))
    table = np.zeros((len(panel.regions.codes), len(wanted)))
    use = column[year.industry] >= 0
    counts = np.nan_to_num(year.establishments[use])
    table[year.region[use], column[year.industry[use]]] = counts
    return table[counties], table[areas]


def _with_absent_rows(
    region: Codes,
    industry: Codes,
    establishments: Vector,
    jobs: Vector,
    industry_parent: Codes,
) -> tuple[Codes, Codes, Vector, Vector]:
    """Add the branches that a region's total proves to be there although no row names them.

    Where an industry of a region counts more establishments (or, where these are unknown, more
    jobs) than the branches that have rows, every other branch that some region has may be hidden.
    """
    cell = {(int(r), int(i)): at for at, (r, i) in enumerate(zip(region, industry, strict=True))}
    branches: dict[int, list[int]] = {}
    for branch in np.unique(industry).tolist():
        branches.setdefault(int(industry_parent[branch]), []).append(branch)
    added: list[tuple[int, int]] = []
    for (place, whole), at in cell.items():
        below = branches.get(whole, [])
        there = [cell[place, b] for b in below if (place, b) in cell]
        if there and len(there) < len(below) and _more(at, there, establishments, jobs):
            added += [(place, b) for b in below if (place, b) not in cell]
    if not added:
        return region, industry, establishments, jobs
    more = np.array(added, np.int32)
    unknown = np.full(len(more), np.nan)
    return (
        np.append(region, more[:, 0]).astype(np.int32),
        np.append(industry, more[:, 1]).astype(np.int32),
        np.append(establishments, unknown),
        np.append(jobs, unknown),
    )


def _more(whole: int, parts: list[int], establishments: Vector, jobs: Vector) -> bool:
    """Return whether the whole is larger than its parts by what may be hidden rows."""
    counts = establishments[whole] - establishments[parts].sum()
    if not np.isnan(counts):
        return bool(counts > HALF)
    rest = jobs[whole] - jobs[parts].sum()
    return bool(rest > 1 + len(parts) * HALF)  # each rounded figure may miss by one half
