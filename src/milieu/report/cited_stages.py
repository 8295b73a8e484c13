"""Stages of clusters of which only dated, cited facts are known: ribbon, words, table."""

from collections import defaultdict
from dataclasses import dataclass
from functools import partial
from shlex import quote
from typing import Any

import duckdb

from milieu.core.language import _
from milieu.report.cluster_figures import in_year
from milieu.report.course_figure import ON_PHONE
from milieu.report.course_rows import ribbon_rows
from milieu.report.course_tables import stage_cells, stage_columns
from milieu.report.diagnosis import stage_sentence
from milieu.report.figure import Figure, described
from milieu.report.figures.ribbon import ribbon, stage_legend
from milieu.report.foresight_reading import Rows
from milieu.report.reading import read
from milieu.report.sentences import Sentence
from milieu.report.words import count, together, years

WIDE, NARROW = 640, 328  # pixels of a drawing with all its texts


@dataclass(frozen=True)
class CitedStages:
    """Where a cluster of cited facts stands, in words and as a figure."""

    said: list[Sentence]
    figure: Figure


def cited_stages(
    session: duckdb.DuckDBPyConnection, source: str, command: str
) -> dict[str, CitedStages]:
    """Return the stages by the name of the cluster; empty where they are not built.

    command   that shows the rows of all clusters
    """
    clusters: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in read(session, "SELECT * FROM cited_stages ORDER BY cluster, year"):
        clusters[row["cluster"]].append(row)
    return {
        name: CitedStages(
            said=[stage_sentence(rows), evidence_sentence(rows)],
            figure=_figure(name, rows, source, f"{command} --only {quote(f'cluster={name}')}"),
        )
        for name, rows in clusters.items()
    }


def evidence_sentence(rows: Rows) -> Sentence:
    """Return on how many facts, of how many years, the stages rest, and how old the last is."""
    dated = [row["year"] for row in rows if row["facts"]]
    if not dated:
        stretch = years(rows[0]["year"], rows[-1]["year"])
        return "", _("No cited fact is dated in {years}.", years=stretch)
    said = _(
        "It rests on {facts} of {years}; the last is of {year}.",
        facts=count(sum(row["facts"] or 0 for row in rows), "cited fact"),
        years=count(len(dated), "year"),
        year=dated[-1],
    )
    return "", together(said, _("The years between are inferred."))


def _figure(name: str, rows: Rows, source: str, command: str) -> Figure:
    """Return the ribbon of a cluster's stages with a dot at each year of which facts are known."""
    where = in_year(name, years(rows[0]["year"], rows[-1]["year"]))
    columns, marked = stage_columns(), _("year of cited facts; the larger, the more")
    dotted = [
        {**drawn, "facts": row["facts"] or 0}
        for drawn, row in zip(ribbon_rows(rows), rows, strict=True)
    ]
    return Figure(
        name="cited-stages",
        title=_("Stage: {where}", where=where),
        how=_("Probability of each stage, as all facts tell. Dashed: not enough evidence."),
        alt=described(
            _("Ribbon"),
            _("stage"),
            where,
            "".join(stage_sentence(rows)),
            evidence_sentence(rows)[1],
        ),
        charts={
            "wide": partial(ribbon, dotted, width=WIDE),
            "narrow": partial(ribbon, dotted[-ON_PHONE:], width=NARROW),
        },
        columns=(*columns[:-1], _("Facts"), columns[-1]),
        rows=[
            (*cells[:-1], str(row["facts"] or 0), cells[-1])
            for cells, row in zip(stage_cells(rows), rows, strict=True)
        ],
        source=source,
        command=command,
        legend=(*stage_legend(dotted), ("full", marked)),
    )
