"""Placement: where a cluster's indicators lie among all cells of its level and year."""

from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from milieu.core.language import _
from milieu.report.cluster_figures import placed
from milieu.report.figure import Figure, described, legend
from milieu.report.figures.rows import dots
from milieu.report.reading import Cluster, read
from milieu.report.retelling import retold
from milieu.report.words import MISSING, Amount, Kind, capital, plain, together, year

QUARTILES = (25, 50, 75)
UNDRAWN = "location_quotient_interval"  # its place among cells says no more than the quotient's
FEWEST = 4  # peers with a figure: of fewer, quartiles are the figures themselves
NATION = {"location_quotient": 1.0, "symmetric_location_quotient": 0.0}  # by their formulas

OF_CLUSTERS = """
    SELECT c.cluster, i.* FROM indicators i JOIN clusters c ON i.level = c.level
        AND i.region = c.regions AND i.industry = c.industries AND i.year = c.last_year
    WHERE i.value IS NOT NULL AND c.cluster IN (SELECT unnest(?)) ORDER BY c.cluster, i.indicator
"""
OF_ALL = """
    SELECT value FROM indicators WHERE indicator = ? AND level = ? AND year = ?
        AND region IS NOT NULL AND industry IS NOT NULL AND value IS NOT NULL ORDER BY value
"""


class Placement:
    """Indicators of the clusters that are one cell, and of all cells to compare them with."""

    def __init__(
        self,
        session: duckdb.DuckDBPyConnection,
        wanted: Sequence[Cluster],
        peers: Sequence[str] = (),
    ) -> None:
        """Read the indicators of the wanted clusters, and of their peers by id."""
        self._session = session
        self._others: dict[tuple[str, str, int], NDArray[np.float64]] = {}
        self._rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
        ids = list(dict.fromkeys([*(cluster.id for cluster in wanted), *peers]))
        for row in read(session, OF_CLUSTERS, ids) if ids else ():
            self._rows[row["cluster"]].append(row)

    def of(self, cluster: str) -> list[dict[str, Any]]:
        """Return the indicators of a cluster's cell in its last year; none where it is no cell."""
        return self._rows.get(cluster, [])

    def loaded(self) -> "Placement":
        """Read all that figures may be compared with, after which the session is not asked."""
        for rows in self._rows.values():
            for row in rows:
                self._compared(row)
        return self

    def figure(
        self, cluster: Cluster, source: str, command: str, peers: Sequence[str] = ()
    ) -> Figure | None:
        """Return the cluster's place among all cells by each indicator; None if it has none.

        peers   ids of clusters that once were alike; the quartiles of their figures are ticks
        """
        found = self._rows.get(cluster.id)
        if not found:
            return None
        shown = [{**self._row(row), "ticks": self._quartiles(row, peers)} for row in found]
        drawn = [row for row in shown if row["name"] != UNDRAWN] or shown
        ticked = any(row["ticks"] for row in drawn)
        where = placed(cluster, year(cluster.last_year))
        first = drawn[0]
        return Figure(
            name="placement",
            title=_("Against all others: {where}", where=where),
            short=_("Against all others: {where}", where=year(cluster.last_year)),
            how=together(
                _("Place among all cells, 0 lowest to 100 highest. Diamond: the nation."),
                _("Ticks: quartiles of its peers.") if ticked else "",
            ),
            alt=described(
                _("Dots"),
                _("place among all cells by indicator"),
                where,
                _(
                    "{indicator} {value}, place {place} of 100",
                    indicator=first["label"],
                    value=first["text"],
                    place=f"{first['value']:.0f}",
                ),
            ),
            charts={"any": partial(dots, drawn, width=330, domain=(0.0, 100.0))},
            columns=(_("Indicator"), _("Value"), _("Range"), _("Unit"), _("Place"), _("Note")),
            rows=[
                (r["label"], r["text"], r["range"], r["unit"], f"{r['value']:.0f}", r["note"])
                for r in shown
            ],
            source=source,
            command=command,
            legend=legend([row["status"] for row in drawn], ranges=False),
        )

    def _quartiles(self, row: dict[str, Any], peers: Sequence[str]) -> list[float]:
        """Return the places of the peers' quartiles; none where too few of them have a figure."""
        values = [
            other["value"]
            for peer in dict.fromkeys(peers)
            for other in self._rows.get(peer, ())
            if (other["indicator"], other["level"]) == (row["indicator"], row["level"])
        ]
        if len(values) < FEWEST:
            return []
        evenly = np.linspace(0, 100, len(values))
        places = self._places(row, np.interp(QUARTILES, evenly, np.sort(values)).tolist())
        return [place for place in places if place is not None]

    def _row(self, row: dict[str, Any]) -> dict[str, Any]:
        kind = Kind.SHARE if row["unit"] == "share" else Kind.RATIO
        figure = Amount(row["low"], row["value"], row["high"], kind)
        low, value, high, nation = self._places(
            row, (figure.low, figure.value, figure.high, NATION.get(row["indicator"]))
        )
        return {
            "name": row["indicator"],
            "label": capital(plain(row["indicator"])),
            "low": None if figure.exact else low,
            "value": value,
            "high": None if figure.exact else high,
            "diamond": nation,
            "status": "estimated" if row["hidden_cells"] else "published",
            "text": figure.text,
            "range": figure.range or _("exact"),
            "unit": _(row["unit"]) if row["unit"] else MISSING,
            "note": retold(row["note"] or ""),
        }

    def _places(self, row: dict[str, Any], values: Sequence[float | None]) -> list[float | None]:
        """Return the place of each value among all cells, 0 to 100."""
        others = self._compared(row)
        places = [v if v is None else float(np.searchsorted(others, v)) for v in values]
        return [p if p is None else 100 * min(p / max(len(others) - 1, 1), 1.0) for p in places]

    def _compared(self, row: dict[str, Any]) -> NDArray[np.float64]:
        """Return the indicator's values of all cells of the row's level and year, ascending."""
        key = (row["indicator"], row["level"], row["year"])
        if key not in self._others:
            found = self._session.execute(OF_ALL, list(key)).fetchnumpy()
            self._others[key] = np.asarray(found["value"], np.float64)
        return self._others[key]
