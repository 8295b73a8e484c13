"""The figure of the exam: how often runs show each fact, failures first."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from milieu.report.figure import Figure, described
from milieu.report.twin.numbers import share
from milieu.report.twin.rows import ranged_rows
from milieu.report.words import count, listed
from milieu.twin.exam.marks import Mark
from milieu.twin.exam.tables import mark_rows

TICKS = ((0.0, "0"), (0.25, "25 %"), (0.5, "50 %"), (0.75, "75 %"), (1.0, "100 %"))
MET, FAILED, NEVER_USED = "Passed", "Not passed", "Never used to set the twin"
COLUMNS = ("fact", "band", "mean", "10 to 90 %", "seeds that pass (95 % range)", "not measurable",
           "needed", "met", "imposed", "source")  # fmt: skip


def facts_figure(marks: Sequence[Mark], seeds: int, source: str, command: str) -> Figure:
    """Return a row for each fact: the share of seeds that show it, and the share it needs."""
    ordered = in_order(marks)
    rows = [fact_row(one) for one in ordered]
    short = [{**row, "label": one.fact.label, "text": share(one.rate.share)}
             for row, one in zip(rows, ordered, strict=True)]  # fmt: skip
    failed = [one.fact.label for one in ordered if not one.met]
    where = f"{count(len(marks), 'fact')}, {count(seeds, 'seed')}"
    reading = f"{len(marks) - len(failed)} of {len(marks)} shown by as many seeds as needed"
    return Figure(
        name="facts",
        title=f"How often runs show what is known of industries: {where}",
        how="Share of seeds within the published band. Bars: 95 % range; tick: the share needed.",
        alt=described("Dots", "share of seeds that show a fact", where, reading,
                      f"Not shown often enough: {listed(failed, 12)}" if failed else ""),
        charts={
            "wide": partial(ranged_rows, rows, width=760, domain=(0.0, 1.0), ticks=TICKS),
            "narrow": partial(ranged_rows, short, width=328, domain=(0.0, 1.0), ticks=TICKS),
        },
        columns=tuple(column.capitalize() for column in COLUMNS),
        rows=[tuple(row[column] for column in COLUMNS) for row in mark_rows(ordered)],
        source=source,
        command=command,
        legend=(("full", "passed"), ("alarm-sign", "not passed")),
    )  # fmt: skip


def in_order(marks: Sequence[Mark]) -> list[Mark]:
    """Return failures first, then those never used, then the rest; the lowest share first."""
    return sorted(marks, key=lambda one: (_place(one), one.rate.share))


def fact_row(one: Mark) -> dict[str, Any]:
    """Return a fact's row: a triangle where too few seeds show it."""
    tone, shape = ("middle", "circle") if one.met else ("alarm", "triangle-up")
    rate = one.rate
    mark = {"low": rate.low, "value": rate.share, "high": rate.high, "tone": tone, "shape": shape}
    return {
        "label": f"{one.fact.label}: {one.fact.band}",
        "text": f"{share(rate.share)}, needs {share(one.fact.share_needed)}",
        "marks": [mark],
        "tick": one.fact.share_needed,
        "group": (FAILED, NEVER_USED, MET)[_place(one)],
    }


def _place(one: Mark) -> int:
    return 0 if not one.met else 1 if one.fact.starred else 2
