"""Made-up but coherent rows of life cycle, alarms, peers and outlook for a small study.

Of the study's clusters 1 declines under two alarms, 2 is in growth again after a decline and under
watch, 3 is too short to tell, 4 grows through a shake-out and a level shift, 5 has no stage above
one half, and of 6 nothing is known. From 7 on it begins anew.
"""

import math
from typing import Any

from tests.report.small_study import Rows, SmallStudy

PROBABILITIES = ("budding", "growth", "maturity", "decline")
WIDTHS = {"95": 1.96, "80": 1.28, "50": 0.67}
HORIZON = 6
SPREAD = 0.045  # of the logarithm of jobs, a year ahead
COURSES = {  # the middles of the stages as shares of the known years, and how sharp they are
    1: ((-0.3, 0.1, 0.62, 1.22), 0.22),
    2: ((-9.0, 1.12, -0.1, 0.5), 0.22),
    4: ((0.05, 0.8, 1.35, 9.0), 0.22),
    5: ((0.1, 0.95, 0.98, 1.0), 0.5),
}


def with_foresight(study: SmallStudy) -> SmallStudy:
    """Return the study with rows in each table of life cycle, alarms, peers and outlook."""
    clusters = len(study.tables["clusters"])
    for n in range(1, clusters + 1):
        years = [r for r in study.tables["cluster_years"] if r["cluster"] == f"apparel-{n}"]
        last, like = years[-1]["year"], (n - 1) % 6 + 1
        study.tables["stages"] += stages(like, years)
        study.tables["alarms"] += alarms(like, years)
        study.tables["peers"] += peers(n, like, last, clusters)
        study.tables["outlook"] += outlook(like, years)
        study.tables["outlook_past"] += past(like, years)
        of_last = (("alarm_signs", signs), ("peer_survival", survival))
        for name, made in of_last:
            rows = made(like, last)
            study.tables[name] += [{**row, "cluster": f"apparel-{n}"} for row in rows]
    study.tables["outlook_record"] = record()
    return study


def stages(n: int, years: Rows) -> Rows:
    """Return a cluster's stages; of a cluster that is too short only the years and a note."""
    if n == 3:
        return [
            {
                "cluster": row["cluster"],
                "year": row["year"],
                "stage": "not enough evidence",
                "shake_out": False,
                "level_shift": False,
                "evidence": "jobs",
                "note": "5 years are known, 8 are needed: 3 more would do",
            }
            for row in years[-5:]
        ]
    return [] if n not in COURSES else [_stage(n, row, at, years) for at, row in enumerate(years)]


def _stage(n: int, row: dict[str, Any], at: int, years: Rows) -> dict[str, Any]:
    middles, sharp = COURSES[n]
    last = at == len(years) - 1
    today = _shares(at / max(len(years) - 1, 1), middles, sharp)
    then = today if last else _shares(at / max(len(years) - 1, 1) - 0.08, middles, sharp * 1.3)
    early = at < min(7, len(years) - 1)
    most = max(then)
    none = early or most <= 0.5
    stage = "not enough evidence" if none else PROBABILITIES[then.index(most)]
    seen = dict(zip(PROBABILITIES, [None] * 4 if early else then, strict=True))
    return {
        "cluster": row["cluster"],
        "year": row["year"],
        "stage": stage,
        **seen,
        **{f"{name}_today": share for name, share in zip(PROBABILITIES, today, strict=True)},
        "years_in_stage": None if none else 11.0,
        "leave_probability": 0.3 if n == 1 and not none else None,
        "shake_out": n == 4 and 8 <= at <= 10,
        "level_shift": n == 4 and at == 4,
        "evidence": "jobs, nation's jobs, establishments",
        "note": ("no stage is above 50 %" if not early else "8 years are needed") if none else None,
    }


def _shares(t: float, middles: tuple[float, ...], sharp: float) -> list[float]:
    weights = [math.exp(-(((t - middle) / sharp) ** 2) / 2) for middle in middles]
    return [weight / sum(weights) for weight in weights]


def alarms(n: int, years: Rows) -> Rows:
    """Return three alarms a year: raised, watched, absent or not to be told."""
    if n == 6:
        return []
    return [
        _alarm(n, row["cluster"], row["year"], at, alarm, years)
        for at, row in enumerate(years)
        for alarm in ("lock_in", "race_to_the_bottom", "efficiency_trap")
    ]


def _alarm(n: int, id: str, year: int, at: int, alarm: str, years: Rows) -> dict[str, Any]:
    share = at / max(len(years) - 1, 1)
    row = {"cluster": id, "year": year, "alarm": alarm, "state": "none", "probability": 0.2,
           "since": years[0]["year"], "worse": 1, "signs": 5, "false_alarm_share": 0.3,
           "false_alarm_rate": 0.04, "lead_years": 4.0}  # fmt: skip
    if alarm == "efficiency_trap":
        reason = "Efficiency trap: cannot tell. There are 4 years of figures, a trend needs 8."
        unknown = dict.fromkeys(
            ("probability", "since", "worse", "false_alarm_share", "lead_years")
        )
        return {**row, **unknown, "state": "cannot tell", "signs": 0, "sentence": reason}
    if n == 1 and alarm == "lock_in" and share > 0.7:
        return {
            **row,
            "state": "alarm",
            "since": years[-4:][0]["year"],
            "worse": 4,
            "probability": 0.9,
        }
    if n in (1, 2) and alarm == "race_to_the_bottom" and share > 0.8:
        return {**row, "state": "watch", "since": years[-3:][0]["year"], "worse": 2, "signs": 3,
                "probability": 0.62}  # fmt: skip
    return row


