"""The tables behind a cluster's course, as figures and words are written everywhere."""

from collections.abc import Mapping, Sequence
from typing import Any

from milieu.lifecycle.stage import STAGES
from milieu.report.diagnosis import forecast_amount, percent
from milieu.report.figure import Table
from milieu.report.foresight_reading import Rows, probabilities
from milieu.report.words import MISSING, Amount, capital, plain

PAST_COLUMNS = ("Made in", "For", "Middle", "80 % range", "Came", "In range")
STAGE_COLUMNS = ("Year", *(capital(stage) for stage in STAGES), "As seen then", "Note")
OUTLOOK_COLUMNS = ("Year", "Value", "80 % range", "95 % range", "Status")


def stage_cells(rows: Rows) -> list[tuple[str, ...]]:
    """Return the table of stages: as seen today, and the stage as it was seen in that year."""
    return [
        (
            str(row["year"]),
            *(MISSING if s is None else percent(s) for s in probabilities(row).values()),
            row["stage"] or MISSING,
            "; ".join(_notes(row)),
        )
        for row in rows
    ]


def outlook_cells(history: Sequence[Mapping[str, Any]], forecast: Rows) -> list[tuple[str, ...]]:
    """Return the table of what was and what is forecast."""
    was: list[tuple[str, ...]] = [
        (str(r["year"]), r["text"], r["range"] or "exact", "", r["status"]) for r in history
    ]
    comes = [(row, forecast_amount(row)) for row in forecast]
    return was + [
        (
            str(row["year"]),
            figure.text,
            figure.range or MISSING,
            Amount(row["low_95"], row["value"], row["high_95"], figure.kind).range or MISSING,
            f"forecast of {row['origin']}",
        )
        for row, figure in comes
    ]


def past_table(past: Rows, command: str) -> Table:
    """Return the table of earlier forecasts with what came."""
    cells = [past_cells(row) for row in past]
    return Table("Earlier forecasts and what came", PAST_COLUMNS, cells, command)


def past_cells(row: Mapping[str, Any]) -> tuple[str, ...]:
    """Return an earlier forecast and what came, as it is written everywhere."""
    figure = forecast_amount(row)
    came = Amount(None, row["actual"], None, figure.kind).text
    inside = "–" if row["inside"] is None else "yes" if row["inside"] else "no"
    return (str(row["origin"]), str(row["year"]), figure.text, figure.range, came, inside)


def _notes(row: Mapping[str, Any]) -> list[str]:
    flags = [plain(flag) for flag in ("shake_out", "level_shift") if row.get(flag)]
    return flags + ([row["note"]] if row.get("note") else [])
