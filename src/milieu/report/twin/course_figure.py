"""The figures of simulated courses: stages, jobs and firms of clusters, and all by stage."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from milieu.lifecycle.stage import STAGES
from milieu.report.figure import Figure, described
from milieu.report.figures.ribbon import NAMED
from milieu.report.twin.course import course
from milieu.report.twin.numbers import amount, share
from milieu.report.twin.panels import LEGEND, bands_of
from milieu.report.twin.shown import Ran
from milieu.report.twin.stack import stack
from milieu.report.twin.stages import MOST_RUNS, UNTOLD, StagesOfRuns
from milieu.report.words import Amount, capital, count

Outcomes = Mapping[str, NDArray[np.float64]]
MEASURES = ("jobs", "firms")
PARTS = (*map(str, STAGES), UNTOLD)
FILLS = {UNTOLD: "even"}
STAGE_TILES = tuple((f"tile {FILLS.get(part, part)}", part) for part in PARTS)


def course_figures(outcomes: Outcomes, staged: StagesOfRuns, ran: Ran) -> list[Figure]:
    """Return the course of each cluster shown: stages over jobs and firms."""
    most = np.nan_to_num(outcomes["jobs"]).mean(axis=0).max(axis=0)
    return [course_figure(outcomes, staged, ran, cluster) for cluster in ran.chosen(most)]


def course_figure(outcomes: Outcomes, staged: StagesOfRuns, ran: Ran, cluster: int) -> Figure:
    """Return one cluster's stages over its jobs and firms, with what holds 80 % of runs."""
    rows = staged.rows(cluster)
    found = {name: bands_of(outcomes[name][:, :, cluster], ran.first_year) for name in MEASURES}
    where = f"{ran.places[cluster]}, {ran.stretch(len(rows))}"
    last = {name: _amount(bands[-1]) for name, bands in found.items()}
    measures = [_measure(name, found[name], last[name]) for name in MEASURES]
    chart = partial(course, rows, measures)
    return Figure(
        name=f"course-{cluster}",
        title=f"Stage, jobs and firms: {where}",
        how=(
            f"Top: probability of each stage over {count(min(ran.runs, MOST_RUNS), 'run')}, called "
            "from the simulated outputs alone. Below: lines from 0."
        ),
        alt=described(
            "Ribbon over lines", "stage, jobs and firms", where, _reading(rows, last, ran)
        ),
        charts={
            "wide": partial(chart, width=560),
            "narrow": partial(chart, width=328),
        },
        columns=("Year", *map(capital, STAGES), "Jobs", "80 % of runs", "Firms", "80 % of runs"),
        rows=[_cells(row, *(found[name][at] for name in MEASURES)) for at, row in enumerate(rows)],
        source=ran.source,
        command=ran.command,
        legend=(*_tiles(rows), *(LEGEND if ran.runs > 1 else ())),
    )


def by_stage_figure(outcomes: Outcomes, staged: StagesOfRuns, ran: Ran) -> Figure:
    """Return firms and jobs of all clusters by the stage of the cluster they are in."""
    totals = {name: staged.of_stage(outcomes[name]) for name in ("firms", "jobs")}
    panels = [
        {
            "label": capital(name),
            "note": f"in {count(outcomes[name].shape[2] - 1, 'cluster')}, mean of runs",
            "parts": PARTS,
            "rows": [{"year": ran.first_year + at, **dict(zip(PARTS, row.tolist(), strict=True))}
                     for at, row in enumerate(total)],
        }
        for name, total in totals.items()
    ]  # fmt: skip
    number = len(totals["jobs"])
    where = f"all clusters, {ran.stretch(number)}"
    return Figure(
        name="by-stage",
        title=f"Firms and jobs by stage: {where}",
        how=(
            "Each cluster's firms and jobs are shared out by the probability of its stages, where "
            "the evidence is enough to tell."
        ),
        alt=described("Stacked areas", "firms and jobs by stage", where, _now(totals["jobs"])),
        charts={
            "wide": partial(stack, panels, width=1152, columns=2, fills=FILLS),
            "narrow": partial(stack, panels, width=328, columns=1, fills=FILLS),
        },
        columns=("Year", *(f"{capital(n)}, {s}" for n in totals for s in PARTS)),
        rows=[
            (str(ran.first_year + at), *(_whole(v) for t in totals.values() for v in t[at]))
            for at in range(number)
        ],
        source=ran.source,
        command=ran.command,
        legend=STAGE_TILES,
    )


def _measure(name: str, bands: list[dict[str, Any]], last: Amount) -> dict[str, Any]:
    said = {"value": last.text}
    if last.ends:
        said |= {"low_80": last.ends[0], "high_80": last.ends[1]}
    return {"label": capital(name), "rows": bands, "said": said}


def _amount(band: Mapping[str, Any]) -> Amount:
    low, value, high = (
        np.nan if band[k] is None else band[k] for k in ("low_80", "value", "high_80")
    )
    return amount(low, value, high)


def _cells(row: Mapping[str, Any], *bands: Mapping[str, Any]) -> tuple[str, ...]:
    said = [_amount(band) for band in bands]
    ranges = [part for one in said for part in (one.text, one.range or "–")]
    return (str(row["year"]), *(share(row[stage]) for stage in STAGES), *ranges)


def _reading(rows: Any, last: Mapping[str, Amount], ran: Ran) -> str:
    ends = f"{last['jobs'].spoken} jobs and {last['firms'].spoken} firms at the end"
    now = max(STAGES, key=lambda stage: rows[-1][stage])
    return f"{now} {share(rows[-1][now])} in {ran.when(len(rows) - 1)}; {ends}"


def _now(jobs: NDArray[np.float64]) -> str:
    """Return how the jobs of the last year lie over the stages."""
    total = float(jobs[-1].sum())
    if total == 0:
        return "no jobs at the end"
    parts = (f"{share(n / total)} in {stage}" for stage, n in zip(PARTS, jobs[-1], strict=True))
    return f"of {_whole(total)} jobs at the end {', '.join(parts)}"


def _tiles(rows: Any) -> list[tuple[str, str]]:
    """Return the stages that have a part but no name above the ribbon."""
    most = {stage: max(row[stage] for row in rows) for stage in STAGES}
    return [(f"tile {s}", str(s)) for s, top in most.items() if 0.05 < top <= NAMED]


def _whole(value: float) -> str:
    return f"{value:,.0f}"
