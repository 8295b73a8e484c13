"""The figure of a cluster's place in its region's value chain: where a unit spent ends up."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from milieu.core.language import N_, _
from milieu.report.cluster_figures import Known
from milieu.report.figure import Figure, described
from milieu.report.figures.rows import bars
from milieu.report.reading import ranged
from milieu.report.words import Amount, Kind, plain

SHARES = (
    ("value_added_share", N_("Wages and profit in the cluster's industries")),
    ("other_value_added_share", N_("Wages and profit elsewhere in the region")),
    ("outside_share", N_("Leaves the region")),
    ("foreign_share", N_("Bought abroad")),
)
FIGURES = (
    ("upstreamness", N_("Steps to what leaves the region"), Kind.RATIO),
    ("output_multiplier", N_("Output in the region per unit sold"), Kind.RATIO),
    ("regional_input_share", N_("Inputs bought in the region"), Kind.SHARE),
)
WIDE, NARROW = 540, 328  # pixels of a drawing with all its texts


def chain_figure(known: Known, rows: Sequence[Mapping[str, Any]]) -> Figure | None:
    """Return where a unit that the cluster spends ends up; None where it was not computed.

    rows   of the result `regional_chain` for the cluster
    """
    found = [row for row in rows if row["outside_share"] is not None]
    if not found:
        return None
    last = max(found, key=lambda row: (row["year"] or 0, row["table"]))
    shown = [_bar(_(label), ranged(last, name, Kind.SHARE)) for name, label in SHARES]
    shown = [row for row in shown if row["value"] is not None]
    where = _("{cluster}, {year}", cluster=known.cluster.name, year=last["year"])
    reading = "; ".join(f"{row['label']}: {row['text']}" for row in shown)
    others = [(_(label), ranged(last, name, kind)) for name, label, kind in FIGURES]
    return Figure(
        name="chain",
        title=_("Where a unit spent ends up: {where}", where=where),
        how=_(
            "Shares of what the cluster spends, from 0; ranges over how strongly firms buy nearby. "
            "Input-output table: {table}.",
            table=plain(last["table"]),
        ),
        alt=described(_("Bars"), _("shares of spending"), where, reading),
        charts={s: partial(bars, shown, width=w) for s, w in (("wide", WIDE), ("narrow", NARROW))},
        columns=(_("What"), _("Value"), _("Range")),
        rows=[
            *((row["label"], row["text"], row["range"]) for row in shown),
            *((label, figure.text, figure.range or "–") for label, figure in others),
        ],
        source=known.source,
        command=known.command("regional_chain"),
    )


def _bar(label: str, figure: Amount) -> dict[str, Any]:
    """Return a row of the chart: the value with its range."""
    exact = figure.exact
    return {
        "label": label,
        "low": None if exact else figure.low,
        "value": figure.value,
        "high": None if exact else figure.high,
        "status": "published",
        "text": figure.text,
        "range": figure.range or "–",
    }
