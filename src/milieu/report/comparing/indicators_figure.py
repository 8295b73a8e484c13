"""The figure of the indicators: a row each, a lettered dot with its 80 % range for each cluster."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from milieu.core.language import _, in_sense, several
from milieu.report.comparing.differences import Named
from milieu.report.comparing.measures import Measure
from milieu.report.comparing.reading import Compared
from milieu.report.figure import Figure, described
from milieu.report.figures.lettered import lettered
from milieu.report.figures.scale import round_ends
from milieu.report.words import MISSING, Kind, after, listed, number

WIDE, NARROW = 1120, 328  # pixels of a drawing with all its texts


def indicators_figure(compared: Compared, measures: Sequence[Measure]) -> Figure | None:
    """Return all measures in one figure, for a wide screen; None where none is known."""
    rows = [measure_row(one) for one in measures]
    if not rows:
        return None
    where = several(
        "{n} cluster, {year}", "{n} clusters, {year}", len(compared.ones),
        n=len(compared.ones), year=compared.year,
    )  # fmt: skip
    letters = [one.letter for one in compared.ones]
    return Figure(
        name="indicators",
        title=_("Side by side: {where}", where=where),
        how=how(measures),
        alt=described(
            _("Lettered dots"), _("indicators"), where, "; ".join(map(reading, measures[:3]))
        ),
        charts={"wide": partial(lettered, rows, width=WIDE)},
        columns=(_("Measure"), _("Unit"), *letters),
        rows=[
            (
                one.label,
                one.unit or MISSING,
                *(figure.amount.spoken for figure in one.figures),
            )
            for one in measures
        ],
        source=compared.source,
        command=compared.command("cluster_years"),
        legend=_legend(rows),
    )


def single(compared: Compared, measure: Measure) -> Figure:
    """Return one measure alone, for a narrow screen; its table is that of all."""
    row = measure_row(measure)
    return Figure(
        name=f"indicator-{measure.name}",
        title=measure.label,
        how=_note(measure),
        alt=described(
            _("Lettered dots"),
            measure.label,
            listed([one.letter for one in compared.ones], len(compared.ones)),
            reading(measure),
        ),
        charts={"any": partial(lettered, [{**row, "label": "", "note": ""}], width=NARROW)},
        columns=(),
        rows=[],
        source=compared.source,
    )


def how(measures: Sequence[Measure]) -> str:
    """Return how the figure is read."""
    said = _("Each row has a scale of its own. Letter: cluster; bar: range that holds 80 %.")
    if any(one.reference is not None for one in measures):
        said += after(_("Dashed line: as in the nation, or no change."))
    return said


def reading(measure: Measure) -> str:
    """Return a measure's figures in words."""
    parts = [f"{one.letter} {one.amount.spoken}" for one in measure.figures]
    between = in_sense("between names of a list", ", ")
    return _("{label}: {text}", label=measure.label, text=between.join(parts))


def measure_row(measure: Measure) -> dict[str, Any]:
    """Return a measure as `lettered` draws it."""
    marks = [
        _mark(measure, named, estimated)
        for named, estimated in zip(measure.figures, measure.estimated, strict=True)
        if named.ends
    ]
    ends = [end for one in measure.figures for end in one.ends or ()]
    if measure.reference is not None:
        ends.append(measure.reference)
    low, high = round_ends(min([0.0, *ends]), max([0.0, *ends]) or 1.0)
    return {
        "label": measure.label,
        "note": _note(measure),
        "ends": (low, high),
        "said": (_end(low, measure.kind), _end(high, measure.kind)),
        "reference": measure.reference,
        "referred": measure.referred,
        "marks": marks,
    }


def _note(measure: Measure) -> str:
    """Return a measure's unit; empty where its name says it already."""
    return "" if measure.unit.casefold() == measure.label.casefold() else measure.unit


def _mark(measure: Measure, named: Named, estimated: bool) -> dict[str, Any]:
    figure = named.amount
    bounded = not figure.exact and figure.low is not None and figure.high is not None
    return {
        "letter": named.letter,
        "low": figure.low if bounded else None,
        "value": figure.value,
        "high": figure.high if bounded else None,
        "status": "range only"
        if figure.value is None
        else ("estimated" if estimated else "published"),
        "text": figure.text if figure.value is not None else figure.range,
    }


def _end(value: float, kind: Kind) -> str:
    """Return an end of a scale, as short as it can be said."""
    if kind is Kind.SHARE:
        return number(value, kind, 0.01 if abs(value) >= 0.1 or not value else 0.001)
    step = 1.0 if abs(value) >= 10 or not value or float(value).is_integer() else 0.01
    return number(value, Kind.RATIO, step)


def _legend(rows: Sequence[dict[str, Any]]) -> tuple[tuple[str, str], ...]:
    states = {mark["status"] for row in rows for mark in row["marks"]}
    known = (
        ("published", "full", _("published")),
        ("estimated", "open", _("estimated, with 80 % range")),
        ("range only", "dashed", _("range only")),
    )
    return tuple((look, said) for state, look, said in known if state in states)
