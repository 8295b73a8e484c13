"""The figures of a study's structure: of its industries to each other, in space, in the chain."""

from milieu.report.figure import Figure
from milieu.report.hot_spots_figure import hot_spots_figure
from milieu.report.k_density_figure import k_density_figure
from milieu.report.lorenz_figure import lorenz_figure
from milieu.report.product_space_figure import product_space_figure
from milieu.report.surroundings import Surroundings
from milieu.report.value_chain_figure import value_chain_figure

FIGURES = (
    lorenz_figure,
    k_density_figure,
    product_space_figure,
    hot_spots_figure,
    value_chain_figure,
)


def structure_figures(around: Surroundings) -> list[Figure]:
    """Return those figures for which the study has results."""
    return [figure for made in FIGURES if (figure := made(around)) is not None]
