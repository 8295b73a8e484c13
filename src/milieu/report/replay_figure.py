"""The figures of replay: what was said in earlier years against what came, and how often right."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from milieu.core.language import _, several
from milieu.report.cluster_figures import in_year
from milieu.report.course_tables import PAST_COLUMNS, past_cells
from milieu.report.figure import Figure, described
from milieu.report.figures.film import film
from milieu.report.figures.rows import dots
from milieu.report.foresight_reading import JOBS, Rows, seen_then
from milieu.report.words import MISSING, Kind, capital, count, number, plain, together, whole, years

FRAMES = 8  # the last origins drawn; the table has all
SCREENS = (("wide", 1100, FRAMES), ("narrow", 328, 6))  # pixels with all texts, and frames
BEFORE = 4  # known years drawn before the first of them
PERCENT = 0.01
IDEAL = 0.8  # of what comes should lie in the 80 % range


def film_figure(
    past: Rows,
    stages: Rows,
    *,
    cluster: str,
    source: str,
    command: str,
    known: Mapping[int, float],
    measure: str = JOBS,
) -> Figure | None:
    """Return a frame for each of the last origins; None where nothing was forecast before.

    past      rows of outlook_past of one cluster and measure
    stages    its stages, as seen in each year
    known     what is known of the measure by year
    """
    origins = sorted({row["origin"] for row in past})
    if not origins:
        return None
    drawn = {screen: frames(past, stages, origins[-most:], known) for screen, _, most in SCREENS}
    where = in_year(cluster, years(origins[0], origins[-1]))
    return Figure(
        name="film",
        title=_(
            "{measure} as forecast each year, against what came: {where}",
            measure=capital(plain(measure)),
            where=where,
        ),
        short=_(
            "{measure} as forecast each year, against what came: {where}",
            measure=capital(plain(measure)),
            where=years(origins[0], origins[-1]),
        ),
        how=together(
            _(
                "Blue: forecast and 80 % range; black: what came; ring: outside the range. Bar "
                "above: the stage as seen in that year."
            ),
            inside_sentence(past),
        ),
        alt=described(
            _("Small fans"),
            _("{measure} as forecast", measure=plain(measure)),
            where,
            inside_sentence(past),
        ),
        charts={screen: partial(film, drawn[screen], width=width) for screen, width, _ in SCREENS},
        columns=tuple(map(_, PAST_COLUMNS)),
        rows=[past_cells(row) for row in past],
        source=source,
        command=command,
        legend=tuple((f"tile {s}", plain(s)) for s in _shown(stages, origins[-FRAMES:])),
    )


def inside_sentence(past: Rows) -> str:
    """Return how many of a cluster's own earlier forecasts came to lie in their range."""
    tried = [row["inside"] for row in past if row["inside"] is not None]
    if not tried:
        return _("Its own forecasts can not be checked yet.")
    return several(
        "Of its own {n} earlier forecast, {inside} ended in range; {ideal} is ideal.",
        "Of its own {n} earlier forecasts, {inside} ended in range; {ideal} is ideal.",
        len(tried),
        n=whole(len(tried)),
        inside=whole(sum(tried)),
        ideal=whole(round(IDEAL * len(tried))),
    )


def inside_of_all(past: Rows) -> str:
    """Return how many of the clusters' own earlier forecasts came to lie in their range."""
    tried = [row["inside"] for row in past if row["inside"] is not None]
    if not tried:
        return _("Its own forecasts can not be checked yet.")
    return several(
        "Of the clusters' own {n} earlier forecast, {inside} ended in range; {ideal} is ideal.",
        "Of the clusters' own {n} earlier forecasts, {inside} ended in range; {ideal} is ideal.",
        len(tried),
        n=whole(len(tried)),
        inside=whole(sum(tried)),
        ideal=whole(round(IDEAL * len(tried))),
    )


def record_figure(record: Rows, measure: str, *, source: str, command: str) -> Figure | None:
    """Return by horizon which share of all forecasts came to lie in their 80 % range."""
    rows = [r for r in record if r["measure"] == measure and r["size"] == "all"]
    rows = [r for r in rows if r["cover_80"] is not None]
    if not rows:
        return None
    drawn = [
        {
            "label": _("{years} ahead", years=count(int(r["horizon"]), "year")),
            "low": None,
            "value": r["cover_80"],
            "high": None,
            "status": "published",
            "text": number(r["cover_80"], Kind.SHARE, PERCENT),
        }
        for r in rows
    ]
    last = drawn[-1]
    reading = _("{share} {years_ahead}", share=last["text"], years_ahead=last["label"])
    ahead = _("{first} to {last} years ahead", first=rows[0]["horizon"], last=rows[-1]["horizon"])
    return Figure(
        name="record",
        title=_(
            "How often such forecasts of {measure} held: {ahead}",
            measure=plain(measure),
            ahead=ahead,
        ),
        how=_("Share of the study's earlier forecasts that ended in their 80 % range. Tick: 80 %."),
        alt=described(_("Dots"), _("share of forecasts in range"), ahead, reading),
        charts={"any": partial(dots, drawn, width=330, domain=(0.0, 1.0), reference=0.8)},
        columns=(_("Years ahead"), _("Size"), _("Forecasts"), _("In 50 %"), _("In 80 %"),
                 _("In 95 %"), _("Score / as today"), _("Error / as today")),
        rows=[_record_cells(r) for r in record if r["measure"] == measure],
        source=source,
        command=command,
    )  # fmt: skip


def frames(
    past: Rows, stages: Rows, origins: Sequence[int], known: Mapping[int, float]
) -> list[dict[str, Any]]:
    """Return a frame for each origin, with a few known years before the first of them."""
    recent = {year: value for year, value in known.items() if year >= origins[0] - BEFORE}
    return [_frame(past, stages, origin, recent) for origin in origins]


def _frame(past: Rows, stages: Rows, origin: int, known: Mapping[int, float]) -> dict[str, Any]:
    rows = [row for row in past if row["origin"] == origin and row["value"] is not None]
    tried = [row["inside"] for row in rows if row["inside"] is not None]
    begin = known.get(origin)
    then = next((row for row in stages if row["year"] == origin), None)
    start = [{"year": origin, **dict.fromkeys(("low_80", "value", "high_80"), begin)}]
    return {
        "origin": origin,
        "note": _("{n} of {total} in range", n=sum(tried), total=len(tried)) if tried else "",
        "known": [{"year": y, "value": known[y]} for y in sorted(known) if y <= origin],
        "forecast": [*(start if begin is not None else []), *rows],
        "came": [
            {"year": row["year"], "value": row["actual"], "inside": row["inside"]}
            for row in rows
            if row["actual"] is not None
        ],
        "stages": list(seen_then(then).values()) if then else [],
    }


def _shown(stages: Rows, origins: Sequence[int]) -> list[str]:
    """Return the stages that have a part in the bars of these years."""
    rows = [seen_then(row) for row in stages if row["year"] in origins]
    names = list(rows[0]) if rows else []
    return [name for name in names if any((row[name] or 0.0) > 0.02 for row in rows)]


def _record_cells(row: Mapping[str, Any]) -> tuple[str, ...]:
    shares = (number(row[f"cover_{p}"], Kind.SHARE, PERCENT) for p in ("50", "80", "95"))
    error = row["mase"] / row["mase_naive"] if row["mase"] and row["mase_naive"] else None
    made = MISSING if row["forecasts"] is None else whole(row["forecasts"])
    return (str(row["horizon"]), plain(row["size"]), made, *shares,
            number(row["crps_ratio"], Kind.RATIO), number(error, Kind.RATIO))  # fmt: skip
