"""An experiment as tables: effects, who gains and who loses, what is bought at which price."""

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from milieu.policy.experiment import Experiment
from milieu.policy.experiment_effects import TREATED
from milieu.policy.experiment_estimates import Ratio
from milieu.policy.gauge import Gauge
from milieu.twin.outcomes import OUTCOMES

Row = dict[str, Any]
MONEY_EACH = "quarterly wages each"
EFFECT = ("outcome", "unit", "where", "year", "a", "b", "difference", "low", "high", "found")
FIRM = ("by", "group", "firms", "gain", "lose", "saved", "closed")
COST = ("of", "where", "year", "money", "gained", "each_low", "each", "each_high", "found")
GROWTH = ("log_sales_low", "log_sales", "log_sales_high")


def brief(rows: pa.Table, what: str, last: int) -> pa.Table:
    """Return the rows and columns of a table that fit on a screen: those of the last year."""
    columns = {"effects": EFFECT, "firms": (*FIRM, *GROWTH), "costs": COST}.get(what)
    if columns is None:
        return rows
    kept = pc.equal(rows["year"], last)
    if what == "effects":
        kept = pc.and_(kept, pc.equal(rows["where"], TREATED))
    return rows.filter(kept).select(columns)


def effect_table(found: Experiment) -> pa.Table:
    """Return B less A of every outcome, with its 95 % range, by place and year of the policy."""
    return table(
        {
            "outcome": one.outcome,
            "unit": OUTCOMES[one.outcome].unit,
            "where": one.place,
            "year": one.year,
            "a": one.estimate.mean_a,
            "b": one.estimate.mean_b,
            "difference": one.estimate.difference,
            "low": one.estimate.low,
            "high": one.estimate.high,
            "found": one.estimate.found,
            "share_above": one.estimate.share_above,
            "share_equal": one.estimate.share_equal,
            "error": one.estimate.error,
            "unpaired_error": one.estimate.unpaired_error,
            "runs": one.estimate.runs,
        }
        for one in found.effects
    )


def firm_table(found: Experiment) -> pa.Table:
    """Return what became of the firms that lived when the scenarios part, by group and year."""
    return table(
        {
            "by": one.by,
            "group": one.group,
            "year": one.year,
            "firms": one.firms,
            **ratio("gain", one.gain),
            **ratio("lose", one.lose),
            **ratio("saved", one.saved),
            **ratio("closed", one.closed),
            **ratio("log_sales", one.log_sales),
            **ratio("log_productivity", one.log_productivity),
            **ratio("jobs", one.jobs),
        }
        for one in found.firms
    )


def cost_table(found: Experiment) -> pa.Table:
    """Return public money per additional job, patent and unit of value added."""
    return table(
        {
            "of": one.outcome,
            "where": one.place,
            "year": one.year,
            "money": one.money.difference,
            "gained": one.gained.difference,
            **ratio("each", one.each),
            "unit": MONEY_EACH,
            "found": one.found,
        }
        for one in found.costs
    )


def gauge_table(found: Gauge) -> pa.Table:
    """Return how productivity and value added answer to more and more of an instrument."""
    responses = {
        "productivity": (found.productivity, found.productivity_trap),
        "net_value_added": (found.net_value_added, found.value_trap),
    }
    return table(
        {
            "outcome": name,
            "intensity": intensity,
            "spending": float(found.spending[k]),
            "mean": float(response.mean[k]),
            "change": float(response.change[k]),
            "low": float(response.low[k]),
            "high": float(response.high[k]),
            "found": response.verdict,
            "trap": trap,
            "runs": response.seeds,
        }
        for name, (response, trap) in responses.items()
        for k, intensity in enumerate(found.intensities)
    )


def ratio(name: str, value: Ratio) -> Row:
    """Return the columns of a ratio with its range."""
    return {f"{name}_low": value.low, name: value.value, f"{name}_high": value.high}


def table(rows: Any) -> pa.Table:
    """Return rows as a table; what is not a number is empty."""
    return pa.Table.from_pylist([{k: known(v) for k, v in row.items()} for row in rows])


def known(value: Any) -> Any:
    """Return a value, None for NaN."""
    return None if isinstance(value, float) and value != value else value
