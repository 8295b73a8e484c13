"""Result: a table that a build makes, with its columns, units and meaning."""

from dataclasses import dataclass

from milieu.core.contracts import Field


@dataclass(frozen=True)
class Result:
    """A result table: name, what a row is, columns in order, and how it is shown by default.

    order   columns by which rows are shown, the largest first where a name begins with "-"
    brief   columns that fit on a screen; all when empty
    """

    name: str
    about: str
    fields: tuple[Field, ...]
    order: tuple[str, ...] = ()
    brief: tuple[str, ...] = ()


def text(name: str, about: str = "") -> Field:
    """Return a column of texts."""
    return Field(name, "text", about=about)


def number(name: str, unit: str = "", about: str = "") -> Field:
    """Return a column of numbers."""
    return Field(name, "number", unit, about=about)


def ranged(name: str, unit: str, about: str = "") -> tuple[Field, Field, Field]:
    """Return the three columns of a figure with its 80 % range."""
    return (
        number(f"{name}_low", unit, "lower end of the 80 % range"),
        number(name, unit, about),
        number(f"{name}_high", unit, "upper end of the 80 % range"),
    )


LEVEL = text("level", "level of the regions: county, metropolitan_area, nuts2, ...")
REGION = text("region", "code of the region")
INDUSTRY = text("industry", "code of the industry")
CLUSTER = text("cluster", "name that stays the same over the years")
YEAR = Field("year", "year")
HIDDEN = Field("hidden_cells", "integer", "cells", about="hidden cells that the figures rest on")

EXISTENCE = number(
    "existence_probability", "probability", "to be a cluster, given the hidden cells"
)
LISTED = number(
    "listed_probability",
    "probability",
    "to be among the first 100 of its level by location quotient, given the hidden cells",
)
