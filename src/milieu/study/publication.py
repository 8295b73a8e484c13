"""One year of a panel as the office published it: rows that it left out put back as hidden."""

import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Codes, Vector
from milieu.core.errors import unknown_name
from milieu.hidden.bounds import Bounds
from milieu.hidden.crosswalk import metropolitan_crosswalk
from milieu.hidden.publication import Publication
from milieu.study.frame import Frame
from milieu.study.panel import Panel, Year

AREA = "metropolitan_area"
ABSENT_ROWS = ("auto", "hidden", "zero")
HALF = 0.5  # establishments; a yearly mean may miss a whole number by less


def publication(panel: Panel, year: Year, frame: Frame) -> Publication:
    """Return the year's cells with both trees of regions and the tree of industries."""
    parent = panel.regions.parent.astype(np.int32)
    above = (parent, _areas(panel, year, frame))
    industry_parent = panel.industries.parent.astype(np.int32)
    rows = (year.region, year.industry, year.establishments, year.jobs)
    if _absent_rows_are_hidden(frame.settings.hidden.absent_rows, year):
        rows = _with_absent_rows(*rows, industry_parent)
    return Publication(*rows, above, industry_parent, complete=True)


def told(publication: Publication, year: Year) -> Bounds:
    """Return what the office itself says of the cells; rows that were put back come last."""
    unknown = np.full(publication.n - len(year.jobs), np.nan)
    return Bounds(np.append(year.jobs_low, unknown), np.append(year.jobs_high, unknown))


def _absent_rows_are_hidden(said: str, year: Year) -> bool:
    """Return what is said, or what the office does: who prints hidden rows prints them all."""
    if said not in ABSENT_ROWS:
        raise unknown_name(
            "way to take absent rows", said, ABSENT_ROWS, where="study.toml, [hidden]"
        )
    return said == "hidden" or (said == "auto" and not np.isnan(year.jobs).any())


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
    jobs) than the branches that have rows, every other branch that some region has may be hidden;
    so may the branches of what was added. Regions for which the file has no such branches at all,
    because it does not go so deep for their level, are left as they are.
    """
    first = len(region)
    while True:
        lacking = _lacking(region, industry, establishments, jobs, industry_parent, first)
        more = _absent(region, industry, industry_parent, lacking)
        if not len(more[0]):
            return region, industry, establishments, jobs
        unknown = np.full(len(more[0]), np.nan)
        region = np.append(region, more[0]).astype(np.int32)
        industry = np.append(industry, more[1]).astype(np.int32)
        establishments, jobs = np.append(establishments, unknown), np.append(jobs, unknown)


def _lacking(
    region: Codes,
    industry: Codes,
    establishments: Vector,
    jobs: Vector,
    industry_parent: Codes,
    first: int,
) -> NDArray[np.bool_]:
    """Return which rows are wholes with absent branches; rows from `first` on were added."""
    width = len(industry_parent)
    above = industry_parent[industry].astype(np.int64)
    key = region.astype(np.int64) * width + industry
    whole = np.where(above >= 0, _row_of(key, region.astype(np.int64) * width + above), -1)
    number = np.bincount(whole[whole >= 0], minlength=len(key))
    there = np.unique(industry)
    branches = np.bincount(industry_parent[there].clip(-1) + 1, minlength=width + 1)[industry + 1]
    lacking = (number < branches) & _goes_deep(region, industry, industry_parent)
    added = np.arange(len(key)) >= first
    return lacking & (added | _more(number, whole, establishments, jobs))


def _goes_deep(region: Codes, industry: Codes, industry_parent: Codes) -> NDArray[np.bool_]:
    """Return which rows' branches lie at a depth of which their region has other rows."""
    depth = np.zeros(len(industry_parent), np.int64)
    for _ in range(len(industry_parent)):
        deeper = np.where(industry_parent >= 0, depth[industry_parent] + 1, 0)
        if (deeper == depth).all():
            break
        depth = deeper
    levels = int(depth.max()) + 2
    has = np.zeros((int(region.max(initial=0)) + 1, levels), bool)
    has[region, depth[industry]] = True
    return has[region, depth[industry] + 1]


def _row_of(key: NDArray[np.int64], wanted: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the row of each wanted key, -1 where no row has it."""
    order = np.argsort(key, kind="stable")
    at = np.searchsorted(key, wanted, sorter=order).clip(max=len(key) - 1)
    row = order[at]
    return np.where(key[row] == wanted, row, -1) if len(key) else np.full(len(wanted), -1)


def _absent(
    region: Codes, industry: Codes, industry_parent: Codes, lacking: NDArray[np.bool_]
) -> tuple[Codes, Codes]:
    """Return regions and industries of the rows that the lacking wholes leave out."""
    there = np.unique(industry)
    key = region.astype(np.int64) * len(industry_parent) + industry
    regions, industries = [region[:0]], [industry[:0]]
    for whole in np.unique(industry[lacking]):
        branches = there[industry_parent[there] == whole]
        places = region[lacking & (industry == whole)]
        regions.append(np.repeat(places, len(branches)))
        industries.append(np.tile(branches, len(places)))
    all_regions, all_industries = np.concatenate(regions), np.concatenate(industries)
    wanted = all_regions.astype(np.int64) * len(industry_parent) + all_industries
    new = ~np.isin(wanted, key)
    return all_regions[new], all_industries[new]


def _more(
    number: NDArray[np.int64],
    whole: NDArray[np.int64],
    establishments: Vector,
    jobs: Vector,
) -> NDArray[np.bool_]:
    """Return which wholes are larger than their parts by what may be hidden rows."""
    below = whole >= 0

    def rest(values: Vector) -> Vector:
        return values - np.bincount(whole[below], values[below], len(values))

    counts = rest(establishments)
    # each rounded figure may miss by one half
    by_jobs = rest(jobs) > 1 + number * HALF
    return np.where(np.isnan(counts), by_jobs, counts > HALF)
