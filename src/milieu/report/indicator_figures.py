"""The figures of regions and industries: each indicator's highest values in its last year."""

from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from shlex import quote
from typing import Any

import duckdb

from milieu.core.language import _
from milieu.indicators.declare import INDICATORS
from milieu.report.figure import Figure, described, legend
from milieu.report.figures.rows import dots
from milieu.report.reading import Frame, read
from milieu.report.retelling import retold
from milieu.report.words import Amount, Kind, capital, plain, together, whole, year

SHOWN = 8  # values of an indicator

HIGHEST = """
    WITH last AS (SELECT indicator, level, max(year) AS year FROM indicators GROUP BY ALL),
    of_whole AS (SELECT * FROM indicators SEMI JOIN last USING (indicator, level, year)
        WHERE (region IS NULL) <> (industry IS NULL) AND (value IS NOT NULL OR low IS NOT NULL))
    SELECT *, count(*) OVER same AS known FROM of_whole
    WINDOW same AS (PARTITION BY indicator, level, region IS NULL)
    QUALIFY row_number() OVER (PARTITION BY indicator, level, region IS NULL
        ORDER BY coalesce(value, high) DESC, region, industry) <= ?
    ORDER BY indicator, level, region IS NULL, coalesce(value, high) DESC
"""


def indicator_figures(
    session: duckdb.DuckDBPyConnection, names: Frame, source: str, study: str, asking: str = ""
) -> list[Figure]:
    """Return for each indicator of regions or industries its highest values in the last year."""
    groups: dict[tuple[str, str, bool], list[dict[str, Any]]] = defaultdict(list)
    for row in read(session, HIGHEST, SHOWN):
        groups[row["indicator"], row["level"], row["region"] is None].append(row)
    return [_figure(rows, names, source, study, asking) for rows in groups.values()]


def _figure(
    rows: Sequence[dict[str, Any]], names: Frame, source: str, study: str, asking: str
) -> Figure:
    first = rows[0]
    of = "industry" if first["region"] is None else "region"
    name_of = names.industry_name if of == "industry" else names.region_name
    amounts = [_amount(row) for row in rows]
    labels = [capital(name_of(row[of])) for row in rows]
    shown = [_row(*one) for one in zip(rows, amounts, labels, strict=True)]
    said = {"level": plain(first["level"]), "years": year(first["year"])}
    name = capital(plain(first["indicator"]))
    if of == "industry":
        where = _("industry, {level} level, {years}", **said)
        title = _("{indicator} by industry, {level} level, {years}", indicator=name, **said)
    else:
        where = _("region, {level} level, {years}", **said)
        title = _("{indicator} by region, {level} level, {years}", indicator=name, **said)
    command = f"milieu show {quote(study)} indicators --only indicator={first['indicator']}{asking}"
    return Figure(
        name="indicator",
        title=title,
        how=together(
            _(
                "The highest {n} of {total}; {unit}.",
                n=len(rows),
                total=whole(first["known"]),
                unit=_unit(first),
            ),
            _source(first),
        ),
        alt=described(
            _("Dots"),
            plain(first["indicator"]),
            where,
            _("highest is {name} with {value}", name=labels[0], value=amounts[0].spoken),
        ),
        charts={"any": partial(dots, shown, width=330)},
        columns=(
            _("Industry") if of == "industry" else _("Region"),
            _("Value"),
            _("Range"),
            _("Hidden cells"),
            _("Note"),
        ),
        rows=[
            (
                label,
                figure.text,
                figure.range or _("exact"),
                str(row["hidden_cells"] or 0),
                retold(row["note"] or ""),
            )
            for row, figure, label in zip(rows, amounts, labels, strict=True)
        ],
        source=source,
        command=command,
        legend=legend([row["status"] for row in shown]),
    )


def _amount(row: dict[str, Any]) -> Amount:
    kind = Kind.SHARE if row["unit"] == "share" else Kind.RATIO
    return Amount(row["low"], row["value"], row["high"], kind)


def _row(row: dict[str, Any], figure: Amount, label: str) -> dict[str, Any]:
    status = (
        "published" if figure.exact else "estimated" if figure.value is not None else "range only"
    )
    low, high = (None, None) if figure.exact else (figure.low, figure.high)
    text = figure.text if figure.value is not None else figure.range
    return {
        "label": label,
        "low": low,
        "value": figure.value,
        "high": high,
        "status": status,
        "text": text,
    }


def _unit(row: dict[str, Any]) -> str:
    return _("unit: {unit}", unit=_(row["unit"])) if row["unit"] else _("without a unit")


def _source(row: dict[str, Any]) -> str:
    """Return where the formula comes from, as the indicator declares it."""
    declared = INDICATORS.get(row["indicator"])
    return _("Formula: {source}.", source=declared.source) if declared else ""
