"""Who supplies whom and invents with whom in the made-up country: ties of a sample of firms.

Ties last for years. Where a cluster is being locked in, new partners come ever more from within,
and ever more of them are its largest firms; everywhere else the mix only wavers.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Codes, Mask, Matrix, Vector
from milieu.sources.made_up.clusters import LOCK_IN
from milieu.sources.made_up.firms import Firms
from milieu.sources.made_up.industries import Industries
from milieu.sources.made_up.plan import Plan
from milieu.sources.made_up.pool import Pool, Positions

SUPPLY, CO_INVENTION = "supply", "co-invention"
TIES_PER_FIRM = 5  # at most, on average over a cluster or over all firms elsewhere, assumption S14
TURNOVER = 0.25  # share of ties that end in a year though both ends live, assumption S14
MONEY, MONEY_DEVIATION = 50.0, 0.5  # thousand crowns a year in a supply tie; in logs, S14
FURTHER_PATENTS = 0.5  # beyond the first, of a co-invention tie in a year, mean, assumption S14
# Where a new partner comes from, shares of all, assumption S15
OUTSIDE, OUTSIDE_DEVIATION = 0.5, 0.12  # from outside the cluster; in logs, between clusters
YEARLY_DEVIATION = 0.08  # of that share from year to year, in logs
ALIKE = 0.5  # of those inside who are no leads: same region and class
LEADS, LEADS_SHARE = 3, 0.2  # largest firms of a cluster, and their share of partners inside
NEAR_ALIKE, NEAR = 0.25, 0.25  # elsewhere: same region and class; same region, whatever class
# What lock-in does to new ties, assumption S16
TURNING_YEARS = 3  # so long before its fate shows in other figures
LOCKED_OUTSIDE = -0.10  # of the share from outside, per year, in logs
LOCKED_LEADS, MOST_LEADS = 0.02, 0.8  # more of the partners inside are leads, per year; limit


@dataclass(frozen=True)
class Kind:
    """A kind of ties.

    per_cluster, per_region   ties of the sample: of each cluster, of firms elsewhere
    leads                     whether partners are drawn to the largest firms
    """

    name: str
    per_cluster: int
    per_region: int
    leads: bool


# The sample keeps the table below 150,000 rows for 60 regions and 25 years, assumption S14
KINDS = (Kind(SUPPLY, 160, 30, True), Kind(CO_INVENTION, 50, 10, False))


@dataclass(frozen=True)
class Ties:
    """All ties of all years, shape (ties,) each.

    year          position of the year
    kind          position in KINDS
    one, other    positions of the firms; of supply, who sells and who buys
    weight        thousand crowns, or patents
    """

    year: Codes
    kind: Codes
    one: Codes
    other: Codes
    weight: Vector


@dataclass(frozen=True)
class Places:
    """Where a firm belongs, shape (firms,) each.

    home    its cluster; `clusters`, the number of them, for all firms elsewhere
    near    its region
    alike   its region and class
    """

    home: Codes
    near: Codes
    alike: Codes
    clusters: int
    regions: int
    cells: int


@dataclass(frozen=True)
class Mix:
    """Where new partners come from, shares, shape (clusters + 1, years) each; elsewhere is last.

    outside   of all, those from outside the cluster
    leads     of those inside, the largest firms
    """

    outside: Matrix
    leads: Matrix


@dataclass(frozen=True)
class Living:
    """The firms that live in a year: their positions, jobs, and pull on partners."""

    at: Positions
    jobs: NDArray[np.int32]

    @property
    def pull(self) -> Vector:
        """Return how strongly partners are drawn to each; large firms have more ties."""
        return np.sqrt(self.jobs)

    def pool(self, group: Codes, groups: int, asked: Vector | float = 1.0) -> Pool:
        """Return them by group; `group` is of all firms, `asked` a weight of each living one."""
        return Pool.of(self.at, group[self.at], self.pull * asked, groups)

    def largest(self, home: Codes) -> "Living":
        """Return the largest firms of each home."""
        order = np.lexsort((-self.jobs, home[self.at]))
        ranked = home[self.at][order]
        lead = order[np.arange(len(order)) - np.searchsorted(ranked, ranked) < LEADS]
        return Living(self.at[lead], self.jobs[lead])


def draw_ties(rng: np.random.Generator, plan: Plan, firms: Firms, industries: Industries) -> Ties:
    """Return the ties of the sample in all years."""
    classes = len(industries.group)
    group = industries.group[firms.cell % classes]
    clusters, cells = len(plan.clusters), len(plan.cluster)
    home = np.where(plan.cluster[firms.cell] >= 0, plan.cluster[firms.cell], clusters)
    places = Places(home, firms.cell // classes, firms.cell, clusters, cells // classes, cells)
    mix = _mix(rng, plan)
    asked = {
        SUPPLY: (industries.traded[group] > 0).astype(float),
        CO_INVENTION: industries.research[group],
    }
    parts = []
    for number, kind in enumerate(KINDS):
        sample = Sample.of(kind, places, mix, asked[kind.name])
        each = [sample.move_on(rng, t, firms.jobs[:, t]) for t in range(firms.jobs.shape[1])]
        parts += [_yearly(rng, t, number, *ties) for t, ties in enumerate(each)]
    return Ties(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def years_turning(fate: Vector) -> Vector:
    """Return for how long the ties have turned inwards, from years into the fate, (years,).

    They run ahead of the fate, at its end too; in the last years they go on as before.
    """
    ahead = np.concatenate([fate, np.full(TURNING_YEARS, fate[-1])])
    if len(fate) > 1 and fate[-1] > fate[-2]:
        ahead[len(fate) :] += np.arange(1, TURNING_YEARS + 1)
    return np.asarray(ahead[TURNING_YEARS:])


def _mix(rng: np.random.Generator, plan: Plan) -> Mix:
    """Return where new partners come from; only lock-in moves it for good."""
    clusters, years = plan.fate.shape
    locked = np.array([one.fate == LOCK_IN for one in plan.clusters])
    turning = locked[:, None] * np.array([years_turning(fate) for fate in plan.fate])
    usual = OUTSIDE * np.exp(OUTSIDE_DEVIATION * rng.standard_normal((clusters, 1)))
    wavering = np.exp(YEARLY_DEVIATION * rng.standard_normal((clusters, years)))
    outside = np.minimum(usual * wavering * np.exp(LOCKED_OUTSIDE * turning), 1.0)
    leads = np.minimum(LEADS_SHARE + LOCKED_LEADS * turning, MOST_LEADS)
    return Mix(np.vstack([outside, np.ones(years)]), np.vstack([leads, np.zeros(years)]))


@dataclass(frozen=True)
class Sample:
    """The ties that are asked for, as they stand in a year; ends of -1 are sought anew.

    asked       weight of each firm among those asked, 0 for firms that never are
    home        cluster of the firm asked, shape (ties,)
    number      of the tie within its home
    one, other  the firm asked and its partner
    money       thousand crowns
    """

    kind: Kind
    places: Places
    mix: Mix
    asked: Vector
    home: Codes
    number: Codes
    one: Positions
    other: Positions
    money: Vector

    @classmethod
    def of(cls, kind: Kind, places: Places, mix: Mix, asked: Vector) -> "Sample":
        """Return a sample without a firm in it."""
        slots = np.full(places.clusters + 1, kind.per_cluster)
        slots[-1] = kind.per_region * places.regions
        home = np.repeat(np.arange(len(slots), dtype=np.int32), slots)
        number = np.arange(len(home)) - np.repeat(np.cumsum(slots) - slots, slots)
        one, other = np.full((2, len(home)), -1)
        money = np.zeros(len(home))
        return cls(kind, places, mix, asked, home, number.astype(np.int32), one, other, money)

    def move_on(
        self, rng: np.random.Generator, t: int, jobs: NDArray[np.int32]
    ) -> tuple[Positions, Positions, Vector]:
        """Renew what ended, and return both ends and the money of the ties of a year.

        jobs   of all firms in the year, 0 where not alive
        """
        alive = np.append(jobs > 0, False)  # nobody, -1, is not alive
        living = Living(np.flatnonzero(alive), jobs[jobs > 0])
        lost, homes = ~alive[self.one], self.places.clusters + 1
        sellers = living.pool(self.places.home, homes, self.asked[living.at])
        self.one[lost] = sellers.draw(rng, self.home[lost])
        new = lost | ~alive[self.other] | (self.one == self.other)
        new |= rng.random(len(new)) < TURNOVER
        new &= self.one >= 0
        self.other[new] = self._partners(rng, t, self.one[new], living)
        self.money[new] = MONEY * np.exp(MONEY_DEVIATION * rng.standard_normal(int(new.sum())))
        most = TIES_PER_FIRM * np.bincount(self.places.home[living.at], minlength=homes)
        there = (self.one >= 0) & (self.other >= 0) & (self.one != self.other)
        there &= self.number < most[self.home]
        return self.one[there], self.other[there], self.money[there]

    def _partners(
        self, rng: np.random.Generator, t: int, one: Positions, living: Living
    ) -> Positions:
        """Return a new partner of each firm, -1 where there is none."""
        places, home = self.places, self.places.home[one]
        partner = living.pool(np.zeros_like(places.home), 1).draw(rng, np.zeros_like(home))

        def put(who: Mask, group: Codes, groups: int, among: Living) -> None:
            partner[who] = among.pool(group, groups).draw(rng, group[one[who]])

        outside, leads = self.mix.outside[home, t], self.mix.leads[home, t] * self.kind.leads
        others = (1 - outside) * (1 - leads)
        luck = rng.random(len(one))
        inside, lead = luck >= outside, luck >= outside + others
        near = (home == places.clusters) & (luck < NEAR_ALIKE + NEAR)
        alike = (inside & (luck < outside + ALIKE * others)) | (near & (luck < NEAR_ALIKE))
        put(inside, places.home, places.clusters + 1, living)
        put(lead, places.home, places.clusters + 1, living.largest(places.home))
        put(near, places.near, places.regions, living)
        put(alike, places.alike, places.cells, living)
        return partner


def _yearly(
    rng: np.random.Generator,
    t: int,
    number: int,
    one: Positions,
    other: Positions,
    money: Vector,
) -> tuple[Codes, Codes, Codes, Codes, Vector]:
    """Return the columns of a year, each pair once; inventors have no order."""
    patents = 1.0 + rng.poisson(FURTHER_PATENTS, len(one))
    supply = KINDS[number].name == SUPPLY
    ends = np.stack([one, other], axis=1)
    pairs, at = np.unique(ends if supply else np.sort(ends, axis=1), axis=0, return_inverse=True)
    summed = np.bincount(at.ravel(), money if supply else patents, len(pairs))
    year, kind = (np.full(len(pairs), value, np.int32) for value in (t, number))
    first, second = pairs.astype(np.int32).T
    return year, kind, first, second, np.rint(summed)
