"""Cells that a statistical office hides: bounds, estimates, ranges."""

from milieu.hidden.bounds import Bounds, bounds
from milieu.hidden.crosswalk import metropolitan_crosswalk
from milieu.hidden.draws import Draws, draw
from milieu.hidden.estimate import estimate
from milieu.hidden.exact import exact_bounds
from milieu.hidden.masking import mask
from milieu.hidden.publication import Publication

__all__ = [
    "Bounds",
    "Draws",
    "Publication",
    "bounds",
    "draw",
    "estimate",
    "exact_bounds",
    "mask",
    "metropolitan_crosswalk",
]
