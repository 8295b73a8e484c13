"""Rows by hand of the results on a study's structure."""

import math
from typing import Any

from tests.report.small_study import Rows, SmallStudy

INDUSTRIES = [f"3{n:02}" for n in range(11, 41)]


def with_structure(study: SmallStudy, *, regions: int = 6) -> SmallStudy:
    """Return the study with rows in each of the tables on structure."""
    study.tables |= {
        "k_density": k_density(),
        "proximity": proximity(),
        "spatial": spatial(regions),
        "value_chain": value_chain(),
    }
    return study


def k_density() -> Rows:
    """Return an industry localized up to 40 km, one as by chance, three dispersed."""
    return [
        {
            "industry": industry,
            "year": 2014,
            "distance": float(km),
            "density": 0.006 * shape(km),
            "local_low": 0.005 * math.exp(-km / 300),
            "local_high": 0.007 * math.exp(-km / 300),
            "global_low": 0.004 * math.exp(-km / 300),
            "global_high": 0.008 * math.exp(-km / 300),
            "firms": 120 + at,
        }
        for at, (industry, shape) in enumerate(
            (
                ("315", lambda km: 2.5 if km <= 40 else 0.9 * math.exp(-km / 300)),
                ("334", lambda km: math.exp(-km / 300)),
                ("311", lambda km: 0.3 if km < 20 else math.exp(-km / 300)),
                ("312", lambda km: 0.3 if km < 30 else math.exp(-km / 300)),
                ("313", lambda km: 0.3 if km < 40 else math.exp(-km / 300)),
            )
        )
        for km in range(0, 181, 2)
    ]


def proximity(industries: list[str] = INDUSTRIES) -> Rows:
    """Return pairs of industries, each once, near if their codes are."""
    return [
        {
            "level": "county",
            "year": 2014,
            "industry": one,
            "other": other,
            "proximity": round(0.9 / (1 + abs(a - b) % 9) + 0.01 * ((a * b) % 7), 3),
        }
        for a, one in enumerate(industries)
        for b, other in enumerate(industries)
        if a < b and (abs(a - b) < 4 or (a + b) % 11 == 0)
    ]


def spatial(regions: int) -> Rows:
    """Return Gi* of two industries; only in one of them are there discoveries."""
    return [
        {
            "level": "county",
            "region": f"36{n:03}",
            "industry": industry,
            "year": 2014,
            "location_quotient": 4.0 / n,
            "gi": gi,
            "p": math.erfc(abs(gi) / 2**0.5),
            "discovery": industry == "315" and abs(gi) > 2.8,
        }
        for n in range(1, regions + 1)
        for industry in ("315", "334")
        for gi in (4.5 - 8.0 * (n - 1) / max(regions - 1, 1),)
    ]


def value_chain() -> Rows:
    """Return industries of an older and a newer table, one of them without a figure."""
    rows: list[dict[str, Any]] = [
        {
            "table": table,
            "industry": industry,
            "upstreamness": 1.0 + (at * 7 % 30) / 12,
            "downstreamness": 1.2 + (at * 11 % 30) / 15,
            "output_multiplier": 1.5,
            "backward_linkage": 1.01,
            "forward_linkage": 0.97,
        }
        for table in ("germany_1995", "austria_2010")
        for at, industry in enumerate(INDUSTRIES)
    ]
    rows[-1]["upstreamness"] = None
    return rows
