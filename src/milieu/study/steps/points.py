"""Step: how near the firms of clustered industries are to each other."""

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from milieu.core.errors import UserError
from milieu.indicators.k_density import KDensity, k_density
from milieu.indicators.points.places import on_globe
from milieu.store.arrow import schema_of
from milieu.study.results import RESULTS
from milieu.study.step import Step, Work, step

MOST_INDUSTRIES = 6  # those of the most concentrated clusters
FEWEST_FIRMS = 10
DRAWS = 100  # of random places; each end of a 5 to 95 % band rests on five of them


def run(work: Work) -> dict[str, pa.Table]:
    """Return the K-density of the clustered industries in the last year of the study."""
    rows: list[dict[str, Any]] = []
    (year,) = work.session.execute("SELECT max(year) FROM cells").fetchone() or (None,)
    firms = work.session.execute(
        "SELECT industry, longitude, latitude FROM firms WHERE longitude IS NOT NULL "
        "AND latitude IS NOT NULL AND coalesce(opened, 0) <= ? AND coalesce(closed, 9999) > ?",
        [year, year],
    ).fetchall()
    if firms:
        canonical = work.frame.industries.canonical
        industry = np.array([canonical(code) if code else "" for code, _, _ in firms], object)
        places = on_globe([x for _, x, _ in firms], [y for _, _, y in firms])
        chosen = _industries(work, industry)
        for number, code in enumerate(chosen):
            at = np.flatnonzero(industry == code)
            try:
                curve = k_density(places, at, draws=DRAWS, seed=work.settings.seed)
            except UserError:  # all firms at one point have no density of distances
                continue
            rows += _rows(code, year, len(at), curve)
            work.progress(f"distances of {code}", (number + 1) / len(chosen))
    return {"k_density": pa.Table.from_pylist(rows, schema_of(RESULTS["k_density"].fields))}


def _industries(work: Work, industry: NDArray[np.object_]) -> list[str]:
    """Return the industries of the most concentrated clusters that have firms enough."""
    listed = work.session.execute(
        "SELECT industries FROM clusters ORDER BY last_year DESC, location_quotient_high DESC"
    ).fetchall()
    ranked = dict.fromkeys(code for (codes,) in listed for code in codes.split())
    codes, counts = np.unique(industry.astype(str), return_counts=True)
    many = {str(code) for code in codes[counts >= FEWEST_FIRMS]}
    return [code for code in ranked if code in many][:MOST_INDUSTRIES]


def _rows(industry: str, year: int, firms: int, curve: KDensity) -> list[dict[str, Any]]:
    columns = {
        "distance": curve.distances,
        "density": curve.density,
        "local_low": curve.local_band.low,
        "local_high": curve.local_band.high,
        "global_low": curve.global_band.low,
        "global_high": curve.global_band.high,
    }
    lists = {name: np.asarray(values).tolist() for name, values in columns.items()}
    return [
        {
            "industry": industry,
            "year": year,
            "firms": firms,
            **{name: values[n] for name, values in lists.items()},
        }
        for n in range(len(curve.distances))
    ]


step(
    Step(
        name="points",
        order=40,
        about="how near the firms of clustered industries are to each other, against chance",
        needs=("firms", "clusters"),
        reads=("firms", "cells", "clusters", "industries"),
        makes=("k_density",),
        run=run,
    )
)
