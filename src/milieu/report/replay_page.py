"""Replay: what would have been said of clusters in each earlier year, against what came."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from milieu import __version__
from milieu.core.errors import UserError
from milieu.core.language import _
from milieu.lifecycle.stage import NOT_ENOUGH, STAGES
from milieu.report.cluster_figures import in_year
from milieu.report.course_figure import NARROW, ON_PHONE, WIDE
from milieu.report.course_rows import ribbon_rows
from milieu.report.diagnosis import percent
from milieu.report.drawing import Drawings
from milieu.report.figure import Figure, described
from milieu.report.figures.ribbon import ribbon, stage_legend
from milieu.report.foresight_reading import JOBS, Rows, leading, seen_then
from milieu.report.page import render
from milieu.report.replay_figure import film_figure, inside_of_all, inside_sentence
from milieu.report.sentences import Sentence
from milieu.report.words import MISSING, before, capital, count, plain, whole, years


@dataclass(frozen=True)
class Replayed:
    """One cluster of the page."""

    id: str
    name: str
    said: Sequence[Sentence]
    figures: Sequence[Figure]


def write_replay(
    stages: Rows,
    past: Rows,
    output: Path,
    *,
    study: str,
    names: Mapping[str, str] | None = None,
    source: str = "",
    made_up: bool = False,
    measure: str = JOBS,
) -> Path:
    """Write the replay of clusters as one HTML file and return where it lies.

    stages    rows as in the result "stages"
    past      rows as in the result "outlook_past", of clusters; other rows are left out
    study     name of the study
    names     of clusters by id; an id without a name stands for itself
    source    the line under each figure
    raises    UserError if the file can not be written
    """
    by_stages, by_past = _grouped(stages, "cluster"), _grouped(_wanted(past, measure), "code")
    with Drawings() as drawings:
        found = [
            _replayed(id, (names or {}).get(id, id), by_stages[id], by_past[id], source, measure)
            for id in sorted({*by_stages, *by_past})
        ]
        for one in found:
            for figure in one.figures:
                figure.begin(drawings)
        text = render(
            "replay.html.j2",
            drawings,
            study=study,
            made_up=made_up,
            summary=summary(stages, _wanted(past, measure)),
            clusters=found,
            version=__version__,
        )
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UserError(
            f"the replay can not be written ({error.strerror})",
            where=str(output),
            next="Name a file in a folder that exists and where you may write.",
        ) from None
    return output


def summary(stages: Rows, past: Rows) -> list[Sentence]:
    """Return over all clusters how often what was said then is what is seen today."""
    said = [(before(_("Forecasts.")), inside_of_all(past))]
    right, named = _held(stages)
    if named:
        held = _(
            "{n} of {stages} named in their own year are what is seen today.",
            n=whole(right),
            stages=count(named, "stage"),
        )
        said.append((before(_("Stages.")), held))
    return said


def _held(stages: Rows) -> tuple[int, int]:
    """Return how many stages named in their year are the most probable as seen today, of how many.

    The last year of each cluster does not count: there then and today are the same.
    """
    last: dict[str, int] = {}
    for row in stages:
        last[row["cluster"]] = max(row["year"], last.get(row["cluster"], row["year"]))
    named = [
        row
        for row in stages
        if row["stage"] in list(STAGES) and row["year"] < last[row["cluster"]] and leading(row)
    ]
    return sum(leading(row) == row["stage"] for row in named), len(named)


def _replayed(id: str, name: str, stages: Rows, past: Rows, source: str, measure: str) -> Replayed:
    known = {row["year"]: row["actual"] for row in past if row["actual"] is not None}
    made = [
        then_figure(stages, name, source) if stages else None,
        film_figure(
            past,
            stages,
            cluster=name,
            source=source,
            command="",
            known=known,
            measure=measure,
        ),
    ]
    said = [("", inside_sentence(past))] if past else []
    right, named = _held(stages)
    if named:
        held = _(
            "{years} of {total} named the stage that is seen today.",
            years=capital(count(right, "year")),
            total=whole(named),
        )
        said.append(("", held))
    return Replayed(id, name, said, [figure for figure in made if figure is not None])


def then_figure(stages: Rows, name: str, source: str) -> Figure:
    """Return the ribbon of what was said in each year, then and not with hindsight."""
    rows = ribbon_rows(stages, seen_then)
    stretch = years(rows[0]["year"], rows[-1]["year"])
    named = [row["stage"] for row in stages]
    unsure = sum(stage == NOT_ENOUGH for stage in named)
    reading = _(
        "{stage} in {year}; {years} without enough evidence",
        stage=plain(named[-1] or MISSING),
        year=rows[-1]["year"],
        years=count(unsure, "year"),
    )
    where = in_year(name, stretch)
    return Figure(
        name="then",
        title=_("Stage as said in each year: {where}", where=where),
        how=_("Probability of each stage as seen in that very year. Dashed: not enough evidence."),
        alt=described(_("Ribbon"), _("stage as said in each year"), where, reading),
        charts={
            "wide": partial(ribbon, rows, width=WIDE),
            "narrow": partial(ribbon, rows[-ON_PHONE:], width=NARROW),
        },
        columns=(
            _("Year"),
            _("Said then"),
            *(capital(plain(s)) for s in STAGES),
            _("Most probable as seen today"),
        ),
        rows=[_cells(row) for row in stages],
        source=source,
        legend=stage_legend(rows),
    )


def _cells(row: Mapping[str, Any]) -> tuple[str, ...]:
    shares = seen_then(row).values()
    said = (MISSING if share is None else percent(share) for share in shares)
    return (str(row["year"]), plain(row["stage"] or MISSING), *said, plain(leading(row) or MISSING))


def _wanted(past: Rows, measure: str) -> Rows:
    return [
        row
        for row in sorted(past, key=lambda row: (row["code"], row["origin"], row["year"]))
        if row["of"] == "cluster" and row["measure"] == measure and row["value"] is not None
    ]


def _grouped(rows: Rows, by: str) -> dict[str, list[Mapping[str, Any]]]:
    groups: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        groups[row[by]].append(row)
    return groups
