"""Step: which industries are at home in the same regions, and where neighbors stand out."""

from typing import Any

import numpy as np
import pyarrow as pa
from scipy.sparse import csr_array
from scipy.sparse.csgraph import minimum_spanning_tree

from milieu.clusters.false_discovery import discoveries
from milieu.core.arrays import Matrix
from milieu.indicators.getis_ord import getis_ord
from milieu.indicators.location_quotient import location_quotient
from milieu.indicators.proximity import proximity, specialized
from milieu.store.arrow import schema_of
from milieu.study.finding import neighbours
from milieu.study.matrices import levels, slices
from milieu.study.results import RESULTS
from milieu.study.step import Step, Work, step
from milieu.study.view import View

NEAR = 0.55  # proximity from which a pair is shown beside the tree (Hidalgo and others 2007)
FALSE_DISCOVERY_RATE = 0.05


def run(work: Work) -> dict[str, pa.Table]:
    """Return the near pairs of industries and Gi* of the clustered ones in the last year."""
    built = levels(work.session)
    near: list[dict[str, Any]] = []
    spatial: list[dict[str, Any]] = []
    for level in built:
        one = slices(work.session, level, built[0], work.frame.regions)[-1]
        seen = View(work, one, one)
        near += _near(seen)
        spatial += _spatial(seen)
        work.progress(f"relatedness {level}", 1.0)
    return {
        "proximity": pa.Table.from_pylist(near, schema_of(RESULTS["proximity"].fields)),
        "spatial": pa.Table.from_pylist(spatial, schema_of(RESULTS["spatial"].fields)),
    }


def _near(seen: View) -> list[dict[str, Any]]:
    """Return the maximum spanning tree of the proximities, and all pairs that are near."""
    phi = np.nan_to_num(proximity(specialized(seen.cells.jobs, **seen.totals), diagonal=False))
    industries = seen.cells.industries
    return [
        {
            "level": seen.slice.level,
            "year": seen.cells.year,
            "industry": industries[i],
            "other": industries[j],
            "proximity": float(phi[i, j]),
        }
        for i, j in zip(*np.nonzero(_tree(phi) | (np.triu(phi, 1) >= NEAR)), strict=True)
    ]


def _tree(phi: Matrix) -> np.ndarray:
    """Return the pairs of the maximum spanning tree, each once, as a mask."""
    tree = minimum_spanning_tree(csr_array(np.where(phi > 0, 2.0 - phi, 0.0)))
    pairs = np.asarray(tree.toarray() > 0)
    return np.triu(pairs | pairs.T, 1)


def _spatial(seen: View) -> list[dict[str, Any]]:
    around = neighbours(seen.work, seen.cells)
    listed = seen.work.session.execute("SELECT industries FROM clusters").fetchall()
    clustered = {code for (codes,) in listed for code in codes.split()}
    columns = [n for n, code in enumerate(seen.cells.industries) if code in clustered]
    if not around or not columns:
        return []
    quotient = location_quotient(seen.cells.jobs, **seen.totals)[:, columns]
    found = getis_ord(np.log1p(quotient), next(iter(around.values())))
    discovery = discoveries(np.nan_to_num(found.p, nan=1.0), FALSE_DISCOVERY_RATE)
    known = np.nonzero(~np.isnan(found.z))
    return [
        {
            "level": seen.slice.level,
            "region": seen.cells.regions[r],
            "industry": seen.cells.industries[columns[c]],
            "year": seen.cells.year,
            "location_quotient": float(quotient[r, c]),
            "gi": float(found.z[r, c]),
            "p": float(found.p[r, c]),
            "discovery": bool(discovery[r, c]),
        }
        for r, c in zip(*known, strict=True)
    ]


step(
    Step(
        name="relatedness",
        order=50,
        about="which industries are at home in the same regions, and which neighbors stand out",
        needs=("cells", "clusters"),
        reads=("cells", "_draws", "_totals", "clusters", "regions", "industries"),
        makes=("proximity", "spatial"),
        run=run,
    )
)
