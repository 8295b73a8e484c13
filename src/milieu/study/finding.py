"""Finding clusters in a study: the method with what it may know, and only in real places."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from milieu.clusters.declare import METHODS, Found, Method, Surroundings
from milieu.clusters.linkage_groups import Linkages, linkages_of
from milieu.clusters.neighbours import neighbours_under
from milieu.clusters.robustness import Variant
from milieu.core.arrays import Mask
from milieu.core.cells import Cells
from milieu.core.codes import Scheme
from milieu.core.errors import UserError, unknown_name
from milieu.study.matrices import ELSEWHERE, Slice
from milieu.study.panel import BESIDE
from milieu.study.step import Work

NEIGHBOUR_RULES = ("contiguity", "nearest_6", "nearest_4")
TRADED = "traded"


@dataclass(frozen=True)
class Finder:
    """A method with a study's thresholds, surroundings, and industries that make no clusters."""

    method: Method
    thresholds: dict[str, float]
    surroundings: Surroundings
    counted: Mask

    def find(self, one: Slice) -> Found:
        """Return the clusters of one year; what lies elsewhere or is not counted is none."""
        found = self.method.find(one.cells.jobs, one.cells, self.surroundings, **self.thresholds)
        return only(found, one.place[:, None] & (self.counted & one.kind)[None, :])


def finder(work: Work, one: Slice) -> Finder:
    """Return how the study finds clusters among the regions and industries of a slice.

    raises   UserError where the method is unknown, or lacks neighbors or categories
    """
    settings = work.settings.clusters
    method = METHODS[settings.method]
    for name in settings.thresholds:
        if name not in method.defaults:
            raise unknown_name("threshold", name, method.defaults, where="study.toml, [clusters]")
    around = surroundings(work, one.cells, method)
    lacking = method.lacks(around)
    if lacking:
        raise UserError(
            f"{method.name} needs {' and '.join(lacking)}",
            where="study.toml, [clusters]",
            next="Add regions with geometry or coordinates (neighbours), cluster definitions "
            "(categories), or choose another method.",
        )
    excluded = work.settings.industries.exclude
    counted = [not _below(work.frame.industries, i, excluded) for i in one.cells.industries]
    return Finder(method, settings.thresholds, around, np.array(counted, bool))


def surroundings(work: Work, cells: Cells, method: Method) -> Surroundings:
    """Return neighbors, categories and linkages that the method takes and the study has."""
    around = neighbours(work, cells) if "neighbours" in method.needs else {}
    alike = linkages(work, cells) if "linkages" in method.uses else None
    return Surroundings(around, _categories(work, cells), alike)


def linkages(work: Work, cells: Cells) -> Linkages:
    """Return how alike the industries of a year are that may be in clusters, over real places."""
    excluded, level = work.settings.industries.exclude, work.frame.regions.level
    places = [r != ELSEWHERE and level(r) not in BESIDE for r in cells.regions]
    counted = [
        i != ELSEWHERE and not _below(work.frame.industries, i, excluded) for i in cells.industries
    ]
    return linkages_of(cells.jobs, cells, np.array(places, bool), np.array(counted, bool))


def neighbours(work: Work, cells: Cells) -> dict[str, csr_array]:
    """Return who is a neighbor under each rule that geometries or coordinates allow."""
    rows = work.session.execute(
        "SELECT region, longitude, latitude, geometry FROM regions"
    ).fetchall()
    known = {work.frame.regions.canonical(region): rest for region, *rest in rows}
    there = [known.get(region, (None, None, None)) for region in cells.regions]
    longitude = np.array([np.nan if x is None else x for x, _, _ in there])
    latitude = np.array([np.nan if y is None else y for _, y, _ in there])
    geometries = [shape or "" for _, _, shape in there]
    if any(geometries):
        rules: Sequence[str] = NEIGHBOUR_RULES
    else:
        rules = NEIGHBOUR_RULES[1:] if not np.isnan(longitude).all() else ()
    return {rule: neighbours_under(rule, geometries, longitude, latitude) for rule in rules}


def _categories(work: Work, cells: Cells) -> dict[str, tuple[str, ...]]:
    """Return the traded category of each industry under each definition, the study's own first."""
    rows = work.session.execute(
        "SELECT definition, industry, cluster, traded_local FROM cluster_definitions"
    ).fetchall()
    canonical = work.frame.industries.canonical
    of: dict[str, dict[str, str]] = {}
    for definition, industry, cluster, kind in rows:
        traded = cluster if kind is None or kind.lower() == TRADED else ""
        of.setdefault(definition, {})[canonical(industry)] = traded
    own = work.settings.industries.definition
    if own and own not in of:
        raise unknown_name("cluster definition", own, of, where="study.toml, [industries]")
    ordered = sorted(of, key=lambda name: (name != own, name))
    return {name: tuple(_category(code, of[name]) for code in cells.industries) for name in ordered}


def _category(industry: str, of: dict[str, str]) -> str:
    """Return an industry's category; one of fewer digits goes where most of its branches go."""
    if industry in of:
        return of[industry]
    below = [category for code, category in of.items() if code.startswith(industry)]
    return max(sorted(set(below)), key=below.count) if below else ""


def _below(scheme: Scheme, industry: str, excluded: Sequence[str]) -> bool:
    roots = {scheme.canonical(code) for code in excluded}
    return bool(roots.intersection((industry, *scheme.ancestors(industry))))


def only(found: Found, allowed: Mask) -> Found:
    """Return the clusters that have a cell among the allowed ones, cut to these, renumbered."""
    label = np.where(allowed, found.label, -1)
    kept = np.unique(label[label >= 0])
    number = np.full(len(found) + 1, -1, np.int32)  # the last place is for label -1
    number[kept] = np.arange(len(kept), dtype=np.int32)
    return Found(number[label], tuple(found.names[k] for k in kept), found.strength[kept])


def variants(work: Work, one: Slice, finder: Finder, near: Sequence[Slice]) -> list[Variant]:
    """Return the looks over which robustness is measured: this year, a near one, fewer digits."""
    looks = [Variant("as studied", one.cells, finder.surroundings)]
    looks += [Variant(f"year {s.cells.year}", s.cells, finder.surroundings) for s in near]
    coarse = _coarser(work.frame.industries, one.cells)
    if coarse is not None:
        cells, crosswalk = coarse
        around = surroundings(work, cells, finder.method)
        if not finder.method.lacks(around):
            looks.append(Variant("fewer digits", cells, around, crosswalk))
    return looks


def _coarser(scheme: Scheme, cells: Cells) -> tuple[Cells, csr_array] | None:
    """Return the cells one level of digits up, with the crosswalk; None where there is no such."""
    above = [scheme.parent(code) or code for code in cells.industries]
    if scheme.name == "plain" and above == list(cells.industries):
        return None
    whole = [code for code in above if scheme.level(code) == 0]
    if whole or above == list(cells.industries):
        return None
    codes = tuple(sorted(set(above)))
    place = {code: at for at, code in enumerate(codes)}
    column = np.array([place[code] for code in above])
    shape = (len(above), len(codes))
    crosswalk = csr_array((np.ones(len(above)), (np.arange(len(above)), column)), shape=shape)
    summed = [m @ crosswalk for m in (cells.jobs, cells.low, cells.high, cells.establishments)]
    hidden = (cells.hidden.astype(float) @ crosswalk) > 0
    jobs, low, high, establishments = summed
    return Cells(
        cells.year, cells.regions, codes, jobs, low, high, hidden, establishments
    ), crosswalk
