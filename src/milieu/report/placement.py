"""Placement: where a cluster's indicators lie among all cells of its level and year."""

from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from milieu.report.figure import Figure, described, legend
from milieu.report.figures.rows import dots
from milieu.report.reading import Cluster, read
from milieu.report.words import Amount, Kind, capital, plain

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

    def __init__(self, session: duckdb.DuckDBPyConnection, wanted: Sequence[Cluster]) -> None:
        self._session = session
        self._others: dict[tuple[str, str, int], NDArray[np.float64]] = {}
        self._rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in read(session, OF_CLUSTERS, [c.id for c in wanted]) if wanted else ():
            self._rows[row["cluster"]].append(row)

    def figure(self, cluster: Cluster, source: str, command: str) -> Figure | None:
        """Return the cluster's place among all cells by each indicator; None if it has none."""
        found = self._rows.get(cluster.id)
        if not found:
            return None
        shown = [self._row(row) for row in found]
        where = f"{cluster.name}, {plain(cluster.level)} level, {cluster.last_year}"
        first = shown[0]
        return Figure(
            name="placement",
            title=f"Against all others: {where}",
            how="Place among all cells, 0 lowest to 100 highest. Diamond: the nation.",
            alt=described(
                "Dots",
                "place among all cells by indicator",
                where,
                f"{first['label']} {first['text']}, place {first['value']:.0f} of 100",
            ),
            charts={"any": partial(dots, shown, width=330, domain=(0.0, 100.0))},
            columns=("Indicator", "Value", "Range", "Unit", "Place", "Note"),
            rows=[
                (r["label"], r["text"], r["range"], r["unit"], f"{r['value']:.0f}", r["note"])
                for r in shown
            ],
            source=source,
            command=command,
            legend=legend([row["status"] for row in shown], ranges=False),
        )

    def _row(self, row: dict[str, Any]) -> dict[str, Any]:
        kind = Kind.SHARE if row["unit"] == "share" else Kind.RATIO
        figure = Amount(row["low"], row["value"], row["high"], kind)
        low, value, high, nation = self._places(
            row, (figure.low, figure.value, figure.high, NATION.get(row["indicator"]))
        )
        return {
            "label": capital(plain(row["indicator"])),
            "low": None if figure.exact else low,
            "value": value,
            "high": None if figure.exact else high,
            "diamond": nation,
            "status": "estimated" if row["hidden_cells"] else "published",
            "text": figure.text,
            "range": figure.range or "exact",
            "unit": row["unit"] or "–",
            "note": row["note"] or "",
        }

    def _places(self, row: dict[str, Any], values: Sequence[float | None]) -> list[float | None]:
        """Return the place of each value among all cells, 0 to 100."""
        key = (row["indicator"], row["level"], row["year"])
        if key not in self._others:
            found = self._session.execute(OF_ALL, list(key)).fetchnumpy()
            self._others[key] = np.asarray(found["value"], np.float64)
        others = self._others[key]
        places = [v if v is None else float(np.searchsorted(others, v)) for v in values]
        return [p if p is None else 100 * min(p / max(len(others) - 1, 1), 1.0) for p in places]
