"""Stages of simulated clusters, called by the stage model from jobs and firms alone.

python -m exams --only twin_stages [--seed N]
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from milieu.lifecycle.stages import stages
from milieu.study.simulated_stages import SimulatedStages
from milieu.twin.run import run
from milieu.twin.start import Setting

RUNS = 20
ORDER = ("growth", "maturity", "decline")
FALLEN = 0.7  # of the peak of jobs


def table(shared: Path, seed: int) -> str:
    """Return a table in Markdown: which stages are called, and in which order.

    shared   not needed here
    """
    courses, fell = [], []
    for replicate in range(RUNS):
        seen = run(Setting(), seed, replicate, firms=False)
        course = SimulatedStages().course(seen, seen.years)
        named = stages(course).named()
        courses += [list(one) for one in named]
        jobs = course["jobs"]
        fell += list(jobs[:, -1] < FALLEN * jobs.max(axis=1))
    return "\n".join(
        ["| of clusters of 60 years | share |", "| --- | --- |", *lines(courses, fell)]
    )


def lines(courses: Sequence[Sequence[str]], fell: Sequence[bool]) -> list[str]:
    """Return the rows of the table."""
    called = [set(course) for course in courses]
    after_a_fall = [("decline" in one) for one, has in zip(called, fell, strict=True) if has]
    shares = {
        "growth, then maturity, then decline are called": [in_order(c, ORDER) for c in courses],
        "all four are called, in order": [in_order(c, ("budding", *ORDER)) for c in courses],
        **{
            f"{stage} is ever called": [stage in c for c in called] for stage in ("budding", *ORDER)
        },
        "decline is called where jobs ended 30 % or more below their peak": after_a_fall,
        "years without enough evidence": [
            stage == "not enough evidence" for course in courses for stage in course
        ],
    }
    return [
        f"| {what} | {np.mean(which):.0%} of {len(which):,} |" for what, which in shares.items()
    ]


def in_order(course: Sequence[str], wanted: Sequence[str]) -> bool:
    """Return whether the wanted stages come one after the other, others between or not."""
    left = iter(course)
    return all(any(stage == here for here in left) for stage in wanted)
