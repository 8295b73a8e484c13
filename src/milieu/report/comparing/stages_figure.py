"""The figure of the stages: a small ribbon for each cluster."""

from functools import partial
from typing import Any

from milieu.core.language import _
from milieu.report.cluster_figures import in_year
from milieu.report.comparing.reading import MOST, Compared
from milieu.report.course_rows import ribbon_rows
from milieu.report.course_tables import stage_cells, stage_columns
from milieu.report.diagnosis import stage_sentence
from milieu.report.figure import Figure, described
from milieu.report.figures.ribbon import stage_legend
from milieu.report.figures.ribbons import ribbons
from milieu.report.words import listed, years

WIDE, NARROW = 1140, 328  # pixels of a drawing with all its texts


def stages_figure(compared: Compared) -> Figure | None:
    """Return a ribbon each on one axis of years; None where no stage is known."""
    asked = [one for one in compared.ones if one.stages]
    if not asked:
        return None
    shown: list[dict[str, Any]] = [
        {"label": f"{one.letter} {one.cluster.name}", "rows": ribbon_rows(one.stages)}
        for one in asked
    ]
    span = [row["year"] for one in asked for row in one.stages]
    letters = listed([one.letter for one in asked], MOST)
    where = in_year(letters, years(min(span), max(span)))
    reading = "; ".join(f"{one.letter}: {stage_sentence(one.stages)[0]}" for one in asked)
    return Figure(
        name="stages",
        title=_("Stages: {where}", where=where),
        how=_("Probability of each stage, as seen today. Dashed: not enough evidence."),
        alt=described(_("Ribbons"), _("probability of each stage"), where, reading),
        charts={
            "wide": partial(ribbons, shown, width=WIDE, columns=3),
            "narrow": partial(ribbons, shown, width=NARROW, columns=1),
        },
        columns=(_("Cluster"), *stage_columns()),
        rows=[(one.letter, *cells) for one in asked for cells in stage_cells(one.stages)],
        source=compared.source,
        command=compared.command("stages"),
        legend=stage_legend([row for one in shown for row in one["rows"]]),
    )
