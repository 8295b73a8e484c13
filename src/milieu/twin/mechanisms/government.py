"""The government picks firms for aid by what it can see of them, and charges what it spends."""

import numpy as np

from milieu.twin import draws
from milieu.twin.compiling import compiled, inlined
from milieu.twin.declare import Parameter, mechanism
from milieu.twin.mechanisms.world import circle_distance
from milieu.twin.state import EMPTY, Real, Twin

mechanism(
    "government",
    19,
    "Picks firms whose a - mean + noise + lobbying - guidance d^2 exceeds a bar; noise s.d. "
    "error (1 + load) / (1 + information). Spending is raised as a tax on all sales.",
    source="Stiglitz (1989); Baumol (1990)",
    writes=("aid", "reach"),
    error=Parameter(0.2, 0, 0.5, "log points", "Error about a firm's productivity, s.d.", "M21"),
    load=Parameter(5, 0, 20, "per unit of grant share", "Administrative load of aid", "M21"),
    bar=Parameter(0.15, -0.5, 1, "log points above the cluster's mean", "Bar for aid", "M21"),
    lobbying_weight=Parameter(1, 0, 3, "log points per unit", "What lobbying does for a pick",
                              "M22"),
    favored_position=Parameter(0.5, 0, 1, "turns", "Technology that guidance favors", "M21"),
    administration=Parameter(0.08, 0, 0.5, "share of aid", "Administration",
                             "OECD: 5 to 10 % of grants"),
    most_of_sales=Parameter(0.5, 0, 1, "share of a firm's sales", "Most aid a firm can get",
                            "M21"),
    raising_cost=Parameter(0, 0, 1, "per unit raised", "Excess burden of a tax",
                           "Dahlby (2008): .1 to .5; default 0, money alone"),
    grant_share=Parameter(0, 0, 0.3, "share of the cluster's sales", "Grants to picked firms",
                          "no policy", lever=True, by_firm=True),
    guidance=Parameter(0, 0, 50, "log points per turn squared", "Weight of the favored technology",
                       "no policy", lever=True),
    information=Parameter(0, 0, 10, "factor less 1", "What the government learns about firms",
                          "no policy", lever=True),
)  # fmt: skip

HIGHEST_TAX = 0.5  # share of sales; what is spent beyond it stays the government's debt (M21)
EVERYONE = 1 << 31  # the bit of a lever that is set without any instrument
FIRST_SELECTED = 0.4  # share of a cluster's sales expected to be picked in a first quarter (M21)
LEAST_SELECTED = 0.05  # share of a cluster's sales; keeps one lucky firm from drawing it all (M21)


@compiled
def put_in_force(twin: Twin) -> None:
    """Set the levers of this quarter: the baseline plus intensity times what each adds."""
    instruments = len(twin.add)
    for c in range(len(twin.clusters)):
        for lever in range(len(twin.baseline)):
            value = twin.baseline[lever]
            for k in range(instruments):
                value += twin.doses[c, k] * twin.add[k, lever]
            twin.lever_values[c, lever] = value


@inlined
def reaches(carrier: int, reach: int) -> bool:
    """Return if a lever reaches a firm: by an instrument, or because it is set for everyone."""
    return carrier & (reach | EVERYONE) != 0


@compiled
def reach(twin: Twin, start: int, stop: int) -> None:
    """Mark the instruments for which each firm is eligible, and charge what they cost."""
    firms = twin.firms
    for i in range(start, stop):
        c = firms.cluster[i]
        if c == EMPTY:
            continue
        jobs = jobs_of(twin, i)
        years = firms.age[i] * 0.25
        bits = 0
        for k in range(len(twin.add)):
            if twin.doses[c, k] > 0 and eligible(twin.eligibility[k], jobs, years, firms.tier[i]):
                bits |= 1 << k
                twin.clusters[c].program_cost += twin.doses[c, k] * twin.costs[k, 0]
        firms.reach[i] = bits


@compiled
def fixed_costs(twin: Twin, c: int) -> None:
    """Charge what the instruments in force cost in cluster c, however many firms there are."""
    for k in range(len(twin.add)):
        twin.clusters[c].program_cost += twin.doses[c, k] * twin.costs[k, 1]


