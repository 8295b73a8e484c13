"""Step: which industries choose the same regions, beyond what the size of regions explains."""

from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from milieu.core.arrays import Matrix, Vector
from milieu.core.cells import Cells
from milieu.indicators.coagglomeration import pairwise_coagglomeration
from milieu.indicators.spread import drawn_scores
from milieu.store.arrow import schema_of, table_of
from milieu.study.matrices import levels, slices
from milieu.study.results import RESULTS
from milieu.study.step import Step, Work, step
from milieu.study.view import View

PARTNERS = 20  # of each industry; a pair is kept if it is among those of either
MOST_DRAWS = 15  # of the hidden cells, as of other large matrices (assumption I5)
LOW, HIGH = 0.1, 0.9  # ends of an 80 % range

Pairs = tuple[NDArray[np.intp], NDArray[np.intp]]


def run(work: Work) -> dict[str, pa.Table]:
    """Return the strongest pairs of each level in the first and in the last year."""
    built = levels(work.session)
    schema = schema_of(RESULTS["coagglomeration"].fields)
    tables = [schema.empty_table()]
    for number, level in enumerate(built):
        all_years = slices(work.session, level, built[0], work.frame.regions)
        ends = [all_years[0], all_years[-1]] if len(all_years) > 1 else all_years
        for one in ends:
            tables.append(table_of(_columns(View(work, one, all_years[0])), schema))
        work.progress(f"coagglomeration {level}", (number + 1) / len(built))
    return {"coagglomeration": pa.concat_tables(tables)}


def _columns(seen: View) -> dict[str, Any]:
    cells = _fewer_draws(seen.cells)
    total = _region_total(seen, cells)
    value = pairwise_coagglomeration(cells.jobs, total)
    one, other = strongest(value)
    low, high = _range(cells, total, (one, other))
    codes = np.array(cells.industries, object)
    return {
        "level": np.full(len(one), seen.slice.level),
        "year": np.full(len(one), cells.year, np.int16),
        "industry": codes[one],
        "other": codes[other],
        "coagglomeration_low": np.fmin(low, value[one, other]),
        "coagglomeration": value[one, other],
        "coagglomeration_high": np.fmax(high, value[one, other]),
    }


def strongest(value: Matrix, most: int = PARTNERS) -> Pairs:
    """Return the pairs that are among the strongest of one of their industries, each once.

    value    symmetric, shape (industries, industries); NaN where not known
    return   pairs i < j with a value above 0, at most `most` for each industry and those in which
             it is another's
    """
    near = np.where(value > 0, value, 0.0)
    np.fill_diagonal(near, 0.0)
    ranked = np.argsort(-near, axis=1, kind="stable")[:, :most]
    chosen = np.zeros(near.shape, np.bool_)
    np.put_along_axis(chosen, ranked, True, axis=1)
    one, other = np.nonzero(np.triu((chosen | chosen.T) & (near > 0), 1))
    return one, other


def _fewer_draws(cells: Cells) -> Cells:
    if len(cells.draws) <= MOST_DRAWS:
        return cells
    return replace(cells, draws=replace(cells.draws, jobs=cells.draws.jobs[:MOST_DRAWS]))


def _region_total(seen: View, cells: Cells) -> Vector:
    """Return all jobs of each region, which give way where draws exceed them."""
    total = np.asarray(seen.totals["region_total"])
    looks = [cells.jobs, *(cells.drawn(number) for number in range(len(cells.draws)))]
    return np.asarray(np.max([total, *(jobs.sum(axis=1) for jobs in looks)], axis=0))


def _range(cells: Cells, total: Vector, pairs: Pairs) -> tuple[Vector, Vector]:
    def of_pairs(jobs: Matrix) -> Vector:
        return np.asarray(pairwise_coagglomeration(jobs, total)[pairs])

    if not len(pairs[0]):
        return np.zeros(0), np.zeros(0)
    scores = np.array(list(drawn_scores(of_pairs, cells)))
    low, high = np.nanquantile(scores, (LOW, HIGH), axis=0)
    return low, high


step(
    Step(
        name="coagglomeration",
        order=52,
        about="which industries choose the same regions, beyond what the regions' size explains",
        needs=("cells",),
        reads=("cells", "_draws", "_totals", "regions", "industries"),
        makes=("coagglomeration",),
        run=run,
    )
)
