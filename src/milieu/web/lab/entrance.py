"""Entrance: the clusters that the lab can try, those that are in trouble first."""

from collections.abc import Sequence
from dataclasses import dataclass

from milieu.web.choosing import Choice, in_order
from milieu.web.lines import Line, lines
from milieu.web.opened import Opened

MOST = 60  # shown at once; the others are found by their name


@dataclass(frozen=True)
class Entrance:
    """The clusters shown, and how many there are in all that fit."""

    doors: Sequence[Line]
    fit: int
    total: int


def entrance(opened: Opened, search: str) -> Entrance:
    """Return the clusters of the newest year whose name, place or code holds what is searched."""
    every = lines(opened, opened.content.newest)
    fit = [line for line in every if Choice(search=search).fits(line)]
    return Entrance(in_order(fit, "alarm")[:MOST], len(fit), len(every))
