"""Step: where the industries of an input-output table stand in the value chain."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from milieu.core.errors import UserError
from milieu.indicators.downstreamness import downstreamness
from milieu.indicators.input_output import InputOutput
from milieu.indicators.linkages import linkages
from milieu.indicators.output_multiplier import output_multiplier
from milieu.indicators.upstreamness import upstreamness
from milieu.store.arrow import schema_of
from milieu.study.results import RESULTS
from milieu.study.step import Step, Work, step

INDUSTRIES = ("industry", "product")
FINAL = ("final_demand", "exports")
Cell = tuple[str, str, float, str, str]
OUTSIDE = ("imports", "taxes")  # inputs that no industry of the table sells


def run(work: Work) -> dict[str, pa.Table]:
    """Return position, multiplier and linkages of each industry of each table."""
    found = work.session.execute('SELECT DISTINCT "table" FROM input_output ORDER BY 1').fetchall()
    rows: list[dict[str, Any]] = []
    for number, (name,) in enumerate(found):
        try:
            rows += _positions(work, name)
        except UserError as refusal:  # a table of products by industries has no positions
            rows.append({"table": name, "note": str(refusal)})
        work.progress(f"value chain {name}", (number + 1) / len(found))
    return {"value_chain": pa.Table.from_pylist(rows, schema_of(RESULTS["value_chain"].fields))}


def _positions(work: Work, name: str) -> list[dict[str, Any]]:
    industries, table = read_table(work, name)
    used, made = table.intermediate, table.output
    linked = linkages(used, made)
    columns = {
        "upstreamness": upstreamness(used, made),
        "downstreamness": downstreamness(used, made),
        "output_multiplier": output_multiplier(table.coefficients),
        "backward_linkage": linked.backward,
        "forward_linkage": linked.forward,
    }
    return [
        {"table": name, "industry": code}
        | {k: None if np.isnan(v[n]) else float(v[n]) for k, v in columns.items()}
        for n, code in enumerate(industries)
    ]


def read_table(work: Work, name: str) -> tuple[list[str], InputOutput]:
    """Return the industries of a table and the table; value added is what inputs leave of output.

    raises   UserError where the table has no industries that both buy and sell
    """
    rows = work.session.execute(
        'SELECT "row", "column", value, row_kind, column_kind FROM input_output '
        'WHERE "table" = ? AND value IS NOT NULL',
        [name],
    ).fetchall()
    return assembled(rows, name)


def assembled(rows: Sequence[Cell], name: str) -> tuple[list[str], InputOutput]:
    """Return industries and table from its cells: row, column, value, kind of row, of column.

    raises   UserError where the table has no industries that both buy and sell
    """
    sells = {r for r, _, _, kind, _ in rows if kind in INDUSTRIES}
    industries = list(dict.fromkeys(c for _, c, _, _, k in rows if k == "industry"))
    industries = [code for code in industries if code in sells]
    if not industries:
        raise UserError(
            "no industry both buys and sells",
            where=f"input-output table {name}",
            next="Say with --set which rows and columns are industries.",
        )
    at = {code: n for n, code in enumerate(industries)}
    uses = list(dict.fromkeys(c for _, c, _, _, kind in rows if kind in FINAL)) or ["final use"]
    place = {use: n for n, use in enumerate(uses)}
    intermediate = np.zeros((len(at), len(at)))
    final, outside = np.zeros((len(at), len(uses))), np.zeros(len(at))
    for row, column, value, input_kind, kind in rows:
        if row in at and column in at and kind == "industry":
            intermediate[at[row], at[column]] += value
        elif row in at and kind in FINAL:
            final[at[row], place[column]] += value
        elif column in at and input_kind in OUTSIDE:
            outside[at[column]] += value
    output = intermediate.sum(axis=1) + final.sum(axis=1)
    added = output - intermediate.sum(axis=0) - outside
    return industries, InputOutput(intermediate, final, added, output, outside)


step(
    Step(
        name="value_chain",
        order=60,
        about="where industries stand between raw material and final use",
        needs=("input_output",),
        reads=("input_output",),
        makes=("value_chain",),
        run=run,
    )
)
