"""Calibration: the weights by which the parts are pooled, and what was measured with them.

Fitted on simulated panels of four generators (`simulated.GENERATORS` without `HELD_OUT`), under
seeds of their own; `python -m milieu.lifecycle.calibration` fits them again and writes
`stage_weights.csv`.
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
from milieu.lifecycle.scores import calibration_error
from milieu.lifecycle.simulated import GENERATORS, HELD_OUT, jobs_alone, jobs_and_output
from milieu.lifecycle.simulated.panel import Panel, without_jobs
from milieu.lifecycle.stacking import (
    CONTEXTS,
    Pool,
    features,
    fit,
    log_score,
    names_of_features,
    parts,
)

FILE = "stage_weights.csv"
SEED = 710_000  # of the panels fitted on; the exam's seeds are others
LENGTHS = (3, 5, 8, 11, 15, 20, 28, 40)  # years of the panels fitted on
CLUSTERS = 150  # of each panel
ROWS_OF_A_PANEL = 300  # cluster-years taken of each
RIDGES = (1_000.0, 5_000.0, 25_000.0)  # tried; the best on a generator left out is taken
MARGIN = 0.1  # log factor by which all scores are cooled for worlds unlike those fitted on, L14
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
    """Cluster-years of a simulated panel, ready to fit on."""

    filtered: Matrix
    smoothed: Matrix
    leave: Matrix
    stages: NDArray[np.int64]
    leaves: NDArray[np.float64]

    def taken(self, at: NDArray[np.int64]) -> "Rows":
        """Return some of the rows, by position."""
        many = (self.filtered[at], self.smoothed[at], self.leave[at])
        return Rows(*many, self.stages[at], self.leaves[at])


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
    found = evidence(simulated.trajectories)
    reading = read(found, learn(found) if pooled else DEFAULTS)
    said = parts(found, reading)
    leave = leave_features(reading.leave, reading.filtered, said.context)
    return Rows(
        features(said.filtered, said.context),
        features(said.smoothed, said.context),
        leave,
        simulated.stages.ravel(),
        left_within(simulated.stages).ravel(),
    )


def left_within(stages: NDArray[np.int64], years: int = LEAVE_YEARS) -> NDArray[np.float64]:
    """Return 1 where the stage changes within so many years, NaN where the panel ends before."""
    out = np.full(stages.shape, np.nan)
    for year in range(stages.shape[1] - years):
        ahead = stages[:, year + 1 : year + 1 + years]
        out[:, year] = (ahead != stages[:, year : year + 1]).any(axis=1)
    return out


def panels(seed: int, generators: list[str]) -> Iterator[tuple[str, Rows]]:
    """Yield rows of panels of every generator, length and set of measures."""
    for name in generators:
        for length in LENGTHS:
            number = 100 * list(GENERATORS).index(name) + length
            draw = np.random.default_rng([seed, number])
            full = GENERATORS[name](CLUSTERS, length, draw)
            views = (jobs_alone, jobs_and_output, lambda panel: panel, without_jobs)
            for position, view in enumerate(views):
                found = rows(view(full), pooled=bool((position + length) % 2))
                taken = draw.permutation(len(found.stages))[:ROWS_OF_A_PANEL]
                yield name, found.taken(taken)


def join(many: list[Rows]) -> Rows:
    """Return the rows of many panels as one."""
    return Rows(*(np.concatenate(arrays) for arrays in zip(*many, strict=True)))


def best_ridge(by_generator: dict[str, Rows]) -> float:
    """Return the shrinkage of least log score on each generator, fitted on the others."""
    totals = []
    for ridge in RIDGES:
        total = 0.0
        for left_out, held in by_generator.items():
            rest = join([r for name, r in by_generator.items() if name != left_out])
            found = fit(rest.filtered, rest.stages, ridge)
            total += log_score(held.filtered, held.stages, found)
        totals.append(total)
        print(f"ridge {ridge}: log score of generators left out {total / len(by_generator):.4f}")
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
    learnt = [name for name in GENERATORS if name not in HELD_OUT]
    many: dict[str, list[Rows]] = {name: [] for name in learnt}
    for name, found in panels(SEED, learnt):
        many[name].append(found)
    by_generator = {name: join(found) for name, found in many.items()}
    ridge = best_ridge(by_generator)
    together = join(list(by_generator.values()))
    filtered = fit(together.filtered, together.stages, ridge)
    smoothed = fit(together.smoothed, together.stages, ridge)
    leave = fit_leave(together)
    shown = leave_is_calibrated(leave, dict(by_generator) | held_out_rows())
    write(place, with_margin(filtered), with_margin(smoothed), leave if shown else None)


def with_margin(by: Pool) -> Pool:
    """Return the pool a little less sure in every context."""
    return by._replace(cooling=by.cooling - MARGIN * (np.arange(len(CONTEXTS)) == 0))


def held_out_rows() -> dict[str, Rows]:
    """Return rows of the generators that nothing is fitted on."""
    many: dict[str, list[Rows]] = {name: [] for name in HELD_OUT}
    for name, found in panels(SEED + 1, list(HELD_OUT)):
        many[name].append(found)
    return {name: join(found) for name, found in many.items()}


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
