"""The tables behind a cluster's course, as figures and words are written everywhere."""

from collections.abc import Mapping, Sequence
from typing import Any

from milieu.core.language import N_, _, in_sense
from milieu.lifecycle.stage import STAGES
from milieu.report.cluster_figures import yes_or_no
from milieu.report.diagnosis import forecast_amount, percent
from milieu.report.figure import Table
from milieu.report.foresight_reading import Rows, probabilities
from milieu.report.retelling import retold
from milieu.report.words import MISSING, Amount, capital, plain

PAST_COLUMNS = (N_("Made in"), N_("For"), N_("Middle"), N_("80 % range"), N_("Came"),
                N_("In range"))  # fmt: skip
OUTLOOK_COLUMNS = (N_("Year"), N_("Value"), N_("80 % range"), N_("95 % range"), N_("Status"))


def stage_columns() -> tuple[str, ...]:
    """Return the headings of the table of stages."""
    stages = (capital(plain(stage)) for stage in STAGES)
    return (_("Year"), *stages, _("As seen then"), _("Note"))


def stage_cells(rows: Rows) -> list[tuple[str, ...]]:
    """Return the table of stages: as seen today, and the stage as it was seen in that year."""
    return [
        (
            str(row["year"]),
            *(MISSING if s is None else percent(s) for s in probabilities(row).values()),
            plain(row["stage"] or MISSING),
            in_sense("between parts", "; ").join(_notes(row)),
        )
        for row in rows
    ]


def outlook_cells(history: Sequence[Mapping[str, Any]], forecast: Rows) -> list[tuple[str, ...]]:
    """Return the table of what was and what is forecast."""
    was: list[tuple[str, ...]] = [
        (str(r["year"]), r["text"], r["range"] or _("exact"), "", plain(r["status"]))
        for r in history
    ]
    comes = [(row, forecast_amount(row)) for row in forecast]
    return was + [
        (
            str(row["year"]),
            figure.text,
            figure.range or MISSING,
            Amount(row["low_95"], row["value"], row["high_95"], figure.kind).range or MISSING,
            _("forecast of {year}", year=row["origin"]),
        )
        for row, figure in comes
    ]


def past_table(past: Rows, command: str) -> Table:
    """Return the table of earlier forecasts with what came."""
    cells = [past_cells(row) for row in past]
    columns = tuple(map(_, PAST_COLUMNS))
    return Table(_("Earlier forecasts and what came"), columns, cells, command)


def past_cells(row: Mapping[str, Any]) -> tuple[str, ...]:
    """Return an earlier forecast and what came, as it is written everywhere."""
    figure = forecast_amount(row)
    came = Amount(None, row["actual"], None, figure.kind).text
    inside = yes_or_no(row["inside"])
    return (str(row["origin"]), str(row["year"]), figure.text, figure.range, came, inside)


def _notes(row: Mapping[str, Any]) -> list[str]:
    flags = [plain(flag) for flag in ("shake_out", "level_shift") if row.get(flag)]
    return flags + ([retold(row["note"])] if row.get("note") else [])
