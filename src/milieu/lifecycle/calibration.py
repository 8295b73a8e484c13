"""Calibration: the weights by which the parts are pooled, and what was measured with them.

Fitted on simulated panels of four generators (`simulated.GENERATORS` without `HELD_OUT`) and of
worlds that all differ (`simulated.worlds`), under seeds of their own, so that the weights suit
worlds not seen; `python -m milieu.lifecycle.calibration` fits them again (about ten minutes of one
core) and writes `stage_weights.csv`.
"""

import csv
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Matrix, Vector
from milieu.lifecycle.evidence import evidence
from milieu.lifecycle.hidden_markov import DEFAULTS, LEAVE_YEARS, read
from milieu.lifecycle.learning import learn
from milieu.lifecycle.pool_fit import Sample, fit, log_score, robust_fit
from milieu.lifecycle.scores import calibration_error
from milieu.lifecycle.simulated import GENERATORS, HELD_OUT, Generator, jobs_alone, jobs_and_output
from milieu.lifecycle.simulated.panel import Panel, without_jobs
from milieu.lifecycle.simulated.worlds import worlds
from milieu.lifecycle.stacking import CONTEXTS, Pool, features, names_of_features, parts

FILE = "stage_weights.csv"
SEED = 710_000  # of the panels fitted on; the exam's seeds are others
WORLDS = "worlds"
PANELS = 120  # of each generator
PANELS_OF_WORLDS = 700
LENGTHS = (3, 40.5)  # years of a panel, log-uniform between: many are short
CLUSTERS = (40, 80, 150)  # of a panel, one of these
ROWS_OF_A_PANEL = 130  # cluster-years taken of each
POOLED_SHARE = 0.75  # of panels whose parameters are learnt from them, as a study's are
VIEWS = (jobs_alone, jobs_and_output, lambda panel: panel, without_jobs)
VIEW_SHARES = (0.40, 0.20, 0.25, 0.15)  # of the panels
SHORT = (2, 3, 5, 8, 15)  # known growths at which a new kind of cluster-years begins
RAISED = (2, 7)  # known growths, from and to, whose kinds may gain weight
WEIGHT = 60_000.0  # cluster-years that each generator counts for, the worlds twice, L18
STEPS_OF_CHOICE = 60  # of the optimizer, where only the shrinkage is chosen
RIDGES = (300.0, 1_000.0, 5_000.0)  # tried; the best on a generator left out is taken
TOLERATED = 0.05  # calibration error above which a probability is not shown


class Weights(NamedTuple):
    """What the calibration file holds.

    filtered, smoothed   how the parts are pooled
    leave                weights of the chance to leave the stage; None if it is not calibrated
    """

    filtered: Pool
    smoothed: Pool
    leave: Vector | None


class Rows(NamedTuple):
    """Cluster-years of a simulated panel, ready to fit on.

    filtered, smoothed, leave   features
    stages, leaves              the truth
    growths                     how many are known until the year
    alone                       nothing but jobs is known
    """

    filtered: Matrix
    smoothed: Matrix
    leave: Matrix
    stages: NDArray[np.int64]
    leaves: NDArray[np.float64]
    growths: Vector
    alone: NDArray[np.bool_]

    def taken(self, at: NDArray[np.int64]) -> "Rows":
        """Return some of the rows, by position."""
        features = self.filtered[at], self.smoothed[at], self.leave[at]
        return Rows(*features, self.stages[at], self.leaves[at], self.growths[at], self.alone[at])


@cache
def weights() -> Weights:
    """Return the weights of the calibration file."""
    text = files("milieu.lifecycle").joinpath(FILE).read_text(encoding="utf-8")
    table = list(csv.DictReader(text.splitlines()))
    leave = [float(row["budding"]) for row in table if row["of"] == "leave"]
    return Weights(
        _read(table, "filtered"), _read(table, "smoothed"), np.array(leave) if leave else None
    )


