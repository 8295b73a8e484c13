"""Figures: the specifications by which a browser draws a figure itself, on "Explore"."""

from typing import Any

from milieu.core.errors import unknown_name
from milieu.core.language import _, language
from milieu.report.drawing import Undrawn, specification
from milieu.report.figure import Figure
from milieu.report.study_figures import atlas_figure
from milieu.web.cluster import cluster_of, shown
from milieu.web.faults import NotHere
from milieu.web.opened import Opened

SCREENS = ("wide", "narrow")


def cluster_figures(opened: Opened, cluster: str) -> dict[str, Figure]:
    """Return the figures of a cluster's page by name, without drawings.

    raises   NotHere for a cluster that the study does not have
    """
    return dict(shown(opened, cluster_of(opened, cluster), Undrawn()).figures)


def study_figures(opened: Opened) -> dict[str, Figure]:
    """Return the figures of a study's atlas by name, without drawings."""

    def make() -> dict[str, Figure]:
        content = opened.content
        current = [one for one in content.clusters if one.last_year == content.newest]
        if not current:
            return {}
        source = content.source([], sum(one.hidden for one in current))
        command = f"milieu show {content.study} clusters{content.asking}"
        figure = atlas_figure(opened.session(), current, source, command, content.overview)
        return {figure.name: figure}

    return opened.kept("study figures", make, language())


def live(figures: dict[str, Figure], name: str, screen: str = "wide") -> dict[str, Any]:
    """Return a figure's Vega-Lite specification with the look of milieu.

    screen   wide or narrow; a figure that has one drawing for both gives that
    raises   NotHere for a figure that is not among them
    """
    if name not in figures:
        raise NotHere(unknown_name(_("figure"), name[:80], figures))
    charts = figures[name].charts
    chart = charts.get(screen) or charts.get("any") or next(iter(charts.values()))
    return specification(chart())
