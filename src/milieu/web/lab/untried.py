"""Untried: what the lab shows before anything is tried: the cluster's own jobs, and what comes."""

from dataclasses import replace

from milieu.core.language import _
from milieu.report.course_figure import outlook_figure
from milieu.report.figure import Figure
from milieu.report.foresight_reading import JOBS
from milieu.report.twin.lab_figures import drawn
from milieu.report.words import years
from milieu.study.lab.grounds import Ground
from milieu.web.opened import Opened

WIDE = 640  # pixels of the fan with its texts, as the answer's column holds it on a desk


def outlook(opened: Opened, ground: Ground) -> Figure | None:
    """Return what may come of the cluster's jobs as things go; None where nothing is forecast."""
    one = next((c for c in opened.content.clusters if c.id == ground.cluster), None)
    figure = outlook_figure(opened.content.known(one, opened.lots), JOBS, WIDE) if one else None
    if not figure:
        return None
    shown = years(int(figure.rows[0][0]), int(figure.rows[-1][0]))
    return drawn(replace(figure, title=_("Jobs if nothing new is done: {years}", years=shown)))
