"""Core-periphery: whether a network has a centre that all are tied to, beyond what hubs explain."""

from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize

from milieu.core.arrays import Mask, Matrix, Vector
from milieu.core.errors import UserError
from milieu.indicators.inputs import checked

SWAPS_PER_LINK = 10  # attempts; Milo and others (2003) find 100 per link ample, 10 mostly enough
POWER_STEPS = 30
FEWEST = 3  # firms; two firms have one pair and no correlation


class CorePeriphery(NamedTuple):
    """The fit of a centre, and whether the numbers of links alone explain it.

    coreness   of each firm, 0 to 1 (the most central), shape (firms,); NaN if there is no fit
    fit        correlation of the links with the products of corenesses, -1 to 1
    expected   its mean over networks with the same numbers of links
    p          chance that such a network fits at least as well
    """

    coreness: Vector
    fit: float
    expected: float
    p: float


def core_periphery(links: Matrix, draws: int = 99, seed: int = 0) -> CorePeriphery:
    """Return how well a centre and a periphery describe a network, against a null.

    fit = max over c of the correlation of links[i, j] with c[i] c[j] over the pairs i < j
    (Borgatti and Everett (2000), Social Networks 21: the continuous form)
    p = (1 + number of null networks that fit at least as well) / (1 + draws)

    Null networks keep every firm's number of links: ends of two links are swapped again and again
    (Maslov and Sneppen (2002), Science 296). Without it, hubs
    alone make a core. Where the numbers of links leave only one network, p is 1: a centre that is
    tied to all firms is told by its hubs.

    links    1 where two firms are linked, else 0, shape (firms, firms), symmetric; weights only
             without draws, because swaps can not keep both links and weights of a firm
    draws    null networks, 0 for none
    seed     of the swaps; the same seed gives the same p
    return   all NaN where there are fewer than three firms, a link is unknown, or all pairs are
             linked alike; expected and p NaN without draws. The maximum is searched from two
             starts and may be a local one; null networks are treated the same
    raises   UserError if links is not symmetric, negative, or weighted though draws are wanted
    """
    links = checked(links, "links", (len(links), len(links)))
    _refuse(links, draws)
    one, other = np.triu_indices(len(links), 1)
    pairs = links[one, other]
    if len(links) < FEWEST or np.isnan(pairs).any() or np.ptp(pairs) == 0:
        return CorePeriphery(np.full(len(links), np.nan), np.nan, np.nan, np.nan)
    coreness, fit = _best(links)
    if draws == 0:
        return CorePeriphery(coreness, fit, np.nan, np.nan)
    random = np.random.default_rng(seed)
    null = np.array([_best(rewired(links > 0, random).astype(np.float64))[1] for _ in range(draws)])
    higher = int((null >= fit - 1e-6).sum())  # closer than the search finds the maximum
    return CorePeriphery(coreness, fit, float(null.mean()), (1 + higher) / (1 + draws))


def rewired(linked: Mask, random: np.random.Generator) -> Mask:
    """Return a random network in which every firm keeps its number of links.

    linked   symmetric, shape (firms, firms); its diagonal is not looked at
    """
    out = linked.copy()
    np.fill_diagonal(out, False)
    one, other = (ends.astype(np.int32) for ends in np.nonzero(np.triu(out, 1)))
    tries = SWAPS_PER_LINK * len(one)
    if len(one) > 1:
        picks = random.integers(0, len(one), (tries, 2), dtype=np.int32)
        from milieu.indicators.networks.swaps import swap_ends  # compiled code loads slowly

        swap_ends(out, one, other, picks, random.random(tries) < 0.5)
    return out


def _best(links: Matrix) -> tuple[Vector, float]:
    """Return the coreness and the fit, the better of two searches."""
    links = links.copy()
    np.fill_diagonal(links, 0)
    degree = links.sum(axis=1)
    principal = degree.copy()
    for _ in range(POWER_STEPS):  # near the first eigenvector is near enough for a start
        principal += links @ principal
        principal /= principal.max()
    found = [_search(links, start) for start in (principal, degree / degree.max())]
    return max(found, key=lambda pair: pair[1])


def _search(links: Matrix, start: Vector) -> tuple[Vector, float]:
    pairs = len(links) * (len(links) - 1) / 2
    centred = links - links.sum() / 2 / pairs
    np.fill_diagonal(centred, 0)
    spread = np.sqrt((centred**2).sum() / 2)

    def badness(c: Vector) -> tuple[float, Vector]:
        """Return minus the correlation and its gradient, without forming the products c c'."""
        square = c**2
        total, squares = (c.sum() ** 2 - square.sum()) / 2, (square.sum() ** 2 - (c**4).sum()) / 2
        variance = squares - total**2 / pairs
        if variance <= 1e-12:
            return 0.0, np.zeros_like(c)
        pull = centred @ c
        fit = (c @ pull) / 2 / (spread * np.sqrt(variance))
        slope = 2 * c * (square.sum() - square) - 2 * total / pairs * (c.sum() - c)
        return -fit, -(pull / (spread * np.sqrt(variance)) - fit * slope / 2 / variance)

    bounds = [(0, 1)] * len(start)
    done = minimize(
        badness, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"ftol": 1e-8}
    )
    coreness = np.asarray(done.x / max(done.x.max(), 1e-300), np.float64)
    return coreness, float(-done.fun)


def _refuse(links: Matrix, draws: int) -> None:
    off = ~np.eye(len(links), dtype=np.bool_)
    if not np.array_equal(links, links.T, equal_nan=True):
        raise UserError(
            "is not symmetric", where="links", next="Use the larger of both directions for a pair."
        )
    if draws and not np.isin(links[off & ~np.isnan(links)], (0, 1)).all():
        raise UserError(
            "has weights, for which there is no null that keeps the numbers of links",
            where="links",
            next="Use links > 0, or draws=0 for the fit alone.",
        )
