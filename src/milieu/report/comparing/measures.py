"""Measures: the figures by which clusters are compared, one of each cluster."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from milieu.core.language import _
from milieu.indicators.declare import INDICATORS
from milieu.report.comparing.differences import Named, change
from milieu.report.comparing.reading import Compared, One
from milieu.report.words import Amount, Kind, capital, plain

OF_ITSELF = "location_quotient"  # the cluster's own stands above, with its members together


@dataclass(frozen=True)
class Measure:
    """One figure of all that are compared.

    label      what it is, and when
    unit       as a reader calls it; empty where the label says it, and for a share
    of         the cluster's figure;  estimated: whether it rests on hidden cells
    method     kind and name under which the method page explains it; empty for none
    reference  value to compare with: that of the nation, or no change
    """

    name: str
    label: str
    unit: str
    figures: Sequence[Named]
    estimated: Sequence[bool]
    method: str = ""
    reference: float | None = None
    referred: str = ""

    @property
    def kind(self) -> Kind:
        """Return how its figures are written."""
        return self.figures[0].amount.kind if self.figures else Kind.RATIO


def measures(compared: Compared) -> list[Measure]:
    """Return all measures of which at least one cluster's figure is known."""
    found = [*of_clusters(compared), *of_cells(compared)]
    return [one for one in found if any(named.ends for named in one.figures)]


def of_clusters(compared: Compared) -> list[Measure]:
    """Return the measures of clusters as a whole: size, concentration, change, outlook."""
    year = compared.year
    return [
        jobs(compared),
        _measure(
            compared,
            "establishments",
            _("Establishments, {year}", year=year),
            "",
            lambda one: Amount(None, one.row(year).get("establishments"), None),
        ),
        quotient(compared),
        _measure(
            compared,
            "share_of_nation",
            _("Share of its industries' jobs, {year}", year=year),
            "",
            lambda one: Amount(None, one.row(year).get("share_of_nation"), None, Kind.SHARE),
        ),
        growth(compared),
        outlook(compared),
        _measure(
            compared,
            "robustness",
            _("A cluster by so many definitions"),
            "",
            lambda one: Amount(None, one.cluster.robustness, None, Kind.SHARE),
        ),
    ]


def jobs(compared: Compared) -> Measure:
    """Return jobs of the last year that all have."""
    label = _("Jobs, {year}", year=compared.year)
    return _measure(compared, "jobs", label, "", lambda one: one.jobs(compared.year))


def quotient(compared: Compared) -> Measure:
    """Return the location quotient of the last year that all have."""
    return _measure(
        compared,
        "location_quotient",
        _("Location quotient, {year}", year=compared.year),
        _("times the nation"),
        lambda one: one.quotient(compared.year),
        method="indicators/location_quotient",
        reference=(1.0, _("as in the nation")),
    )


def growth(compared: Compared) -> Measure:
    """Return the change of jobs over the last years that all have."""
    year, before = compared.year, compared.before
    return _measure(
        compared,
        "change",
        _("Change of jobs, {before} to {year}", before=before, year=year),
        "",
        lambda one: (
            change(one.jobs(year), one.jobs(before)) if before < year else _unknown(Kind.SHARE)
        ),
        reference=(0.0, _("no change")),
    )


def outlook(compared: Compared) -> Measure:
    """Return the change that is forecast from the last known year to the last of all forecasts."""
    year = compared.ahead
    return _measure(
        compared,
        "outlook",
        _("Change that is forecast, to {year}", year=year),
        "",
        lambda one: _forecast(one, year),
        method="steps/outlook",
        reference=(0.0, _("no change")),
    )


def of_cells(compared: Compared) -> list[Measure]:
    """Return the indicators of single cells, for the clusters that are one."""
    names = sorted({row["indicator"] for one in compared.ones for row in one.indicators})
    return [_indicator(compared, name) for name in names if not name.startswith(OF_ITSELF)]


def _indicator(compared: Compared, name: str) -> Measure:
    rows = {
        one.letter: row
        for one in compared.ones
        for row in one.indicators
        if row["indicator"] == name
    }
    unit = next(iter(rows.values()))["unit"] or ""
    kind = Kind.SHARE if unit == "share" else Kind.RATIO
    return Measure(
        name=name,
        label=capital(_(plain(name))),
        unit="" if kind is Kind.SHARE else _(unit) if unit else "",
        figures=[
            Named(one.letter, _amount(rows.get(one.letter, {}), kind)) for one in compared.ones
        ],
        estimated=[bool(rows.get(one.letter, {}).get("hidden_cells")) for one in compared.ones],
        method=f"indicators/{name}" if name in INDICATORS else "",
    )


def _measure(
    compared: Compared,
    name: str,
    label: str,
    unit: str,
    of: Callable[[One], Amount],
    *,
    method: str = "",
    reference: tuple[float | None, str] = (None, ""),
) -> Measure:
    figures = [Named(one.letter, of(one)) for one in compared.ones]
    return Measure(
        name=name,
        label=label,
        unit=unit,
        figures=figures,
        estimated=[not one.amount.exact for one in figures],
        method=method,
        reference=reference[0],
        referred=reference[1],
    )


def _forecast(one: One, year: int) -> Amount:
    """Return the change from the year in which the forecast was made, as a share."""
    row = next((row for row in one.outlook if row["year"] == year), None)
    if row is None:
        return _unknown(Kind.SHARE)
    begin = one.jobs(row["origin"]).value
    if not begin:
        return _unknown(Kind.SHARE)
    low, value, high = (
        None if row[name] is None else row[name] / begin - 1
        for name in ("low_80", "value", "high_80")
    )
    return Amount(low, value, high, Kind.SHARE)


def _amount(row: Mapping[str, Any], kind: Kind) -> Amount:
    return Amount(row.get("low"), row.get("value"), row.get("high"), kind)


def _unknown(kind: Kind) -> Amount:
    return Amount(None, None, None, kind)
