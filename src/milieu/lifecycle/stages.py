"""Stages: where each cluster of a study stands in its life, year by year."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Mask, Matrix
from milieu.core.errors import UserError
from milieu.lifecycle import calibration
from milieu.lifecycle.evidence import evidence
from milieu.lifecycle.hidden_markov import Parameters, Reading, read
from milieu.lifecycle.learning import learn
from milieu.lifecycle.reasons import judge, notes
from milieu.lifecycle.shake_out_years import shake_out_years
from milieu.lifecycle.stacking import Parts, features, parts, pool
from milieu.lifecycle.stage import NOT_ENOUGH, STAGES
from milieu.lifecycle.trajectories import Trajectories


@dataclass(frozen=True)
class Stages:
    """The stages of clusters through the years. Arrays are (clusters, years) unless said.

    filtered         P(stage) from the years until each, in the order of STAGES, (..., 4)
    smoothed         P(stage) from all years, (..., 4); in the last year the same as filtered
    years_in_stage   expected years for which the likeliest stage has lasted, until each year
    leave_within_3   P(the stage is left within three years); NaN while it is not calibrated
    shake_out        firms fell for three years while output did not
    level_shift      levels jumped as a new classification makes them; read as no growth
    enough           the evidence is enough to name a stage
    reason           why not, in words; '' where it is
    used             names of the changes that the stage rests on, for each cluster
    notes            what else a user should know of each cluster's series
    """

    names: tuple[str, ...]
    years: NDArray[np.int64]
    filtered: NDArray[np.float64]
    smoothed: NDArray[np.float64]
    years_in_stage: Matrix
    leave_within_3: Matrix
    shake_out: Mask
    level_shift: Mask
    enough: Mask
    reason: NDArray[np.object_]
    used: tuple[tuple[str, ...], ...]
    notes: tuple[tuple[str, ...], ...]

    def named(self, *, smoothed: bool = False) -> NDArray[np.object_]:
        """Return the likeliest stage of each cluster and year, or 'not enough evidence'."""
        chances = self.smoothed if smoothed else self.filtered
        likeliest = np.array([str(stage) for stage in STAGES], object)[chances.argmax(axis=2)]
        return np.where(self.enough, likeliest, NOT_ENOUGH)


def stages(
    trajectories: Trajectories,
    *,
    seed: int = 0,
    parameters: Parameters | None = None,
    draws_of_one: bool = False,
) -> Stages:
    """Return the stages of all clusters, with parameters pooled over them.

    The filtered probabilities of a year use nothing later but the pooled parameters; a replay
    that is strict in these too is `stages(trajectories.until(year))`.

    seed           has no effect: nothing is drawn; taken so that all readings are called alike
    parameters     in the place of the pooled ones
    draws_of_one   the rows are draws of one history, not clusters of a study
    """
    del seed
    _check(trajectories)
    found = evidence(trajectories)
    reading = read(found, learn(found) if parameters is None else parameters)
    said = parts(found, reading, draws_of_one=draws_of_one)
    filtered, smoothed = _pooled(said)
    enough, reason = judge(trajectories, found, filtered)
    used = [
        tuple(name for name, mask in found.used.items() if mask[cluster])
        for cluster in range(len(trajectories.names))
    ]
    return Stages(
        trajectories.names,
        trajectories.years,
        filtered,
        smoothed,
        _at_likeliest(reading.age, filtered),
        _leave(reading, said),
        shake_out_years(trajectories),
        found.level_shift,
        enough,
        reason,
        tuple(used),
        notes(trajectories, found),
    )


def _check(trajectories: Trajectories) -> None:
    for name in ("jobs", "output", "firms"):
        wrong = (trajectories[name] < 0) | np.isinf(trajectories[name])
        if wrong.any():
            cluster, year = (int(k[0]) for k in np.nonzero(wrong))
            raise UserError(
                f"is {trajectories[name][cluster, year]:g} in {trajectories.years[year]}, "
                "but it must be at least 0",
                where=f"{name} of {trajectories.names[cluster]}",
                next="Give what is unknown as NaN.",
            )


def _pooled(said: Parts) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return filtered and smoothed probabilities, stacked and calibrated."""
    shape = said.filtered.shape[1:]
    of = calibration.weights()
    filtered = pool(features(said.filtered, said.context), of.filtered)
    smoothed = pool(features(said.smoothed, said.context), of.smoothed)
    filtered, smoothed = filtered.reshape(shape), smoothed.reshape(shape)
    smoothed[:, -1] = filtered[:, -1]  # nothing has come after: as seen then is as seen today
    return filtered, smoothed


def _at_likeliest(values: NDArray[np.float64], chances: NDArray[np.float64]) -> Matrix:
    at = chances.argmax(axis=2)[..., None]
    return np.take_along_axis(values, at, axis=2)[..., 0]


def _leave(reading: Reading, said: Parts) -> Matrix:
    shape = reading.filtered.shape[:2]
    of = calibration.weights().leave
    if of is None:
        return np.full(shape, np.nan)
    found = calibration.leave_features(reading.leave, reading.filtered, said.context)
    return calibration.leave_chance(found, of).reshape(shape)
