"""The figure of the value chain: industries between raw material and final use."""

from functools import partial
from typing import Any

from milieu.report.figure import Figure, described
from milieu.report.figures.value_chain import value_chain
from milieu.report.surroundings import NARROW, WIDE, Surroundings, here
from milieu.report.words import Kind, count, number, plain

SHOWN = 120  # industries drawn; a table of many countries has thousands
ROWS = r"""
    SELECT * FROM value_chain WHERE "table" = (SELECT "table" FROM value_chain
        ORDER BY regexp_extract("table", '\d{4}') DESC, "table" LIMIT 1)
    ORDER BY upstreamness DESC NULLS LAST, industry
"""
COLUMNS = (
    "Industry",
    "Cluster in it",
    "Upstreamness",
    "Downstreamness",
    "Output multiplier",
    "Backward linkage",
    "Forward linkage",
)
FIGURES = (
    "upstreamness",
    "downstreamness",
    "output_multiplier",
    "backward_linkage",
    "forward_linkage",
)


def value_chain_figure(around: Surroundings) -> Figure | None:
    """Return where industries stand in the chain of the newest table; None without one."""
    rows = around.rows(ROWS)
    known = [row for row in rows if None not in (row["upstreamness"], row["downstreamness"])]
    if not known:
        return None
    shown = [
        {
            **row,
            "label": around.industry(row["industry"]),
            "cluster": row["industry"] in around.here,
        }
        for row in known
    ]
    interest = _by_interest(shown)[:SHOWN]
    shown = sorted(interest, key=lambda row: -row["upstreamness"])
    where = f"input-output table {plain(known[0]['table'])}"
    first, last = shown[0], shown[-1]
    lost, left_out = len(rows) - len(known), len(known) - len(shown)
    clusters = sum(row["cluster"] for row in shown)
    return Figure(
        name="value-chain",
        title=f"Where industries stand in the value chain: {where}",
        how=(
            "To the right: more steps until final use. Up: more steps behind it since primary "
            "inputs. Both scales start at 1, not at 0."
            + (f" Left out: {left_out:,} nearest to the mean." if left_out else "")
            + (f" Not known for {count(lost, 'industry', 'industries')}." if lost else "")
        ),
        alt=described(
            "Dots",
            "upstreamness by downstreamness of industries",
            where,
            f"farthest from final use is {first['label']} with "
            f"{number(first['upstreamness'], Kind.RATIO)} steps, nearest is {last['label']} with "
            f"{number(last['upstreamness'], Kind.RATIO)}",
            f"The study has clusters in {clusters:,} of {len(shown):,}" if clusters else "",
        ),
        charts={
            s: partial(value_chain, interest, width=w)
            for s, w in (("wide", WIDE), ("narrow", NARROW))
        },
        columns=COLUMNS,
        rows=[
            (
                row["label"],
                here(row["cluster"]),
                *(number(row[name], Kind.RATIO) for name in FIGURES),
            )
            for row in shown
        ],
        source=around.source("input_output"),
        command=around.command("value_chain", table=known[0]["table"]),
        legend=(("full", "the study has a cluster in it"), ("gray", "no cluster in it")),
    )


def _by_interest(shown: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return industries with a cluster first, then those farthest from the middle."""
    middle = [sum(row[k] for row in shown) / len(shown) for k in FIGURES[:2]]

    def far(row: dict[str, Any]) -> float:
        return float(sum((row[k] - m) ** 2 for k, m in zip(FIGURES[:2], middle, strict=True)))

    return sorted(shown, key=lambda row: (not row["cluster"], -far(row)))
