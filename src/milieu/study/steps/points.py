"""Step: how near the firms of clustered industries are to each other."""

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from milieu.core.errors import UserError
from milieu.indicators.k_density import KDensity, k_density
from milieu.indicators.marcon_puech import MarconPuech, marcon_puech
from milieu.indicators.points.places import on_globe
from milieu.store.arrow import or_null, schema_of
from milieu.study.results import RESULTS
from milieu.study.step import Step, Work, step

MOST_INDUSTRIES = 6  # those of the most concentrated clusters
FEWEST_FIRMS = 10
DRAWS = 100  # of random places; each end of a 5 to 95 % band rests on five of them
RADII = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0)  # km: from a quarter to where people commute
MOST_PLACES = 10_000  # firms of all industries for M, whose time grows with those around each


def run(work: Work) -> dict[str, pa.Table]:
    """Return K-density and M of the clustered industries in the last year of the study."""
    rows: dict[str, list[dict[str, Any]]] = {"k_density": [], "m_function": []}
    (year,) = work.session.execute("SELECT max(year) FROM cells").fetchone() or (None,)
    firms = work.session.execute(
        "SELECT industry, longitude, latitude FROM firms WHERE longitude IS NOT NULL "
        "AND latitude IS NOT NULL AND coalesce(opened, 0) <= ? AND coalesce(closed, 9999) > ? "
        "ORDER BY firm",
        [year, year],
    ).fetchall()
    if firms:
        canonical = work.frame.industries.canonical
        industry = np.array([canonical(code) if code else "" for code, _, _ in firms], object)
        east, north = (np.array([firm[at] for firm in firms], float) for at in (1, 2))
        places = on_globe(east, north)
        sample = _sample(len(firms), work.settings.seed)
        around = on_globe(east[sample], north[sample])
        chosen = _industries(work, industry)
        for number, code in enumerate(chosen):
            at = np.flatnonzero(industry == code)
            near = np.flatnonzero(industry[sample] == code)
            try:
                curve = k_density(places, at, draws=DRAWS, seed=work.settings.seed)
                rows["k_density"] += _rows(code, year, len(at), curve)
            except UserError:  # all firms at one point have no density of distances
                pass
            if FEWEST_FIRMS <= len(near) < len(sample):
                m = marcon_puech(around, near, RADII, draws=DRAWS, seed=work.settings.seed)
                rows["m_function"] += _m_rows(code, year, len(near), len(sample), m)
            work.progress(f"distances of {code}", (number + 1) / len(chosen))
    return {
        name: pa.Table.from_pylist(of, schema_of(RESULTS[name].fields)) for name, of in rows.items()
    }


def _sample(firms: int, seed: int) -> NDArray[np.intp]:
    """Return the firms that M looks at: all, or as many as are affordable, each as likely."""
    if firms <= MOST_PLACES:
        return np.arange(firms)
    return np.sort(np.random.default_rng(seed).choice(firms, MOST_PLACES, replace=False))


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


def _m_rows(
    industry: str, year: int, firms: int, all_firms: int, m: MarconPuech
) -> list[dict[str, Any]]:
    """Return the radii at which some firm of the industry has a neighbor."""
    return [
        {
            "industry": industry,
            "year": year,
            "distance": float(m.radii[n]),
            "m": float(m.value[n]),
            "local_low": or_null(m.local_band.low[n]),
            "local_high": or_null(m.local_band.high[n]),
            "firms": firms,
            "lonely": int(m.lonely[n]),
            "all_firms": all_firms,
        }
        for n in np.flatnonzero(~np.isnan(m.value))
    ]


step(
    Step(
        name="points",
        order=40,
        about="how near the firms of clustered industries are to each other, against chance",
        needs=("firms", "clusters"),
        reads=("firms", "cells", "clusters", "industries"),
        makes=("k_density", "m_function"),
        run=run,
    )
)
