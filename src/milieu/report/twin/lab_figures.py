"""The figures of the lab: fans of three outcomes, who gains, and whether more is still useful."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from milieu.core.language import _
from milieu.policy.experiment import Experiment
from milieu.policy.gauge import Gauge
from milieu.report.cluster_figures import in_year
from milieu.report.drawing import svg_of
from milieu.report.figure import Figure, described
from milieu.report.figures.marks import Picture
from milieu.report.reading import Row
from milieu.report.twin.difference_figure import band_amount
from milieu.report.twin.gains_figure import gains_figure
from milieu.report.twin.lab_fan import Panel, lab_fan
from milieu.report.twin.lab_words import Paid
from milieu.report.twin.numbers import signed, signed_range
from milieu.report.twin.response_figure import gauge_figure
from milieu.report.twin.shown import Ran
from milieu.report.words import MISSING, Kind

GROUPED = ("jobs", "place")
THOUSAND, MILLION = 1e3, 1e6
ENDS = ("low_95", "low_80", "low_50", "value", "high_50", "high_80", "high_95")


@dataclass(frozen=True)
class Drawn:
    """A chart drawn at once, its looks within it, so that it can stand in any page."""

    picture: Picture

    def result(self) -> str:
        """Return the SVG."""
        return svg_of(self.picture)


@dataclass(frozen=True)
class Shown:
    """How an outcome is shown: its label, unit, by what it is multiplied, and how it is written."""

    label: str
    unit: str
    times: float = 1.0
    kind: Kind = Kind.COUNT


def shown_as(name: str, largest: float, paid: Paid) -> Shown:
    """Return how an outcome is shown; `largest` is what its axis must hold."""
    if name == "jobs":
        return Shown(_("Jobs"), _("jobs"))
    if name == "patents":
        return Shown(_("Patents"), _("patents a year"), kind=Kind.RATIO)
    if not paid.known:
        return Shown(_("Value added"), _("quarterly wages a year"))
    if largest * paid.wage >= MILLION:
        return Shown(_("Value added"), _("million a year"), paid.wage / MILLION, Kind.RATIO)
    return Shown(_("Value added"), _("thousand a year"), paid.wage / THOUSAND, Kind.RATIO)


def fan_figure(
    name: str,
    rows: Sequence[Row],
    quick: Sequence[Row],
    scale: tuple[float, float],
    *,
    against: str,
    place: str,
    paid: Paid,
) -> Figure:
    """Return one outcome over the years: the bands of runs, or the outlines of a quick estimate.

    rows    year and ENDS of the runs, none where nothing was run;  quick: year, low, value, high
    scale   what the axis must hold besides
    """
    known = [abs(v) for row in [*rows, *quick] for k, v in row.items() if k != "year"]
    way = shown_as(name, max([*known, *map(abs, scale)], default=0.0), paid)
    bands, outlines = _times(rows, way.times), _times(quick, way.times)
    last = (bands or outlines)[-1]
    ends = band_amount(_as_bands(last), way.kind)
    said = {"value": signed(ends.text)}
    if ends.ends and bands:
        said |= {"low_80": signed(ends.ends[0]), "high_80": signed(ends.ends[1])}
    years = _("{first} to {last}", first=(bands or outlines)[0]["year"], last=last["year"])
    where = in_year(place, years)
    reading = _("in {year} {range}, 80 % of runs", year=last["year"],
                range=signed_range(ends) or signed(ends.text))  # fmt: skip
    panel = Panel(bands, outlines, (scale[0] * way.times, scale[1] * way.times),
                  said if bands else {}, against)  # fmt: skip
    made = Figure(
        name=name,
        title=way.label,
        how=_("{unit}, difference to {against}", unit=way.unit, against=against),
        alt=described(_("Fan"), way.label, where, reading),
        charts={"any": partial(lab_fan, panel)},
        columns=(_("Year"), _("Middle"), _("80 % of runs"), _("95 % of runs")),
        rows=[_cells(row, way.kind) for row in bands or map(_as_bands, outlines)],
        source="",
    )
    return drawn(made)


def gains(found: Experiment, ran: Ran) -> Figure:
    """Return who gains and who loses by size and place, as narrow as half of the lab's answer."""
    some = tuple(one for one in found.firms if one.by in GROUPED)
    made = gains_figure(replace(found, firms=some), ran)
    charts = {"any": made.charts["narrow"]}
    return drawn(replace(made, title=_("Who gains, who loses"), charts=charts, drawn={}))


def gauge(found: Gauge, ran: Ran, instrument: str) -> Figure:
    """Return whether more of an instrument is still useful."""
    made = gauge_figure(found, ran, instrument)
    charts = {"any": made.charts["narrow"]}
    return drawn(replace(made, title=_("Is more money still useful?"), charts=charts, drawn={}))


def drawn(figure: Figure) -> Figure:
    """Return a figure with its charts drawn."""
    figure.drawn.update({screen: Drawn(chart()) for screen, chart in figure.charts.items()})
    return figure


def _times(rows: Sequence[Row], times: float) -> list[dict[str, Any]]:
    return [{k: v if k == "year" else v * times for k, v in row.items()} for row in rows]


def _as_bands(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a row of a quick estimate by the names that rows of runs have."""
    if "low_80" in row:
        return row
    unknown = dict.fromkeys(ENDS)
    return {**unknown, **row, "low_80": row["low"], "high_80": row["high"]}


def _cells(row: Mapping[str, Any], kind: Kind) -> tuple[str, ...]:
    held = band_amount(row, kind)
    wide = band_amount(row, kind, "95") if row["low_95"] is not None else None
    return (
        str(row["year"]),
        signed(held.text),
        signed_range(held) or MISSING,
        (signed_range(wide) if wide else "") or MISSING,
    )
