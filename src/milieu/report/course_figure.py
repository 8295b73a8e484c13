"""The figure of a cluster's course: its stages over its jobs and their outlook."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from milieu.core.language import N_, _
from milieu.report.cluster_figures import Known, placed
from milieu.report.course_rows import earlier_lines, fan_rows, history_rows, ribbon_rows
from milieu.report.course_tables import (
    OUTLOOK_COLUMNS,
    outlook_cells,
    past_table,
    stage_cells,
    stage_columns,
)
from milieu.report.diagnosis import (
    forecast_amount,
    outlook_sentence,
    record_sentence,
    stage_sentence,
)
from milieu.report.figure import Chart, Figure, Table, described, legend
from milieu.report.figures.course import course
from milieu.report.figures.fan import fan
from milieu.report.figures.plot import shortened
from milieu.report.figures.ribbon import ribbon, stage_legend
from milieu.report.foresight_reading import (
    JOBS,
    Foresight,
    Rows,
)
from milieu.report.words import Amount, capital, number, plain, together, years

WIDE, NARROW = 640, 328  # pixels of a drawing with all its texts
MARGINS = {"wide": 104, "narrow": 54}  # pixels for the values at the end
ON_PHONE = 12  # last years, on a narrow screen
FANS = (
    ("tile faint", N_("95 %")), ("tile band", N_("80 %")), ("tile", N_("50 % of what may come")),
)  # fmt: skip
UNITS = {  # of measures whose name does not say it
    "output": N_("In the unit of the file: money at constant prices, or pieces or tonnes."),
    "wage": N_("In national currency per job."),
    "patents": N_("Counted by fractions: a part for each inventor and class."),
}
GRAY = ("past-line", N_("earlier forecasts"))


def course_figure(known: Known) -> Figure | None:
    """Return stages and jobs on one axis of years, or the one of them that is known."""
    stages, forecast = known.foresight.stages, known.foresight.forecast(JOBS)
    if stages and forecast:
        return _both(known)
    if stages:
        return _stages_alone(known)
    return outlook_figure(known, JOBS) if forecast else None


def outlook_figure(known: Known, measure: str, wide: int = WIDE) -> Figure | None:
    """Return what was and is forecast of one measure; None where there is no forecast.

    wide   pixels of the wide drawing with all its texts
    """
    forecast = known.foresight.forecast(measure)
    if not forecast:
        return None
    history = history_rows(known, measure)
    name = capital(plain(measure))
    all_years = [row["year"] for row in (*history, *forecast)]
    where = _where(known, all_years)
    return Figure(
        name="outlook" if measure == JOBS else f"outlook-{measure}",
        title=_("{measure} and outlook: {where}", measure=name, where=where),
        short=_("{measure} and outlook: {where}", measure=name, where=_when(all_years)),
        how=together(_("Line from 0."), _in_unit(measure), record_of(known, measure)),
        alt=described(
            _("Fan"), plain(measure), where, "".join(outlook_sentence(known.foresight, measure))
        ),
        charts=_fans(history, known.foresight, measure, wide),
        columns=tuple(map(_, OUTLOOK_COLUMNS)),
        rows=outlook_cells(history, forecast),
        source=known.source if measure == JOBS else known.elsewhere,
        command=outlook_command(known, "outlook"),
        legend=_fan_legend(known, measure, history),
        also=(_past_table(known, measure),),
    )


def _in_unit(measure: str) -> str:
    """Return in what a measure is counted; empty where its name says it."""
    return _(UNITS[measure]) if measure in UNITS else ""


def record_of(known: Known, measure: str) -> str:
    """Return the record of the forecast's last year."""
    last = known.foresight.forecast(measure)[-1]
    return record_sentence(known.foresight, measure, int(last["year"] - last["origin"]))


def outlook_command(known: Known, result: str) -> str:
    """Return the command that shows the cluster's forecasts."""
    return known.command(result, of="cluster", code=known.cluster.id)


def _both(known: Known) -> Figure:
    foresight = known.foresight
    stages, history = ribbon_rows(foresight.stages), history_rows(known, JOBS)
    forecast = foresight.forecast(JOBS)
    all_years = [row["year"] for row in (*stages, *history, *forecast)]
    where = _where(known, all_years)
    reading = together(stage_sentence(foresight.stages)[0], outlook_sentence(foresight, JOBS)[0])
    return Figure(
        name="course",
        title=_("Stage and jobs: {where}", where=where),
        short=_("Stage and jobs: {where}", where=_when(all_years)),
        how=together(
            _(
                "Top: probability of each stage, as seen today. Below: jobs from 0, and what may "
                "come."
            ),
            record_of(known, JOBS),
        ),
        alt=described(_("Ribbon over fan"), _("stage and jobs"), where, reading),
        charts=_courses(stages, history, foresight),
        columns=stage_columns(),
        rows=stage_cells(foresight.stages),
        source=known.source,
        command=known.command("stages"),
        legend=(*stage_legend(stages), *_fan_legend(known, JOBS, history)),
        also=(
            Table(
                _("Jobs and outlook"),
                tuple(map(_, OUTLOOK_COLUMNS)),
                outlook_cells(history, forecast),
                outlook_command(known, "outlook"),
            ),
            _past_table(known, JOBS),
        ),
    )


