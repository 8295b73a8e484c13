"""Step: where each cluster stands in its life."""

import numpy as np
import pyarrow as pa

from milieu.lifecycle.stage import STAGES
from milieu.lifecycle.stages import Stages, stages
from milieu.store.arrow import schema_of, table_of
from milieu.study.results import RESULTS
from milieu.study.step import Step, Work, step
from milieu.study.trajectories import TABLES, trajectories


def run(work: Work) -> dict[str, pa.Table]:
    """Return the stages of all clusters in all years."""
    return {"stages": _rows(stages(trajectories(work), seed=work.settings.seed))}


def _rows(found: Stages) -> pa.Table:
    clusters, years = found.enough.shape
    columns = {
        "cluster": np.repeat(np.array(found.names, object), years),
        "year": np.tile(found.years.astype(np.int16), clusters),
        "stage": found.named().ravel(),
        **_chances(found.filtered, ""),
        **_chances(found.smoothed, "_today"),
        "years_in_stage": found.years_in_stage.ravel(),
        "leave_probability": found.leave_within_3.ravel(),
        "shake_out": found.shake_out.ravel(),
        "level_shift": found.level_shift.ravel(),
        "evidence": np.repeat(np.array([", ".join(u) for u in found.used], object), years),
        "note": np.array(
            [
                " ".join(filter(None, (reason, *(notes if year == years - 1 else ()))))
                for reasons, notes in zip(found.reason, found.notes, strict=True)
                for year, reason in enumerate(reasons)
            ],
            object,
        ),
    }
    return table_of(columns, schema_of(RESULTS["stages"].fields))


def _chances(chances: np.ndarray, suffix: str) -> dict[str, np.ndarray]:
    return {f"{stage}{suffix}": chances[..., at].ravel() for at, stage in enumerate(STAGES)}


step(
    Step(
        name="stages",
        order=70,
        version=2,
        about="where each cluster stands in its life, as a probability",
        needs=("clusters",),
        reads=TABLES,
        makes=("stages",),
        run=run,
    )
)
