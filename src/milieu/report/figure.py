"""A figure as a reader meets it: title, how to read it, drawing, words for it, table, sources."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from milieu.core.language import N_, _
from milieu.report.drawing import Drawings, Drawn
from milieu.report.figures.marks import Picture
from milieu.report.words import plain, together

Chart = Callable[[], Picture]
WIDE, NARROW = 640, 262  # pixels of the plot itself: beside its texts it fits a page or a phone


@dataclass(frozen=True)
class Table:
    """A further table behind a figure that shows rows of several results."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    command: str


@dataclass(frozen=True)
class Figure:
    """What is drawn, and the same in words and as a table; all three from the same rows.

    title    what, place, level, years
    short    the same on a page that names place and level itself: what, years; empty: the title
    how      how to read it
    alt      the reading in words, for those who do not see the drawing
    charts   the drawing by the screen that it is made for: "wide", "narrow" or "any"
    columns  headings of the table behind
    rows     its cells as they are written everywhere
    source   the line under the figure
    command  the command that gives the same rows
    held     how many rows the command gives, where its columns are the figure's rows; 0: as many
    also     further tables behind it, each with its own command
    """

    name: str
    title: str
    how: str
    alt: str
    charts: dict[str, Chart]
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    source: str
    command: str = ""
    held: int = 0
    legend: tuple[tuple[str, str], ...] = ()
    also: tuple[Table, ...] = ()
    short: str = ""
    drawn: dict[str, Drawn] = field(default_factory=dict, compare=False)

    def begin(self, drawings: Drawings) -> "Figure":
        """Have the charts drawn beside the program's other work."""
        self.drawn.update({screen: drawings.draw(chart) for screen, chart in self.charts.items()})
        return self

    @property
    def drawings(self) -> dict[str, Markup]:
        """Return the SVG by screen; the converter has escaped every text in it."""
        return {screen: Markup(later.result()) for screen, later in self.drawn.items()}


def described(kind: str, measure: str, where: str, reading: str, exception: str = "") -> str:
    """Return the text alternative: chart, measure, place and years, reading, exception."""
    first = _(
        "{kind} of {measure}, {where}: {reading}.",
        kind=kind,
        measure=measure,
        where=where,
        reading=_open(reading),
    )
    second = _("{exception}.", exception=_open(exception)) if exception else ""
    return together(first, second, _("Table follows."))


def _open(sentence: str) -> str:
    """Return a sentence without its full stop."""
    return sentence.rstrip(".。")


MARKS = {N_("published"): "full", N_("estimated"): "open", N_("range only"): "dashed"}


def legend(statuses: Sequence[str], *, ranges: bool = True) -> tuple[tuple[str, str], ...]:
    """Return the marks that a figure needs to be read, in a fixed order."""
    texts = {"estimated": _("estimated, with 80 % range")} if ranges else {}
    return tuple((mark, texts.get(s, plain(s))) for s, mark in MARKS.items() if s in statuses)
