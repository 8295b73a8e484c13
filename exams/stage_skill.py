"""The exam of the stage model: skill on simulated panels, and what it says of real histories.

`python -m exams.stage_skill` draws fresh panels; `--seed` repeats an exam.
"""

import argparse
import itertools
import secrets
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from exams.stage_histories import history_lines
from exams.stage_lines import Line, largest_stage, markdown
from exams.stage_made_up import made_up_lines
from exams.stage_short import short_lines
from milieu.lifecycle.evidence import last_known, safe_log
from milieu.lifecycle.scores import (
    decline_delays,
    ranked_probability_score,
    stage_calibration_error,
)
from milieu.lifecycle.simulated import GENERATORS, Panel, jobs_alone, jobs_and_output
from milieu.lifecycle.stages import stages

CLUSTERS = 100  # of each simulated panel
PANELS = 4  # of each generator and length, with base rates and common shocks of their own
LENGTHS = (8, 12, 20, 40)  # years of the panels
SIGN_YEARS = 3
EXAM_SEEDS = 1_000_000  # seeds below are those of calibration


class Score(NamedTuple):
    """Scores of a generator seen through some measures; scores are means over cluster-years."""

    ours: float
    bare: float
    calibrated: float
    error: float
    largest: str
    by_length: dict[int, float]
    delays: NDArray[np.float64]


VIEWS: dict[str, Callable[[Panel], Panel]] = {
    "jobs alone": jobs_alone,
    "jobs and output": jobs_and_output,
    "all measures": lambda panel: panel,
}


def signs(panel: Panel) -> NDArray[np.int64]:
    """Return the sign of growth over three years, or as many as are known, (clusters, years)."""
    log = last_known(safe_log(panel.trajectories["jobs"]))
    before = log[:, np.maximum(0, np.arange(log.shape[1]) - SIGN_YEARS)]
    return np.sign(np.nan_to_num(log - before)).astype(np.int64)


def bare_sign(sign: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return P(stage) = 1 for growth, decline, or maturity where nothing moved."""
    return np.asarray(np.eye(4)[np.select([sign > 0, sign < 0], [1, 3], 2)])


def calibrated_sign(sign: NDArray[np.int64], true: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return P(stage) as the frequency seen given the sign, in the very panel that is scored."""
    chances = np.zeros((*sign.shape, 4))
    for value in (-1, 0, 1):
        at = sign == value
        if at.any():
            chances[at] = np.bincount(true[at], minlength=4) / at.sum()
    return chances


def score(name: str, view: Callable[[Panel], Panel], seed: int) -> Score:
    """Return the scores on panels of all lengths, from the year that has a three-year growth."""
    ours, bare, calibrated, delays = [], [], [], []
    chances, truths, by_length = [], [], {}
    for length, number in itertools.product(LENGTHS, range(PANELS)):
        draw = np.random.default_rng([seed, list(GENERATORS).index(name), length, number])
        panel = view(GENERATORS[name](CLUSTERS, length, draw))
        said, true, sign = stages(panel.trajectories).filtered, panel.stages, signs(panel)
        seen = np.s_[:, SIGN_YEARS:]
        ours.append(ranked_probability_score(said[seen], true[seen]).ravel())
        bare.append(ranked_probability_score(bare_sign(sign[seen]), true[seen]).ravel())
        usual = calibrated_sign(sign[seen], true[seen])
        calibrated.append(ranked_probability_score(usual, true[seen]).ravel())
        chances.append(said[seen].reshape(-1, 4))
        truths.append(true[seen].ravel())
        if number == PANELS - 1:
            last = np.concatenate(chances[-PANELS:]), np.concatenate(truths[-PANELS:])
            by_length[length] = stage_calibration_error(*last)
        delays.append(decline_delays(said, true))
    mean = [float(np.concatenate(x).mean()) for x in (ours, bare, calibrated)]
    everything = np.concatenate(chances), np.concatenate(truths)
    error, largest = stage_calibration_error(*everything), largest_stage(*everything)
    return Score(mean[0], mean[1], mean[2], error, largest, by_length, np.concatenate(delays))


def needed_skill(name: str, view: str) -> float | None:
    """Return by how much the calibrated sign must be beaten; None where nothing is asked."""
    if name == "clean switches":
        return 0.25
    if name == "noisy abrupt switches":
        return 0.10 if view == "jobs alone" else 0.20
    return -0.03 if name == "gradual" else None


def skill_lines(seed: int) -> list[Line]:
    """Return the lines on simulated panels."""
    out = []
    for name in GENERATORS:
        for view, see in VIEWS.items():
            found = score(name, see, seed)
            what = f"{name}, {view}"
            bare, calibrated = 1 - found.ours / found.bare, 1 - found.ours / found.calibrated
            figures = f"{found.ours:.4f} / {found.bare:.4f} / {found.calibrated:.4f}"
            out.append(Line(f"{what}: score ours / sign / calibrated sign", figures, "", None))
            out.append(Line(f"{what}: better than the sign", f"{bare:.0%}", ">= 40%", bare >= 0.4))
            need = needed_skill(name, view)
            asked = "" if need is None else f">= {need:.0%}"
            held = None if need is None else calibrated >= need
            out.append(Line(f"{what}: than the calibrated sign", f"{calibrated:.0%}", asked, held))
            error = f"{100 * found.error:.1f} points{found.largest}"
            lengths = " ".join(f"{k}y {100 * v:.1f}" for k, v in found.by_length.items())
            out.append(
                Line(f"{what}: calibration ({lengths})", error, "< 5 points", found.error < 0.05)
            )
            if name == "clean switches":
                middle, mean = np.median(found.delays), found.delays.mean()
                held = bool(middle <= 2 and mean <= 3)
                figure = f"median {middle:.1f}, mean {mean:.1f} years"
                out.append(Line(f"{what}: delay of a decline", figure, "<= 2, <= 3", held))
    return out


def speed_line(seed: int) -> Line:
    """Return the line on 3,000 clusters x 15 years."""
    panel = GENERATORS["noisy abrupt switches"](3_000, 15, np.random.default_rng(seed))
    start = time.process_time()
    stages(panel.trajectories)
    spent = time.process_time() - start
    return Line("3,000 clusters x 15 years, CPU", f"{spent:.1f} s", "<= 20 s", spent <= 20)


def table(shared: Path, seed: int) -> str:
    """Return the exam as a table in markdown.

    shared   folder of the real statistics
    seed     of the simulated panels; seeds of the calibration are never used
    """
    lines = skill_lines(EXAM_SEEDS + seed)
    lines += short_lines(EXAM_SEEDS + seed)
    lines += made_up_lines(EXAM_SEEDS + seed)
    lines += history_lines(shared)
    lines.append(speed_line(EXAM_SEEDS + seed))
    return markdown(lines, seed)


def main() -> None:
    """Read the arguments, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared/data"))
    parser.add_argument("--seed", type=int, default=None, help="fresh panels if not given")
    given = parser.parse_args()
    seed = secrets.randbelow(10**6) if given.seed is None else given.seed
    print(table(given.shared, seed))


if __name__ == "__main__":
    main()
