"""What an office would publish of made-up clusters, with its gaps."""

import numpy as np

from milieu.core.arrays import Codes, Matrix, Vector
from milieu.lifecycle.alarms.composition import Cells
from milieu.lifecycle.alarms.planted.fates import MIX, MIX_SHIFT, number
from milieu.lifecycle.alarms.planted.paths import Paths, Random, years_since
from milieu.lifecycle.trajectories import Trajectories

MEMBER_WAGES = np.array([0.7, 0.9, 1.1, 1.4])  # of the cells of a cluster, over the mean
MEMBER_NOISE = 0.01  # deviation of a member's log wage, and .4 that of its log share of jobs
MEMBER_SHARES = 0.4
WAGE, UNIT_VALUE, MARGIN, ENTRY = 30_000.0, 100.0, 0.15, 0.08  # the nation's in the first year
NATION_SIZE = 1e6  # jobs and units of volume
NATION_DRIFT = {"jobs": 0.005, "output": 0.02, "wage": 0.01, "price": 0.015}  # logs a year
NATION_NOISE, CYCLE = 0.012, 0.008  # yearly deviations of these logs, and of margin and entry
MARGIN_OF_MIX = 0.25  # points of margin lost with a point of log mean wage by a poorer mix
HIDDEN_SHARE, HIDDEN_SPREAD = 0.15, 0.12  # of values of jobs, and their log spread
DROPPED, GAPS, LATE = 0.25, 0.05, 0.35  # chances: a measure, a year, the early years unknown
SAME = ("external_link_share", "technology_similarity", "related_variety", "related_entry_share")
DROPPABLE = (*SAME, "buyer_concentration", "output", "unit_value", "wage", "margin", "patents")
Nation = dict[str, Vector]


def nation(random: Random, years: int) -> Nation:
    """Return the nation's movements: logs of jobs, output, wage and price, and the cycle."""
    moves = {
        name: np.cumsum(random.normal(drift, NATION_NOISE, years))
        for name, drift in NATION_DRIFT.items()
    }
    return moves | {"cycle": random.normal(0, CYCLE, years)}


def members(random: Random, found: Paths, wages: Vector, fate: Codes, begins: Vector) -> Cells:
    """Return four cells of each cluster; in a change of mix the badly paid ones take over."""
    clusters, years = found["log_jobs"].shape
    count = len(MEMBER_WAGES)
    shift = years_since(begins, years) * (fate == number(MIX))[:, None]
    shift = shift * random.uniform(*MIX_SHIFT, (clusters, 1))
    tilt = np.linspace(0.5, -0.5, count)[:, None]
    weight = np.exp(random.normal(0, MEMBER_SHARES, (clusters, count, 1)) + tilt * shift[:, None])
    weight /= weight.sum(axis=1, keepdims=True)
    jobs = np.exp(found["log_jobs"])[:, None] * weight
    log_wage = np.log(MEMBER_WAGES)[:, None] + (found["log_wage"] + wages)[:, None]
    wage = WAGE * np.exp(log_wage + random.normal(0, MEMBER_NOISE, jobs.shape))
    of = np.repeat(np.arange(clusters, dtype=np.int32), count)
    return Cells(of, jobs.reshape(-1, years), wage.reshape(-1, years))


def published(random: Random, found: Paths, cells: Cells, moves: Nation) -> Trajectories:
    """Return the measures with their gaps."""
    clusters, years = found["log_jobs"].shape
    wage = _mean_wage(cells, found["log_jobs"].shape)
    mix = np.log(wage / WAGE) - found["log_wage"] - moves["wage"]
    known = _jobs(random, found, moves)
    known |= _returns(found, wage, mix - mix[:, :1], moves)
    known |= _openness(random, found, moves)
    known |= {f"nation_{k}": np.tile(v, (clusters, 1)) for k, v in _of_nation(moves).items()}
    names = tuple(f"C{at}" for at in range(clusters))
    return _incomplete(random, Trajectories(names, np.arange(2001, 2001 + years), known))


def _mean_wage(cells: Cells, shape: tuple[int, ...]) -> Matrix:
    parts = (shape[0], len(MEMBER_WAGES), shape[1])
    jobs, pay = cells.jobs.reshape(parts), (cells.jobs * cells.wage).reshape(parts)
    return np.asarray(pay.sum(axis=1) / jobs.sum(axis=1))


def _jobs(random: Random, found: Paths, moves: Nation) -> Paths:
    """Return jobs, hidden in some years and then estimated, and output."""
    log_jobs = found["log_jobs"]
    hidden = random.random(log_jobs.shape) < HIDDEN_SHARE
    estimated = log_jobs + hidden * random.normal(0, HIDDEN_SPREAD, log_jobs.shape)
    return {
        "jobs": np.exp(estimated + moves["jobs"]),
        "jobs_log_spread": hidden * HIDDEN_SPREAD,
        "output": np.exp(log_jobs + found["log_output_per_job"] + moves["output"]),
    }


def _returns(found: Paths, wage: Matrix, mix: Matrix, moves: Nation) -> Paths:
    """Return wage, unit value and margin; a poorer mix also sells cheaper at smaller margins."""
    return {
        "wage": wage,
        "unit_value": UNIT_VALUE * np.exp(found["log_unit_value"] + mix + moves["price"]),
        "margin": MARGIN + found["margin"] + MARGIN_OF_MIX * mix + moves["cycle"],
    }


def _openness(random: Random, found: Paths, moves: Nation) -> Paths:
    """Return the signs of lock-in, patents and public money."""
    expected = np.exp(found["log_jobs"] + found["log_patents_per_job"])
    return {name: found[name] for name in SAME} | {
        "buyer_concentration": np.exp(found["log_buyer_concentration"]),
        "entry_rate": np.maximum(ENTRY + found["entry_excess"] + moves["cycle"], 0),
        "patents": random.poisson(expected).astype(np.float64),
        "public_money": 1e6 * np.exp(found["log_public_money"]),
    }


def _of_nation(moves: Nation) -> dict[str, Vector]:
    return {
        "jobs": NATION_SIZE * np.exp(moves["jobs"]),
        "output": NATION_SIZE * np.exp(moves["output"]),
        "wage": WAGE * np.exp(moves["wage"]),
        "unit_value": UNIT_VALUE * np.exp(moves["price"]),
        "margin": MARGIN + moves["cycle"],
        "entry_rate": ENTRY + moves["cycle"],
    }


def _incomplete(random: Random, known: Trajectories) -> Trajectories:
    """Return what is left after gaps, late beginnings and measures that nobody collects."""
    clusters, years = known.shape
    late = random.random((clusters, 1)) < LATE
    there = np.arange(years) >= late * random.integers(0, years - 4, (clusters, 1))
    measures = {}
    for name, values in known.known.items():
        dropped = (name in DROPPABLE) & (random.random((clusters, 1)) < DROPPED)
        gap = random.random((clusters, years)) < GAPS * (not name.startswith("nation_"))
        measures[name] = np.where(there & ~dropped & ~gap, values, np.nan)
    return known.with_measures(**measures)
