"""Quick estimates held against experiments that they have not seen, in the twin itself."""

import numpy as np
import pytest

from milieu.policy.declare import INSTRUMENTS
from milieu.policy.quick_estimate import NORMAL, Between
from milieu.study.lab.asked import asked
from milieu.study.lab.preparing import Apart, point_of, prepared
from milieu.study.lab.sides import scenario_of
from milieu.study.lab.spread import SHOWN
from milieu.study.staging import staged
from milieu.study.worlds import World
from milieu.twin.ensemble import ensemble

NAMES = ("training", "external_linkage", "rd_grant")


def held_out(study, cluster, seed: int, count: int, runs: int, years: int):
    """Return experiments with random doses, of chances that the design has not met."""
    rng = np.random.default_rng(seed)
    stage = staged(study, [cluster])
    begins = 4 * (stage.year + 1)
    world = World(stage.names, begins, years, stage=stage)
    tried = []
    for k in range(count):
        chosen = rng.choice(NAMES, 1 + k % 2, replace=False)
        most = {str(name): INSTRUMENTS[str(name)].largest_intensity for name in chosen}
        tried.append({name: float(rng.uniform(0.05, 1) * top) for name, top in most.items()})
    question = asked(years=years)
    doses = [",".join(f"{n}:{dose:.6g}" for n, dose in one.items()) for one in tried]
    made = [scenario_of(asked(do=one, years=years), begins, np.nan) for one in doses]
    cases = [world.case(one) for one in (scenario_of(question, begins, np.nan), *made)]
    found = ensemble(cases, runs, seed=seed, observe=Apart(1))
    shown = {name: found[name] for name in SHOWN}
    return [point_of(one, shown, k, 0, runs) for k, one in enumerate(tried)]


def coverage(study, cluster, *, runs: int, held: int, years: int, seeds: int) -> float:
    """Return the share of held-out experiments whose middle lies within both errors."""
    *_, points = prepared(study, cluster, NAMES, asked(years=years), runs=(runs,))
    between, hits = Between(points.points), []
    for seed in range(100, 100 + seeds):
        for one in held_out(study, cluster, seed, held, runs, years):
            for name in SHOWN:
                read = between.surface(name).at(between.vector(one.doses))
                shape = one.values[name].shape
                value, error = read.value.reshape(shape), read.error.reshape(shape)
                both = np.hypot(error, NORMAL * one.errors[name])[1, -1]
                hits.append(abs(one.values[name][1, -1] - value[1, -1]) <= both)
    return float(np.mean(hits))


def test_quick_estimates_hold_most_of_what_was_held_out(own, cluster):
    """The short version: three outcomes of 12 experiments in two seeds."""
    assert coverage(own, cluster, runs=24, held=12, years=4, seeds=2) >= 0.65


@pytest.mark.slow
def test_quick_estimates_hold_four_of_five_of_what_was_held_out(own, cluster):
    assert coverage(own, cluster, runs=120, held=30, years=8, seeds=4) >= 0.75
