"""Endogenous innovation: own research finds steps, ideas that do not fit, and patents."""

import numpy as np

from milieu.twin import draws
from milieu.twin.arithmetic import exponential, power
from milieu.twin.compiling import compiled, inlined
from milieu.twin.declare import Parameter, mechanism
from milieu.twin.mechanisms.world import around
from milieu.twin.state import EMPTY, Twin

mechanism(
    "innovation",
    6,
    "P = 1 - exp(-rate (rd / .04)^power (1 + size ln(S / xmin))); step ~ 3 step Beta(1, 2), times "
    "exp(-fishing max(-.3, a - frontier)); patents Poisson(c (rd S)^power).",
    source="Nelson, Winter (1982); Dosi, Fagiolo, Roventini (2010)",
    writes=("next_productivity", "position", "neglected", "patents"),
    departs="fishing-out beyond the frontier: the most important change, for the size tail",
    rate=Parameter(0.1933, 0.03, 0.3, "a quarter", "Chance of an idea at 4 % of sales", "M28"),
    power=Parameter(0.6, 0.3, 1, "elasticity", "How the chance rises with R&D",
                    "Hall, Mairesse, Mohnen (2010)"),
    size=Parameter(0.2114, 0, 0.5, "per log point", "How the chance rises with size",
                   "Cohen, Klepper (1996)"),
    step=Parameter(0.0475, 0.01, 0.1, "log points", "Mean step", "M28"),
    fishing_out=Parameter(0.4515, 0, 1, "per log point", "How steps shrink beyond the frontier",
                          "Bloom and others (2020): ideas get harder to find"),
    turn=Parameter(0.015, 0, 0.1, "turns", "Scale of the turn an idea brings", "M29"),
    patents=Parameter(0.01295, 0, 0.1, "per wage^power", "Patents from R&D spending", "M30"),
    patent_power=Parameter(0.894, 0.3, 1.2, "elasticity", "How patents rise with R&D spending",
                           "Bound and others (1984)"),
    patent_wear=Parameter(0.015, 0, 0.1, "a quarter", "Depreciation of the stock",
                          "15 % a year is usual: Hall (2007); M30"),
    tax_credit=Parameter(0, 0, 0.5, "share of R&D", "R&D paid back", "no policy", lever=True,
                         by_firm=True),
)  # fmt: skip

PLAIN_RESEARCH = 0.04  # share of sales at which `rate` is meant
FITTING_TURN = 3.5  # turns of the scale; a wilder idea is neglected by its firm (M29)
WILDNESS = 2.5  # s.d. of ideas in turns of the scale (M29)
TURNED = 0.4  # part of an idea's turn that the firm makes (M29)
FORGETTING = 0.98  # of neglected ideas, a quarter (M29)
LEAST_GAP = -0.3  # log points; farther behind, steps grow no larger (M28)
MOST_PATENTS = 20.0  # mean a quarter (M30)


@compiled
def innovation(twin: Twin, start: int, stop: int) -> None:
    """Let research find steps and ideas; `next_productivity` starts as today's."""
    firms, p, chosen, count = twin.firms, twin.p[0], twin.chosen, 0
    draws.uniforms(twin, draws.IDEA, start, stop)
    for i in range(start, stop):
        if firms.cluster[i] == EMPTY:
            continue
        firms.next_productivity[i] = firms.log_productivity[i]
        firms.neglected[i] *= FORGETTING
        # 1 - exp(-y) <= y and effort^power <= largest: most chances are settled without either
        largest = max(1.0, effort_of(twin, i))
        chosen[count] = i - start
        count += twin.chance[i - start] < p.innovation_rate * largest * scale_of(twin, i)
    for k in range(count):
        i = start + chosen[k]
        chance, effort = twin.chance[chosen[k]], effort_of(twin, i)
        pace = p.innovation_rate * scale_of(twin, i)
        least = pace * min(1.0, effort)  # and 1 - exp(-y) >= y - y^2 / 2 settles most of the rest
        if chance < least - 0.5 * least * least or chance < 1 - exponential(
            -pace * power(effort, p.innovation_power)
        ):
            have_idea(twin, i, draws.address_of(firms.identity[i], twin.world[0].quarter))


@inlined
def effort_of(twin: Twin, i: int) -> float:
    """Return the R&D of a firm less its lobbying, over that at which `rate` is meant."""
    firms = twin.firms
    return firms.research_share[i] * (1 - firms.lobbying_share[i]) / PLAIN_RESEARCH


@inlined
def scale_of(twin: Twin, i: int) -> float:
    """Return by how much the size of a firm raises the chance of an idea."""
    above = twin.firms.log_sales[i] - twin.world[0].log_minimum_scale
    return 1 + twin.p[0].innovation_size * max(0.0, above)


@inlined
def have_idea(twin: Twin, i: int, address: np.uint64) -> None:
    """Take a step, and turn; or neglect an idea that does not fit the firm."""
    firms, p = twin.firms, twin.p[0]
    turn = WILDNESS * p.innovation_turn * draws.normal(twin.key, address, draws.IDEA_TURN)
    if abs(turn) > FITTING_TURN * p.innovation_turn:
        firms.neglected[i] += 1
        return
    smaller = min(
        draws.uniform(twin.key, address, draws.IDEA_STEP),
        draws.uniform(twin.key, address, draws.IDEA_STEP_2),
    )
    ahead = max(LEAST_GAP, firms.log_productivity[i] - twin.world[0].frontier)
    step = 3 * p.innovation_step * smaller * exponential(-p.innovation_fishing_out * ahead)
    firms.next_productivity[i] += step
    firms.position[i] = around(firms.position[i] + TURNED * turn)


@compiled
def patents(twin: Twin, start: int, stop: int) -> None:
    """Let firms patent, at a mean that rises with what they spend on research."""
    firms, p, chosen, count = twin.firms, twin.p[0], twin.chosen, 0
    draws.uniforms(twin, draws.PATENT, start, stop)
    for i in range(start, stop):
        if firms.cluster[i] == EMPTY:
            continue
        firms.patents[i] *= 1 - p.innovation_patent_wear
        spent = spent_on_research(twin, i)
        if spent <= 0:
            continue
        # the mean is concave enough that its tangent at 1 bounds it: settle most without a power
        bound = p.innovation_patents * (1 + p.innovation_patent_power * (spent - 1))
        settled = p.innovation_patent_power <= 1 and 0 <= bound < 0.5
        chosen[count] = i - start
        count += not (settled and twin.chance[i - start] <= 1 - bound)
    for k in range(count):
        i = start + chosen[k]
        mean = p.innovation_patents * power(spent_on_research(twin, i), p.innovation_patent_power)
        granted = draws.poisson(min(MOST_PATENTS, mean), twin.chance[chosen[k]])
        firms.patents[i] += granted
        twin.clusters[firms.cluster[i]].patents += granted


@inlined
def spent_on_research(twin: Twin, i: int) -> float:
    """Return what a firm spends on R&D but not on lobbying."""
    firms = twin.firms
    return firms.research_share[i] * (1 - firms.lobbying_share[i]) * firms.sales[i]
