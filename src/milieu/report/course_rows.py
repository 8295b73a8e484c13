"""The rows of a cluster's course as charts draw them: stages, what was, what may come."""

from collections.abc import Mapping, Sequence
from typing import Any

from milieu.core.language import _
from milieu.report.cluster_figures import Known
from milieu.report.diagnosis import NOTABLE, kind_of, percent
from milieu.report.foresight_reading import JOBS, UNSURE, Rows, probabilities
from milieu.report.reading import amount
from milieu.report.words import Amount, plain

EARLIER = 5  # past forecasts drawn
BANDS = ("95", "80", "50")


def ribbon_rows(rows: Rows, seen: Any = probabilities) -> list[dict[str, Any]]:
    """Return the rows of a ribbon; `seen` says as seen when.

    A year is sure if a stage is more probable than one half. Years between sure ones are too: there
    one stage gives way to another.
    """
    shares = [seen(row) for row in rows]
    clear = [
        max((s for s in one.values() if s is not None), default=0.0) > UNSURE for one in shares
    ]
    return [
        {
            "year": row["year"],
            **one,
            "sure": None not in one.values() and any(clear[: at + 1]) and any(clear[at:]),
            "shake_out": bool(row.get("shake_out")),
            "level_shift": bool(row.get("level_shift")),
            "said": {
                s: _("{stage} {chance}", stage=plain(s), chance=percent(v))
                for s, v in one.items()
                if v is not None and v >= NOTABLE
            },
        }
        for at, (row, one) in enumerate(zip(rows, shares, strict=True))
    ]


def history_rows(known: Known, measure: str) -> list[dict[str, Any]]:
    """Return what is known of a measure by year, with its range where it is estimated."""
    if measure == JOBS:
        figures = [(row, amount(row, "jobs")) for row in known.years]
        return [_history(row["year"], figure, row["status"]) for row, figure in figures]
    came = {r["year"]: r["actual"] for r in known.foresight.earlier(measure)}
    return [
        _history(year, Amount(None, value, None, kind_of(measure)), "published")
        for year, value in sorted(came.items())
        if value is not None
    ]


def fan_rows(history: Sequence[Mapping[str, Any]], forecast: Rows) -> list[dict[str, Any]]:
    """Return the rows of a fan: the last known year, where all bands begin, then the forecast.

    Where nothing is known of the year in which it was made, it begins at the last that is.
    """
    made = forecast[0]["origin"]
    known = {r["year"]: r["value"] for r in history if (r["value"], r.get("high")) != (None, None)}
    origin = max((year for year in known if year <= made), default=made)
    begin = known.get(origin)
    ends = ("value", *(f"{end}_{band}" for end in ("low", "high") for band in BANDS))
    comes = [{"year": row["year"], **{end: row[end] for end in ends}} for row in forecast]
    return [{"year": origin, **dict.fromkeys(ends, begin)}, *comes]


def earlier_lines(
    history: Sequence[Mapping[str, Any]], past: Rows, first: int = 0
) -> list[list[dict[str, Any]]]:
    """Return a few forecasts of earlier years, evenly taken, each from what was known on.

    first   year before which nothing is drawn
    """
    known = {row["year"]: row["value"] for row in history if row["value"] is not None}
    origins = sorted({row["origin"] for row in past if row["origin"] >= first})
    step = max(-(-len(origins) // EARLIER), 1)
    return [
        [
            *([{"year": origin, "value": known[origin]}] if origin in known else []),
            *({"year": r["year"], "value": r["value"]} for r in past if r["origin"] == origin),
        ]
        for origin in sorted(origins[::-1][::step])
    ]


def _history(year: int, figure: Amount, status: str) -> dict[str, Any]:
    low, high = (None, None) if figure.exact else (figure.low, figure.high)
    return {"year": year, "low": low, "value": figure.value, "high": high, "status": status,
            "text": figure.text, "range": figure.range}  # fmt: skip