@inlined
def eligible(limits: Real, jobs: float, years: float, tier: int) -> bool:
    """Return if a firm lies within limits: jobs, age and tier, each from and to."""
    return (
        limits[0] <= jobs <= limits[1]
        and limits[2] <= years <= limits[3]
        and limits[4] <= tier <= limits[5]
    )


@inlined
def jobs_of(twin: Twin, i: int) -> float:
    """Return the jobs of firm i: its wage bill over the wage of its place."""
    cluster = twin.clusters[twin.firms.cluster[i]]
    return twin.p[0].labor_and_land_labor_share * twin.firms.sales[i] * cluster.wage_inverse


@compiled
def pick(twin: Twin, start: int, stop: int) -> None:
    """Give aid to the firms that look best to a government that sees only so much."""
    firms, p, now = twin.firms, twin.p[0], twin.world[0]
    for i in range(start, stop):
        c = firms.cluster[i]
        if c == EMPTY:
            continue
        firms.aid[i] = 0.0
        lever = twin.levers[c]
        if lever.government_grant_share <= 0 or c == 0:
            continue
        if not reaches(twin.carriers[0].government_grant_share, firms.reach[i]):
            continue
        cluster = twin.clusters[c]
        address = draws.address_of(firms.identity[i], now.quarter)
        off = circle_distance(firms.position[i], p.government_favored_position)
        blur = p.government_error * (1 + p.government_load * lever.government_grant_share)
        looks = (
            firms.log_productivity[i]
            - cluster.mean_productivity
            + blur
            / (1 + lever.government_information)
            * draws.normal(twin.key, address, draws.PICK)
            + p.government_lobbying_weight * firms.lobbying_share[i]
            - lever.government_guidance * off * off
        )
        if looks > p.government_bar:
            cluster.selected_next += firms.sales[i]
            firms.aid[i] = firms.sales[i] * aid_rate(twin, c)
            cluster.aided_firms += 1


@inlined
def aid_rate(twin: Twin, c: int) -> float:
    """Return aid over sales of a picked firm, so that a cluster's aid is the grant share."""
    cluster, p = twin.clusters[c], twin.p[0]
    before = cluster.selected_sales
    expected = before if before > 0 else FIRST_SELECTED * cluster.sales
    selected = max(expected, LEAST_SELECTED * cluster.sales)
    rate = twin.levers[c].government_grant_share * cluster.sales / max(selected, 1e-9)
    return min(p.government_most_of_sales, rate) * (1 - p.government_administration)


@compiled
def administration_of_others(twin: Twin, c: int) -> float:
    """Return what it costs cluster c to pay out tax credits, guarantees and venture capital."""
    flow, carriers = twin.ledger[c], twin.carriers[0]
    return (
        administered(twin, c, carriers.innovation_tax_credit) * flow.tax_credit
        + administered(twin, c, carriers.bank_guarantee_share) * flow.guarantees_paid
        + administered(twin, c, carriers.venture_capital_public_match) * flow.public_venture
    )


@compiled
def administered(twin: Twin, c: int, instruments: np.uint32) -> float:
    """Return the administrative share of the instruments that some bits name, by their doses."""
    share = total = 0.0
    for k in range(len(twin.add)):
        if (np.int64(instruments) >> k) & 1:
            share += twin.doses[c, k] * twin.costs[k, 2]
            total += twin.doses[c, k]
    return share / total if total > 0 else 0.0


@compiled
def budget(twin: Twin) -> None:
    """Book what was spent and raised, and set the tax that pays for it in the next quarter."""
    now, p = twin.world[0], twin.p[0]
    spent = 0.0
    raised = 0.0
    for c in range(len(twin.clusters)):
        flow, cluster = twin.ledger[c], twin.clusters[c]
        flow.administration = flow.aid / (1 - p.government_administration) - flow.aid
        flow.administration += administration_of_others(twin, c)
        flow.burden = flow.tax - flow.tax / (1 + p.government_raising_cost)
        paid = flow.aid + flow.tax_credit + flow.guarantees_paid
        spent += paid + flow.administration + cluster.program_cost
        raised += flow.tax - flow.burden
    now.government_balance += raised - spent
    owed = max(0.0, -now.government_balance) * (1 + p.government_raising_cost)
    now.tax_rate = min(HIGHEST_TAX, owed / max(now.sales, 1e-9))