def _read(table: list[dict[str, str]], of: str) -> Pool:
    columns = ("budding", "growth", "maturity", "decline")
    found = [[float(row[c]) for c in columns] for row in table if row["of"] == of]
    cooling = [float(row["budding"]) for row in table if row["of"] == f"{of} cooling"]
    return Pool(np.array(found), np.array(cooling))


def leave_features(
    leave: NDArray[np.float64], filtered: NDArray[np.float64], context: NDArray[np.float64]
) -> Matrix:
    """Return what the chance to leave the stage rests on, shape (cluster-years, features).

    leave      P(ends within three years) by stage, if it is the one, (clusters, years, 4)
    filtered   P(stage), same shape
    context    as in `stacking.Parts`
    """
    chance = np.clip((leave * filtered).sum(axis=-1), 0.01, 0.99)
    logit = np.log(chance / (1 - chance))
    sure = filtered.max(axis=-1)
    return np.stack([np.ones(sure.size), logit.ravel(), sure.ravel(), context[..., 1].ravel()], 1)


def leave_chance(found: Matrix, of: Vector) -> Vector:
    """Return P(the stage is left within three years) from features and weights."""
    return np.asarray(1 / (1 + np.exp(-found @ of)))


def rows(simulated: Panel, *, pooled: bool) -> Rows:
    """Return the cluster-years of a panel as features with their truth.

    pooled   learn parameters from the panel, as a study does; else the defaults, as for one cluster
    """
    seen = simulated.trajectories
    found = evidence(seen)
    reading = read(found, learn(found) if pooled else DEFAULTS)
    said = parts(found, reading)
    leave = leave_features(reading.leave, reading.filtered, said.context)
    return Rows(
        features(said.filtered, said.context),
        features(said.smoothed, said.context),
        leave,
        simulated.stages.ravel(),
        left_within(simulated.stages).ravel(),
        found.growths.ravel(),
        np.full(simulated.stages.size, not (seen.has("output") or seen.has("firms"))),
    )


def left_within(stages: NDArray[np.int64], years: int = LEAVE_YEARS) -> NDArray[np.float64]:
    """Return 1 where the stage changes within so many years, NaN where the panel ends before."""
    out = np.full(stages.shape, np.nan)
    for year in range(stages.shape[1] - years):
        ahead = stages[:, year + 1 : year + 1 + years]
        out[:, year] = (ahead != stages[:, year : year + 1]).any(axis=1)
    return out


def panels(seed: int, number: int, generator: Generator, many: int) -> Iterator[Rows]:
    """Yield rows of panels of random length, size and set of measures.

    number   of the generator, so that none shares its draws
    """
    for panel in range(many):
        draw = np.random.default_rng([seed, number, panel])
        length = round(np.exp(draw.uniform(*np.log(LENGTHS))))
        full = generator(int(draw.choice(CLUSTERS)), length, draw)
        view = VIEWS[draw.choice(len(VIEWS), p=VIEW_SHARES)]
        found = rows(view(full), pooled=bool(draw.random() < POOLED_SHARE))
        yield found.taken(draw.permutation(len(found.stages))[:ROWS_OF_A_PANEL])


def join(many: list[Rows]) -> Rows:
    """Return the rows of many panels as one."""
    return Rows(*(np.concatenate(arrays) for arrays in zip(*many, strict=True)))


def sample(by_generator: dict[str, Rows], found: str) -> Sample:
    """Return what the pool is fitted on: generators weigh the same, the worlds twice as much.

    A kind of cluster-years is a generator, a range of known growths, and jobs alone or more.

    found   name of the features, 'filtered' or 'smoothed'
    """
    together = join(list(by_generator.values()))
    sizes = np.array([len(one.stages) for one in by_generator.values()])
    each = WEIGHT * np.array([1 + (name == WORLDS) for name in by_generator]) / sizes
    number = np.repeat(np.arange(len(sizes)), sizes)
    known = np.digitize(together.growths, SHORT)
    kinds = (number * (len(SHORT) + 1) + known) * 2 + together.alone
    few = (together.growths >= RAISED[0]) & (together.growths <= RAISED[1])
    return Sample(
        getattr(together, found), together.stages, each[number], kinds, few & together.alone
    )


