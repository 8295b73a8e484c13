"""Step: clusters that once were as each is now, and what became of them."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa

from milieu.lifecycle.peers import Peers, peers
from milieu.lifecycle.stage import NOT_ENOUGH, STAGES
from milieu.lifecycle.trajectories import Trajectories
from milieu.store.arrow import or_null, schema_of
from milieu.study.results import RESULTS
from milieu.study.step import Step, Work, step
from milieu.study.trajectories import TABLES, Reading

LISTED = 6  # peers with names; as many small drawings stand side by side
Row = dict[str, Any]


def run(work: Work) -> dict[str, pa.Table]:
    """Return the nearest peers of each cluster and the curves of what came next.

    Clusters that came back to the same cells under another name are one peer.
    """
    reading = Reading(work)
    known = reading.all()
    names, chances = _stages(work, known)
    _, first, which = np.unique(reading.homes(), return_index=True, return_inverse=True)
    found = peers(known.of(first), chances[first])
    rows = {
        "peers": [
            row
            for at, name in zip(which, known.names, strict=True)
            for row in _peers(found, int(at), name, names)
        ],
        "peer_survival": [
            row
            for at, name in zip(which, known.names, strict=True)
            for row in _curves(found, int(at), name)
        ],
    }
    return {
        name: pa.Table.from_pylist(of, schema_of(RESULTS[name].fields)) for name, of in rows.items()
    }


def _stages(work: Work, known: Trajectories) -> tuple[dict[tuple[str, int], str], np.ndarray]:
    """Return the stage of each cluster and year by name, and the probabilities."""
    rows = work.session.execute(
        f"SELECT cluster, year, stage, {', '.join(STAGES)} FROM stages"
    ).fetchall()
    place = {name: at for at, name in enumerate(known.names)}
    chances = np.full((*known.shape, len(STAGES)), np.nan)
    for cluster, year, stage, *values in rows:
        if stage != NOT_ENOUGH and None not in values:
            chances[place[cluster], year - known.years[0]] = values
    return {(cluster, year): stage for cluster, year, stage, *_ in rows}, chances


def _peers(
    found: Peers, at: int, cluster: str, stages: dict[tuple[str, int], str]
) -> Iterator[Row]:
    for rank, peer in enumerate(found.short_list(at, LISTED), 1):
        yield {
            "cluster": cluster,
            "year": found.year,
            "rank": rank,
            "peer": peer.name,
            "peer_year": peer.year,
            "distance": peer.distance,
            "peer_stage": stages.get((peer.name, peer.year), NOT_ENOUGH),
            "jobs_after_3": or_null(peer.change_after_3),
            "jobs_after_5": or_null(peer.change_after_5),
        }


def _curves(found: Peers, at: int, cluster: str) -> Iterator[Row]:
    for event, curve in found.curves.items():
        for year in np.flatnonzero(np.isfinite(curve.share[at])):
            yield {
                "cluster": cluster,
                "year": found.year,
                "event": event,
                "years_after": int(year) + 1,
                "low": float(curve.low[at, year]),
                "value": float(curve.share[at, year]),
                "high": float(curve.high[at, year]),
                "peers": int(curve.at_risk[at, year]),
            }


step(
    Step(
        name="peers",
        order=78,
        about="clusters that went the same way earlier, and what became of them",
        needs=("stages",),
        reads=(*TABLES, "stages"),
        makes=("peers", "peer_survival"),
        run=run,
    )
)