def _stages_alone(known: Known) -> Figure:
    rows = ribbon_rows(known.foresight.stages)
    all_years = [row["year"] for row in rows]
    where = _where(known, all_years)
    return Figure(
        name="stages",
        title=_("Stage: {where}", where=where),
        short=_("Stage: {where}", where=_when(all_years)),
        how=_("Probability of each stage, as seen today. Dashed: not enough evidence."),
        alt=described(
            _("Ribbon"), _("stage"), where, "".join(stage_sentence(known.foresight.stages))
        ),
        charts={
            "wide": partial(ribbon, rows, width=WIDE),
            "narrow": partial(ribbon, rows[-ON_PHONE:], width=NARROW),
        },
        columns=stage_columns(),
        rows=stage_cells(known.foresight.stages),
        source=known.source,
        command=known.command("stages"),
        legend=stage_legend(rows),
    )


def _past_table(known: Known, measure: str) -> Table:
    past = known.foresight.earlier(measure)
    return past_table(past, outlook_command(known, "outlook_past"))


def _where(known: Known, all_years: Sequence[int]) -> str:
    return placed(known.cluster, _when(all_years))


def _when(all_years: Sequence[int]) -> str:
    return years(min(all_years), max(all_years))


def _fan_legend(
    known: Known, measure: str, history: Sequence[Mapping[str, Any]]
) -> tuple[tuple[str, str], ...]:
    """Return the marks of a fan that need to be explained."""
    gray = (GRAY,) if known.foresight.earlier(measure) else ()
    marks = [(mark, _(text)) for mark, text in (*FANS, *gray)]
    return (*marks, *legend([row["status"] for row in history]))


def _ends(forecast: Rows, screen: str) -> list[tuple[str, str]]:
    """Return the texts beside the last year: the middle, and the ends of the 80 % range.

    An end that reads as the middle does is left out.
    """
    figure = forecast_amount(forecast[-1])
    low, high = map(partial(_short, figure), figure.outward or (None, None))
    text = _short(figure, figure.value)
    wide = screen == "wide"
    top = _("{value} (80 %)", value=high) if wide else high
    ends = [("high_80", top)] if high not in ("", text) else []
    ends += [("low_80", low)] if low not in ("", text) else []
    middle = _("{value} middle", value=text) if wide else text
    return [*ends, ("value", middle)]


def _short(figure: Amount, value: float | None) -> str:
    """Return one of a figure's numbers as a drawing has it: in millions, where it is so large."""
    if value is None:
        return ""
    rounded = round(value / figure.step) * figure.step
    short = shortened(rounded, figure.step, figure.high or value)
    return short or number(value, figure.kind, figure.step)


def _courses(
    stages: Sequence[dict[str, Any]], history: Sequence[dict[str, Any]], foresight: Foresight
) -> dict[str, Chart]:
    forecast = foresight.forecast(JOBS)
    charts: dict[str, Chart] = {}
    for screen, width, first in _screens(forecast):
        shown = [row for row in stages if row["year"] > first] or list(stages[-1:])
        was = [row for row in history if row["year"] > first]
        charts[screen] = partial(
            course,
            shown,
            was,
            fan_rows(history, forecast),
            earlier_lines(history, foresight.earlier(JOBS), first + 1),
            _ends(forecast, screen),
            width=width,
            right=MARGINS[screen],
        )
    return charts


def _fans(
    history: Sequence[dict[str, Any]], foresight: Foresight, measure: str, wide: int
) -> dict[str, Chart]:
    forecast = foresight.forecast(measure)
    return {
        screen: partial(
            fan,
            [row for row in history if row["year"] > first],
            fan_rows(history, forecast),
            earlier_lines(history, foresight.earlier(measure), first + 1),
            _ends(forecast, screen),
            width=width,
            right=MARGINS[screen],
        )
        for screen, width, first in _screens(forecast, wide)
    }


def _screens(forecast: Rows, wide: int = WIDE) -> tuple[tuple[str, int, int], ...]:
    """Return screen, width, and the year up to which nothing is shown there."""
    return (("wide", wide, 0), ("narrow", NARROW, forecast[0]["origin"] - ON_PHONE))
