"""Panels of one figure in columns, each with its own scale, and bands of what runs come to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

import numpy as np
from numpy.typing import NDArray

from milieu.core.language import N_
from milieu.report.figures.labels import LETTER, cut, letters_of
from milieu.report.figures.marks import LINE, Mark
from milieu.report.figures.plot import Plot, Tick, apart, area, axes, line, texts, year_ticks
from milieu.report.figures.scale import round_ends, ticks_of
from milieu.report.look import color
from milieu.report.reading import Row

BANDS = (("faint", "95"), ("band", "80"), ("bar", "50"))
SHARES = {"95": (0.025, 0.975), "80": (0.1, 0.9), "50": (0.25, 0.75)}
BOLD = 1.1  # a bold letter over a plain one
LEGEND = (("tile band", N_("80 % of runs")), ("tile", N_("50 % of runs")), ("line", N_("middle")))


@dataclass(frozen=True)
class Grid:
    """How panels lie: in pixels, with room for titles above and ticks beside and below."""

    width: float
    columns: int = 1
    tall: float = 120
    left: float = 46
    right: float = 16
    head: float = 50
    foot: float = 24
    between: float = 14

    def place(self, at: int) -> tuple[float, float, float, float]:
        """Return left, top, width and height of a panel's plot."""
        column = self.width / self.columns
        row, step = at // self.columns, self.head + self.tall + self.foot + self.between
        left = at % self.columns * column + self.left
        return left, row * step + self.head, column - self.left - self.right, self.tall

    def plot(self, at: int, across: tuple[float, float], upwards: tuple[float, float]) -> Plot:
        """Return a panel's plot with the values at the ends of its axes."""
        return Plot(*self.place(at), across, upwards)

    def height(self, number: int) -> int:
        """Return the height of so many panels."""
        rows = -(-max(number, 1) // self.columns)
        step = self.head + self.tall + self.foot + self.between
        return round(rows * step - self.between)


def heading(
    plot: Plot, title: str, note: str = "", *, over: float = 46, lines: int = 1
) -> list[Mark]:
    """Return a panel's title and the note below it, both above the plot.

    over    pixels that they may reach beyond the plot's width
    lines   that a long title may take
    """
    room = (plot.width + over) / LETTER
    at, low = {"x": plot.left - over}, plot.top - (34 if note else 18)
    letters = max(int(room / BOLD), 8)
    if letters_of(title) > len(title):  # letters of double width: there is room for fewer
        letters = max(int(letters * len(title) / letters_of(title)), 4)
    parts = wrap(title, letters, max_lines=lines, placeholder="…") or [""]
    said = [
        {**at, "y": low - 15 * (len(parts) - 1 - line), "text": part}
        for line, part in enumerate(parts)
    ]
    below = [{**at, "y": plot.top - 18, "text": cut(note, int(room * 1.08))}] if note else []
    return [*texts(said, fontWeight="bold"), *texts(below, fill=color("muted"), fontSize=11)]


def yearly_axes(plot: Plot, format: str = ",.6~g", *, years: bool = True) -> list[Mark]:
    """Return lines and ticks of values upwards and years across."""
    first, last = (round(end) for end in plot.across)
    across: Sequence[Tick] = year_ticks(first, last, plot.width) if years else []
    return axes(plot, across, ticks_of(*plot.upwards, format))


def ends_of(values: Sequence[float | None], *, zero: bool = True) -> tuple[float, float]:
    """Return round ends of a scale that holds all known values, and zero where it is asked for."""
    known = [v for v in values if v is not None and np.isfinite(v)] + ([0.0] if zero else [])
    low, high = min(known, default=0.0), max(known, default=1.0)
    return round_ends(low, high if high > low else low + 1.0)


def bands_of(values: NDArray[np.float64], first_year: int) -> list[dict[str, Any]]:
    """Return by year the middle of runs and the ends of what holds 50, 80 and 95 % of them.

    values   shape (runs, years); NaN is left out, and a year that no run knows is None
    """
    rows = []
    for at, column in enumerate(values.T):
        known = column[np.isfinite(column)]
        row: dict[str, Any] = {"year": first_year + at, "value": None}
        for share, ends in SHARES.items():
            low, high = np.quantile(known, ends) if len(known) else (None, None)
            row |= {f"low_{share}": _plain(low), f"high_{share}": _plain(high)}
        rows.append(row | {"value": float(np.median(known)) if len(known) else None})
    return rows


def band_layers(plot: Plot, rows: Sequence[Row], *, widest: str = "80") -> list[Mark]:
    """Return bands from the widest to 50 %, and the line of the middle over them."""
    layers: list[Mark] = []
    shown = [(fill, share) for fill, share in BANDS if float(share) <= float(widest)]
    for fill, share in shown:
        placed = [_placed(plot, row, share) for row in rows if row[f"low_{share}"] is not None]
        layers += area(placed, fill, "low", "high")
        if share == "80":
            for side in ("low", "high"):
                layers += line(placed, {"color": color("edge"), "strokeWidth": 1}, side)
    middle = [
        {"x": plot.x(row["year"]), "y": plot.y(row["value"]), "part": 0}
        for row in rows
        if row["value"] is not None
    ]
    return [*layers, *line(middle, {"color": color("middle"), "strokeWidth": LINE})]


def end_texts(plot: Plot, row: Row, said: Mapping[str, str]) -> list[Mark]:
    """Return texts beside the last year, moved apart; that of the middle bold.

    said   column of the row and the text that stands at its value; an end that reads as the middle
           does is left out
    """
    middle = said.get("value")
    shown = sorted(
        (plot.y(row[column]), column, text)
        for column, text in said.items()
        if row[column] is not None and (column == "value" or text != middle)
    )
    if not shown:
        return []
    places = apart([y for y, _column, _text in shown])
    rows = [
        {"x": plot.right + 7, "y": y, "text": text, "middle": column == "value"}
        for y, (_y, column, text) in zip(places, shown, strict=True)
    ]
    return [
        *texts([r for r in rows if r["middle"]], fontWeight="bold"),
        *texts([r for r in rows if not r["middle"]]),
    ]


def _placed(plot: Plot, row: Row, share: str) -> dict[str, Any]:
    low, high = plot.y(row[f"low_{share}"]), plot.y(row[f"high_{share}"])
    return {"x": plot.x(row["year"]), "low": low, "high": high, "part": 0}


def _plain(value: Any) -> float | None:
    return None if value is None else float(value)
