"""The firms of the made-up country: drawn year by year to fill the plan, lumpy as firms are."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Codes, Mask, Vector
from milieu.sources.made_up.clusters import HUB, MARSHALLIAN, SATELLITE, STATE
from milieu.sources.made_up.industries import Industries
from milieu.sources.made_up.plan import Plan

# Firms outside clusters and in general, assumption S8
SIZE_DEVIATION = 1.1  # of log jobs of firms in a cell
TAIL_CHANCE, TAIL_POWER, TAIL_LIMIT = 0.015, 1.3, 30.0  # of firms far larger than log-normal
LARGEST_FIRM = 0.3  # of a region's jobs
USUAL_BIRTHS, USUAL_EXITS, USUAL_SPIN_OFFS = 0.046, 0.041, 0.04  # shares of firms, of births
BIRTH_SIZE = 0.5  # jobs of a new firm over those of its kind
GROWTH_DEVIATION = 0.12  # of a firm's yearly growth in logs
CORRECTION = 0.3  # share of the gap between firms and plan that closes in a year
CATCHING_UP = 0.3  # most by which incumbents grow or shrink together in a year, in logs
LOCAL, OUTSIDE, PUBLIC = OWNERS = ("local", "outside", "public")


@dataclass(frozen=True)
class Kind:
    """How firms of a type of cluster differ, assumption S9.

    size      mean jobs over the industry's
    owners    chances to be local, outside, public
    anchors   shares of the cluster's jobs in firms that never close, at first
    """

    size: float
    owners: tuple[float, float, float]
    anchors: tuple[float, ...] = ()
    anchor_owner: str = LOCAL


KINDS = {
    MARSHALLIAN: Kind(0.6, (0.95, 0.05, 0.0)),
    HUB: Kind(0.7, (0.88, 0.12, 0.0), (0.32, 0.13)),
    SATELLITE: Kind(1.7, (0.25, 0.75, 0.0)),
    STATE: Kind(0.8, (0.85, 0.10, 0.05), (0.35,), PUBLIC),
}
ELSEWHERE = Kind(1.0, (0.86, 0.12, 0.02))


@dataclass
class Firms:
    """All firms that ever were, in the order of their births.

    cell     region x classes + class
    opened   year; closed is the first year without jobs, 0 while the firm lives
    parent   position of the firm that it was spun off from, -1 if none
    owner    position in OWNERS
    size     jobs as a real number, of the last year
    jobs     persons employed, shape (firms, years), 0 when not alive
    """

    cell: Codes
    opened: Codes
    closed: Codes
    parent: Codes
    owner: Codes
    anchor: Mask
    size: Vector
    jobs: NDArray[np.int32] = field(default_factory=lambda: np.zeros((0, 0), np.int32))

    def __len__(self) -> int:
        return len(self.cell)

    @property
    def alive(self) -> Mask:
        """Return which firms have not closed yet."""
        return np.asarray(self.closed == 0)

    def join(self, others: "Firms") -> None:
        """Append the firms of `others`."""
        for name in ("cell", "opened", "closed", "parent", "owner", "anchor", "size"):
            setattr(self, name, np.concatenate([getattr(self, name), getattr(others, name)]))


@dataclass(frozen=True)
class Niche:
    """What the cells say about their firms.

    unit         cells whose firms follow the plan together: a cluster, or an industry elsewhere
    size         mean jobs of a firm, shape (cells,)
    largest      most jobs of a firm, shape (cells,)
    births, exits, spin_offs   shares of firms, of births, shape (cells, years)
    """

    plan: Plan
    classes: int
    unit: Codes
    size: Vector
    largest: Vector
    births: NDArray[np.float64]
    exits: NDArray[np.float64]
    spin_offs: NDArray[np.float64]
    kind: tuple[Kind, ...]


def simulate_firms(
    rng: np.random.Generator, plan: Plan, industries: Industries, first_year: int
) -> Firms:
    """Return all firms with their jobs in every year of the plan."""
    niche = _niche(rng, plan, industries)
    firms = _founders(rng, niche, first_year)
    yearly = [_whole(firms)]
    for t in range(1, plan.jobs.shape[1]):
        before = np.asarray(
            np.bincount(niche.unit[firms.cell], firms.size * firms.alive, niche.unit.max() + 1),
            float,
        )
        _close(rng, firms, niche, t, first_year)
        born = _births(rng, firms, niche, t, first_year)
        _grow(rng, firms, born, niche, t, before)
        firms.join(born)
        yearly.append(_whole(firms))
    firms.jobs = np.zeros((len(firms), len(yearly)), np.int32)
    for t, jobs in enumerate(yearly):
        firms.jobs[: len(jobs), t] = jobs
    return firms


def _niche(rng: np.random.Generator, plan: Plan, industries: Industries) -> Niche:
    """Return what the cells say about their firms."""
    classes = len(industries.group)
    regions = len(plan.cluster) // classes
    kinds = (*(KINDS[one.type] for one in plan.clusters), ELSEWHERE)
    by_class = industries.firm_size[industries.group] * np.exp(0.25 * rng.standard_normal(classes))
    size = np.tile(by_class, regions) * np.array([kind.size for kind in kinds])[plan.cluster]
    in_region = plan.jobs[:, 0].reshape(regions, classes).sum(axis=1)
    return Niche(
        plan=plan,
        classes=classes,
        unit=np.where(
            plan.cluster >= 0,
            plan.cluster,
            len(plan.clusters) + np.tile(np.arange(classes), regions),
        ).astype(np.int32),
        size=size,
        largest=np.repeat(LARGEST_FIRM * in_region, classes),
        births=plan.by_stage("births", USUAL_BIRTHS),
        exits=plan.by_stage("exits", USUAL_EXITS),
        spin_offs=plan.by_stage("spin_offs", USUAL_SPIN_OFFS),
        kind=kinds,
    )


def _founders(rng: np.random.Generator, niche: Niche, first_year: int) -> Firms:
    """Return the firms of the first year, anchors of clusters first."""
    plan = niche.plan
    anchors = _anchors(rng, niche, first_year)
    wanted = plan.jobs[:, 0].copy()
    np.subtract.at(wanted, anchors.cell, anchors.size)
    cells = np.repeat(
        np.arange(len(wanted)), rng.poisson(np.maximum(wanted, 0) / niche.size)
    ).astype(np.int32)
    firms = _drawn(rng, niche, cells, first_year, 1.0)
    firms.opened -= 1 + rng.geometric(1 / 15, len(cells)).astype(np.int32)
    units = niche.unit.max() + 1
    have = np.bincount(niche.unit[cells], firms.size, units)
    want = np.bincount(niche.unit, np.maximum(wanted, 0), units)
    factor = np.clip(np.divide(want, have, out=np.ones(units), where=have > 0), 0.4, 2.5)
    firms.size = np.maximum(firms.size * factor[niche.unit[cells]], 0.7)
    anchors.join(firms)
    return anchors


def _anchors(rng: np.random.Generator, niche: Niche, first_year: int) -> Firms:
    """Return the firms that never close at the core of some types of clusters."""
    plan, cells, sizes, owners = niche.plan, [], [], []
    for number, one in enumerate(plan.clusters):
        kind = KINDS[one.type]
        total = plan.jobs[plan.cluster == number, 0].sum()
        for share, industry in zip(kind.anchors, one.classes, strict=False):
            cells.append(one.places[0] * niche.classes + industry)
            sizes.append(max(8.0, share * total))
            owners.append(OWNERS.index(kind.anchor_owner))
    return Firms(
        cell=np.array(cells, np.int32),
        opened=(first_year - rng.integers(5, 50, len(cells))).astype(np.int32),
        closed=np.zeros(len(cells), np.int32),
        parent=np.full(len(cells), -1, np.int32),
        owner=np.array(owners, np.int32),
        anchor=np.ones(len(cells), bool),
        size=np.array(sizes, np.float64),
    )


def _drawn(
    rng: np.random.Generator, niche: Niche, cells: Codes, year: int, relative_size: float
) -> Firms:
    """Return firms of a year in the given cells, of log-normal sizes with a heavy tail."""
    count = len(cells)
    log_size = SIZE_DEVIATION * rng.standard_normal(count) - SIZE_DEVIATION**2 / 2
    tail = np.minimum((1 - rng.random(count)) ** (-1 / TAIL_POWER), TAIL_LIMIT)
    tail[rng.random(count) >= TAIL_CHANCE] = 1.0
    size = relative_size * niche.size[cells] * np.exp(log_size) * tail
    chances = np.cumsum([kind.owners for kind in niche.kind], axis=1)[niche.plan.cluster[cells]]
    return Firms(
        cell=cells,
        opened=np.full(count, year, np.int32),
        closed=np.zeros(count, np.int32),
        parent=np.full(count, -1, np.int32),
        owner=(rng.random(count)[:, None] > chances[:, :2]).sum(axis=1).astype(np.int32),
        anchor=np.zeros(count, bool),
        size=np.clip(size, 0.7, niche.largest[cells]),
    )


def _close(rng: np.random.Generator, firms: Firms, niche: Niche, t: int, first_year: int) -> None:
    """Close firms, small ones more often."""
    small = np.clip((firms.size / niche.size[firms.cell]) ** -0.25, 0.5, 2.0)
    chance = niche.exits[firms.cell, t] * small
    closing = (rng.random(len(firms)) < chance) & firms.alive & ~firms.anchor
    firms.closed[closing] = first_year + t


def _births(rng: np.random.Generator, firms: Firms, niche: Niche, t: int, first_year: int) -> Firms:
    """Return the firms born in a year, some of them spun off from living ones."""
    expected = niche.births[:, t] * niche.plan.jobs[:, t] / niche.size
    cells = np.repeat(np.arange(len(expected)), rng.poisson(expected)).astype(np.int32)
    born = _drawn(rng, niche, cells, first_year + t, BIRTH_SIZE)
    spun_off = rng.random(len(cells)) < niche.spin_offs[cells, t]
    born.parent[spun_off] = _parents(rng, firms, niche, cells[spun_off])
    return born


def _parents(rng: np.random.Generator, firms: Firms, niche: Niche, cells: Codes) -> Codes:
    """Return living firms of the same cluster, or elsewhere of the same region; -1 if none.

    Large firms have more spin-offs, in proportion to their jobs.
    """
    at = np.flatnonzero(firms.alive)
    home = _home(niche, firms.cell[at])
    order = np.argsort(home, kind="stable")
    at, home = at[order], home[order]
    upto = np.concatenate([[0.0], np.cumsum(firms.size[at])])
    first, last = (np.searchsorted(home, _home(niche, cells), side) for side in ("left", "right"))
    drawn = upto[first] + rng.random(len(cells)) * (upto[last] - upto[first])
    found = np.clip(np.searchsorted(upto, drawn, "right") - 1, first, np.maximum(last - 1, first))
    return np.where(last > first, at[np.minimum(found, len(at) - 1)], -1).astype(np.int32)


def _home(niche: Niche, cells: Codes) -> Codes:
    """Return where firms of cells look for workers and founders: their cluster or region."""
    cluster = niche.plan.cluster[cells]
    return np.where(cluster >= 0, -1 - cluster, cells // niche.classes).astype(np.int32)


def _grow(
    rng: np.random.Generator, firms: Firms, born: Firms, niche: Niche, t: int, before: Vector
) -> None:
    """Let living firms grow so that, with the newborn, each unit moves with its plan.

    before   jobs of each unit in the year before, with those of firms that closed since
    """
    units, jobs = len(before), niche.plan.jobs
    at = np.flatnonzero(firms.alive)
    unit = niche.unit[firms.cell[at]]
    planned, planned_before = (np.bincount(niche.unit, jobs[:, s], units) for s in (t, t - 1))
    have = np.bincount(unit, firms.size[at], units)
    new = np.bincount(niche.unit[born.cell], born.size, units)
    with np.errstate(divide="ignore", invalid="ignore"):
        growth = np.log(planned / planned_before)
        wanted = before * np.exp(growth + CORRECTION * np.log(planned_before / before))
        together = np.log((wanted - new) / have)
        own = np.log(jobs[:, t] / jobs[:, t - 1]) - growth[niche.unit]
    together = np.clip(np.nan_to_num(together, nan=-CATCHING_UP), -CATCHING_UP, CATCHING_UP)
    luck = GROWTH_DEVIATION * rng.standard_normal(len(at)) - GROWTH_DEVIATION**2 / 2
    step = together[unit] + np.nan_to_num(own)[firms.cell[at]] + luck
    firms.size[at] = np.clip(firms.size[at] * np.exp(step), 0.7, niche.largest[firms.cell[at]])


def _whole(firms: Firms) -> NDArray[np.int32]:
    """Return the jobs of all firms as whole numbers, at least one while they live."""
    return np.where(firms.alive, np.maximum(np.rint(firms.size), 1), 0).astype(np.int32)
