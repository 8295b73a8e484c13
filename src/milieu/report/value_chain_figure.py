"""The figure of the value chain: industries between raw material and final use."""

from functools import partial
from typing import Any

from milieu.core.language import N_, _
from milieu.report.figure import Figure, described
from milieu.report.figures.value_chain import value_chain
from milieu.report.surroundings import NARROW, WIDE, Surroundings, here
from milieu.report.words import Kind, count, number, together, whole

SHOWN = 120  # industries drawn; a table of many countries has thousands
ROWS = r"""
    SELECT * FROM value_chain WHERE "table" = (SELECT "table" FROM value_chain
        ORDER BY regexp_extract("table", '\d{4}') DESC, "table" LIMIT 1)
    ORDER BY upstreamness DESC NULLS LAST, industry
"""
COLUMNS = (
    N_("Industry"),
    N_("Cluster in it"),
    N_("Upstreamness"),
    N_("Downstreamness"),
    N_("Output multiplier"),
    N_("Backward linkage"),
    N_("Forward linkage"),
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
    where = _("input-output table {table}", table=known[0]["table"].replace("_", " "))
    first, last = shown[0], shown[-1]
    lost, left_out = len(rows) - len(known), len(known) - len(shown)
    clusters = sum(row["cluster"] for row in shown)
    return Figure(
        name="value-chain",
        title=_("Where industries stand in the value chain: {where}", where=where),
        how=together(
            _(
                "To the right: more steps until final use. Up: more steps behind it since primary "
                "inputs. Both scales start at 1, not at 0."
            ),
            _("Left out: {n} nearest to the mean.", n=whole(left_out)) if left_out else "",
            _("Not known for {industries}.", industries=count(lost, "industry", "industries"))
            if lost
            else "",
        ),
        alt=described(
            _("Dots"),
            _("upstreamness by downstreamness of industries"),
            where,
            _(
                "farthest from final use is {first} with {far} steps, nearest is {last} with "
                "{near}",
                first=first["label"],
                far=number(first["upstreamness"], Kind.RATIO),
                last=last["label"],
                near=number(last["upstreamness"], Kind.RATIO),
            ),
            _(
                "The study has clusters in {n} of {total}",
                n=whole(clusters),
                total=whole(len(shown)),
            )
            if clusters
            else "",
        ),
        charts={
            s: partial(value_chain, interest, width=w)
            for s, w in (("wide", WIDE), ("narrow", NARROW))
        },
        columns=tuple(map(_, COLUMNS)),
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
        legend=(
            ("full", _("the study has a cluster in it")),
            ("gray", _("no cluster in it")),
        ),
    )


def _by_interest(shown: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return industries with a cluster first, then those farthest from the middle."""
    middle = [sum(row[k] for row in shown) / len(shown) for k in FIGURES[:2]]

    def far(row: dict[str, Any]) -> float:
        return float(sum((row[k] - m) ** 2 for k, m in zip(FIGURES[:2], middle, strict=True)))

    return sorted(shown, key=lambda row: (not row["cluster"], -far(row)))