def best_ridge(by_generator: dict[str, Rows]) -> float:
    """Return the shrinkage of least log score on each generator, fitted on the others."""
    totals = []
    others = [name for name in by_generator if name != WORLDS]
    for ridge in RIDGES:
        total = 0.0
        for left_out in others:
            rest = {name: r for name, r in by_generator.items() if name != left_out}
            held = by_generator[left_out]
            by = fit(sample(rest, "filtered"), ridge, steps=STEPS_OF_CHOICE)
            total += log_score(held.filtered, held.stages, by)
        totals.append(total)
        print(f"ridge {ridge}: log score of generators left out {total / len(others):.4f}")
    return RIDGES[int(np.argmin(totals))]


def fit_leave(given: Rows) -> Vector:
    """Return the weights of the chance to leave the stage, by logistic regression."""
    known = np.isfinite(given.leaves)
    x, y = given.leave[known], given.leaves[known]
    of = np.zeros(x.shape[1])
    for _ in range(30):
        p = leave_chance(x, of)
        of = of + np.linalg.solve((x.T * (p * (1 - p))) @ x + np.eye(len(of)), x.T @ (y - p) - of)
    return of


def main(place: Path) -> None:
    """Fit all weights, print what was measured, and write the file."""
    by_generator = rows_of([name for name in GENERATORS if name not in HELD_OUT], SEED)
    by_generator[WORLDS] = join(list(panels(SEED, len(GENERATORS), worlds, PANELS_OF_WORLDS)))
    ridge = best_ridge(by_generator)
    filtered, smoothed = (
        robust_fit(sample(by_generator, found), ridge) for found in ("filtered", "smoothed")
    )
    leave = fit_leave(join(list(by_generator.values())))
    shown = leave_is_calibrated(leave, by_generator | rows_of(list(HELD_OUT), SEED + 1))
    write(place, filtered, smoothed, leave if shown else None)


def rows_of(names: list[str], seed: int) -> dict[str, Rows]:
    """Return the rows of panels of generators, by name."""
    return {
        name: join(list(panels(seed, list(GENERATORS).index(name), GENERATORS[name], PANELS)))
        for name in names
    }


def leave_is_calibrated(of: Vector, by_generator: dict[str, Rows]) -> bool:
    """Return whether the chance to leave is calibrated on every generator, the held out too."""
    errors = []
    for name, found in by_generator.items():
        known = np.isfinite(found.leaves)
        said, left = leave_chance(found.leave[known], of), found.leaves[known] == 1
        errors.append(calibration_error(said, left))
        base = left.mean() * (1 - left.mean())
        skill = 1 - ((said - left) ** 2).mean() / base
        print(f"leave, {name}: error {errors[-1]:.3f}, skill over base rate {skill:.3f}")
    return max(errors) < TOLERATED


def write(place: Path, filtered: Pool, smoothed: Pool, leave: Vector | None) -> None:
    """Write the calibration file."""
    with place.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["of", "feature", "budding", "growth", "maturity", "decline"])
        for of, values in (("filtered", filtered), ("smoothed", smoothed)):
            for name, row in zip(names_of_features(), values.weights, strict=True):
                table.writerow([of, name, *(f"{value:.4f}" for value in row)])
            for name, value in zip(CONTEXTS, values.cooling, strict=True):
                table.writerow([f"{of} cooling", name, f"{value:.4f}", "", "", ""])
        for name, value in zip(
            ("constant", "logit", "surest", "few years"),
            () if leave is None else leave,
            strict=False,
        ):
            table.writerow(["leave", name, f"{value:.4f}", "", "", ""])


if __name__ == "__main__":
    main(Path(__file__).with_name(FILE))
