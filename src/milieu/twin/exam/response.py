"""How an outcome responds to a dose: does it rise, fall, or rise and then fall?"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from milieu.core.arrays import Matrix, Vector
from milieu.core.errors import UserError
from milieu.twin.exam.bootstrap import (
    complete,
    high_alone,
    low_together,
    quantile_range,
    ranges_together,
    resampling,
)

Verdict = Literal["inverted U", "rising", "falling", "cannot tell"]
SURE = 0.95  # share of cases in which a range holds
FEWEST = 10  # seeds known at every dose
SLACK = 0.25  # of the whole rise, by which a rise may dip and still be one, assumption E4


@dataclass(frozen=True)
class Response:
    """A response curve over doses and what can be said of it.

    doses                      shape (doses,)
    mean                       outcome, shape (doses,)
    change, low, high          less the outcome at the first dose; all ranges hold at once
    marginal, marginal_low,    change per unit of dose from one dose to the next; all ranges hold
    marginal_high              at once, shape (doses - 1,)
    peak, peak_low, peak_high  dose with the highest outcome
    seeds, left_out            seeds used, and seeds not known at every dose
    """

    verdict: Verdict
    doses: Vector
    mean: Vector
    change: Vector
    low: Vector
    high: Vector
    marginal: Vector
    marginal_low: Vector
    marginal_high: Vector
    peak: float
    peak_low: float
    peak_high: float
    seeds: int
    left_out: int

    @property
    def peak_inside(self) -> bool:
        """Return whether the range of the peak leaves out both the first and the last dose."""
        return bool(self.doses[0] < self.peak_low and self.peak_high < self.doses[-1])


def inverted_u(doses: Vector, outcomes: Matrix, sure: float = SURE) -> Response:
    """Return the response of an outcome to a dose, by paired bootstrap over seeds.

    inverted U    some inner dose is surely above both the first and the last: its differences to
                  both have lower ends above zero that hold for all inner doses at once, so that
                  the highest of many is not taken for a peak; on a plateau it is said in
                  1.4 to 2.8 % of samples, and in up to 5 % if outcomes are very skewed
    rising        the last is surely above the first, and each inner dose for itself can not (5 %)
                  lie above the last or below the first by more than a quarter of that rise
    falling       the same, from the last to the first
    cannot tell   else, and with fewer than 10 seeds; an upright U ends here too

    Ranges are of the bootstrap-t (`bootstrap`). The peak lies at the vertex of the parabola through
    the highest dose and its neighbors; its range is that of the resamples. The same function is
    the gauge of an efficiency trap: give mean spending as doses; a trap is an inverted U, a falling
    response, or a marginal response whose range ends below zero.

    doses      rising, at least 3
    outcomes   shape (seeds, doses); a seed is the same world under each dose, NaN where unknown
    raises     UserError where shapes do not fit or doses do not rise
    """
    doses, outcomes = np.asarray(doses, np.float64), np.asarray(outcomes, np.float64)
    _check(doses, outcomes, sure)
    used = complete(outcomes)
    known = outcomes[used]
    if len(known) < FEWEST:
        return _nothing_to_say(doses, known, len(outcomes))
    weights = resampling(len(known))
    curves = weights @ known
    peaks = np.array([peak_dose(doses, curve) for curve in curves])
    peak_low, peak_high = quantile_range(peaks, sure)
    slopes = ranges_together(np.diff(known, axis=1) / np.diff(doses), weights, sure)
    mean = known.mean(axis=0)
    return Response(
        _verdict(known, weights, sure),
        doses,
        mean,
        mean - mean[0],
        *ranges_together(known - known[:, :1], weights, sure),
        np.diff(mean) / np.diff(doses),
        *slopes,
        peak_dose(doses, mean),
        float(peak_low),
        float(peak_high),
        len(known),
        int((~used).sum()),
    )


def peak_dose(doses: Vector, curve: Vector) -> float:
    """Return the dose of the highest outcome, refined by a parabola through its neighbors."""
    k = int(np.argmax(curve))
    if k in (0, len(doses) - 1):
        return float(doses[k])
    left, right = doses[k] - doses[k - 1], doses[k + 1] - doses[k]
    up, down = curve[k] - curve[k - 1], curve[k] - curve[k + 1]
    bend = up * right + down * left
    return float(doses[k] + (up * right**2 - down * left**2) / (2 * bend) if bend else doses[k])


def _check(doses: Vector, outcomes: Matrix, sure: float) -> None:
    if doses.ndim != 1 or len(doses) < 3 or not (np.diff(doses) > 0).all():
        raise UserError(
            f"doses are {doses.tolist()}, but they must rise and be at least 3",
            where="inverted_u",
            next="Give a low, a middle and a high dose in this order.",
        )
    if outcomes.ndim != 2 or outcomes.shape[1] != len(doses):
        raise UserError(
            f"outcomes have shape {outcomes.shape}, but there are {len(doses)} doses",
            where="inverted_u",
            next="Give one row a seed and one column a dose.",
        )
    if not 0 < sure < 1:
        raise UserError(f"sure is {sure:g}, but it must lie between 0 and 1", where="inverted_u")


def _verdict(known: Matrix, weights: Matrix, sure: float) -> Verdict:
    if _peaks_inside(known, weights, sure):
        return "inverted U"
    if _climbs(known, weights, sure):
        return "rising"
    return "falling" if _climbs(known[:, ::-1], weights, sure) else "cannot tell"


def _peaks_inside(known: Matrix, weights: Matrix, sure: float) -> bool:
    """Return whether one and the same inner dose surely is above the first and the last."""
    one_sided = (1 + sure) / 2
    inner, ends = known[:, 1:-1], (known[:, :1], known[:, -1:])
    lows = [low_together(inner - end, weights, one_sided) for end in ends]
    return bool(((lows[0] > 0) & (lows[1] > 0)).any())


def _climbs(known: Matrix, weights: Matrix, sure: float) -> bool:
    """Return whether the last dose surely is above the first with nothing much beyond either."""
    inner, rise = known[:, 1:-1], known[:, -1:] - known[:, :1]
    if low_together(rise, weights, (1 + sure) / 2)[0] <= 0:
        return False
    beyond = np.hstack([inner - known[:, -1:], known[:, :1] - inner])
    return bool((high_alone(beyond, weights, sure) <= SLACK * rise.mean()).all())


def _nothing_to_say(doses: Vector, known: Matrix, seeds: int) -> Response:
    unknown, no_slope = np.full(len(doses), np.nan), np.full(len(doses) - 1, np.nan)
    mean = known.mean(axis=0) if len(known) else unknown
    slopes = (no_slope, no_slope, no_slope)
    nan, out = float("nan"), seeds - len(known)
    bare = (doses, mean, mean - mean[0], unknown, unknown)
    return Response("cannot tell", *bare, *slopes, nan, nan, nan, len(known), out)