SIGNS = (  # alarm, sign, kind, then, low, now, high, threshold, unit, worse
    ("lock_in", "technology_similarity", "cognitive", 0.31, 0.4, 0.46, 0.5, 0.36, "cosine", True),
    ("lock_in", "related_variety", "cognitive", 1.9, 1.2, 1.4, 1.6, 1.7, "bits", True),
    ("lock_in", "external_link_share", "functional", 0.42, 0.22, 0.27, 0.33, 0.35, "share", True),
    ("lock_in", "related_entry_share", "political", 0.2, 0.06, 0.1, 0.16, 0.15, "share", True),
    ("lock_in", "buyer_concentration", "functional", 0.18, 0.15, 0.19, 0.24, 0.22, "index", False),
    ("race_to_the_bottom", "unit_value", "price", 44.0, 39.0, 41.0, 44.0, 43.0, "EUR", True),
    ("race_to_the_bottom", "wage", "price", 900.0, 850.0, 870.0, 905.0, 895.0, "EUR", True),
    ("race_to_the_bottom", "volume", "volume", 1.0, 0.97, 1.01, 1.04, 1.05, "", False),
)


def signs(n: int, year: int) -> Rows:
    """Return the signs of the clusters that have an alarm or a watch."""
    names = ("cluster", "year", "alarm", "sign", "kind", "then_year", "then", "now_low", "now",
             "now_high", "threshold", "unit", "worse")  # fmt: skip
    wanted = {1: ("lock_in", "race_to_the_bottom"), 2: ("race_to_the_bottom",)}.get(n, ())
    return [
        dict(zip(names, (f"apparel-{n}", year, *one[:3], year - 5, *one[3:]), strict=True))
        for one in SIGNS
        if one[0] in wanted
    ]


def peers(n: int, like: int, year: int, clusters: int) -> Rows:
    """Return the other clusters as peers of an earlier year."""
    if like in (3, 6):
        return []
    others = [m for m in range(1, clusters + 1) if m != n][:8]
    return [
        {
            "cluster": f"apparel-{n}",
            "year": year,
            "rank": at + 1,
            "peer": f"apparel-{m}",
            "peer_year": year - 5 - at % 2,
            "distance": 0.1 * (at + 1),
            "peer_stage": "maturity",
            "jobs_after_3": -0.12 - 0.01 * at,
            "jobs_after_5": None if at == 3 else -0.19 - 0.01 * at,
        }
        for at, m in enumerate(others)
    ]


def survival(n: int, year: int) -> Rows:
    """Return two falling curves."""
    if n in (3, 6):
        return []
    return [
        {
            "cluster": f"apparel-{n}",
            "year": year,
            "event": event,
            "years_after": after,
            "low": max(1 - (drop + 0.04) * after, 0.0),
            "value": 1 - drop * after,
            "high": min(1 - (drop - 0.03) * after, 1.0),
            "peers": 40 - 3 * after,
        }
        for event, drop in (("not in decline", 0.06), ("kept three quarters of jobs", 0.035))
        for after in range(1, 9)
    ]


def outlook(n: int, years: Rows) -> Rows:
    """Return the forecast of jobs and firms; a note where there is none."""
    row = years[-1]
    base = {"of": "cluster", "code": row["cluster"], "origin": row["year"]}
    if n in (3, 6):
        note = "the last year is a range only; a figure of 2014 would do"
        return [{**base, "measure": "jobs", "year": row["year"] + 1, "unit": "jobs", "note": note}]
    return [
        {**base, "measure": measure, "unit": measure, "year": row["year"] + h,
         **_fan(value, h, -0.02)}
        for measure, value in (("jobs", row["jobs"]), ("firms", row["establishments"]))
        for h in range(1, HORIZON + 1)
    ]  # fmt: skip


def past(n: int, years: Rows) -> Rows:
    """Return forecasts of earlier years with what came, up to five years ahead."""
    known = {row["year"]: row["jobs"] for row in years if row["jobs"] is not None}
    if n in (3, 6):
        return []
    return [
        _past(years[0]["cluster"], origin, year, known)
        for origin in list(known)[6:-1]
        for year in range(origin + 1, min(origin + 6, years[-1]["year"] + 1))
        if year in known
    ]


def _past(id: str, origin: int, year: int, known: dict[int, float]) -> dict[str, Any]:
    drift = (0.03, -0.02, -0.05, -0.07)[origin % 4]
    made = _fan(known[origin], year - origin, drift)
    inside = made["low_80"] <= known[year] <= made["high_80"]
    return {"of": "cluster", "code": id, "measure": "jobs", "origin": origin, "year": year, **made,
            "actual": known[year], "inside": inside}  # fmt: skip


def _fan(value: float, horizon: int, drift: float) -> dict[str, float]:
    deviation = SPREAD * math.sqrt(horizon)
    middle = math.log(value) + drift * horizon
    low = {f"low_{p}": math.exp(middle - z * deviation) for p, z in WIDTHS.items()}
    high = {f"high_{p}": math.exp(middle + z * deviation) for p, z in WIDTHS.items()}
    return {**low, "value": math.exp(middle), **high}


def record() -> Rows:
    """Return how good forecasts of jobs were: a little better than 'as today'."""
    return [
        {
            "measure": "jobs",
            "horizon": h,
            "size": size,
            "forecasts": 40 if size == "all" else 14,
            "crps_ratio": 0.94 + 0.005 * h,
            "mase": 0.9 + 0.2 * h,
            "mase_naive": 0.95 + 0.22 * h,
            "cover_50": 0.5,
            "cover_80": 0.775,
            "cover_95": 0.95,
        }
        for h in range(1, HORIZON + 1)
        for size in ("all", "smallest", "middle", "largest")
    ]
