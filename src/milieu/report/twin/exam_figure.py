"""The figure of the exam: how often runs show each fact, failures first."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from milieu.core.language import N_, _
from milieu.report.figure import Figure, described
from milieu.report.figures.plot import percent_text
from milieu.report.retelling import retold
from milieu.report.twin.numbers import share
from milieu.report.twin.rows import ranged_rows
from milieu.report.words import count, listed
from milieu.twin.exam.marks import Mark
from milieu.twin.exam.tables import mark_rows

TICKS = (25, 50, 75, 100)  # percent
MET, FAILED = N_("Passed"), N_("Not passed")
NEVER_USED = N_("Never used to set the twin")
COLUMNS = (N_("fact"), N_("band"), N_("mean"), N_("10 to 90 %"), N_("seeds that pass (95 % range)"),
           N_("not measurable"), N_("needed"), N_("met"), N_("imposed"), N_("source"))  # fmt: skip


def facts_figure(marks: Sequence[Mark], seeds: int, source: str, command: str) -> Figure:
    """Return a row for each fact: the share of seeds that show it, and the share it needs."""
    ordered = in_order(marks)
    rows = [fact_row(one) for one in ordered]
    short = [{**row, "label": _(one.fact.label), "text": share(one.rate.share)}
             for row, one in zip(rows, ordered, strict=True)]  # fmt: skip
    failed = [_(one.fact.label) for one in ordered if not one.met]
    where = _("{facts}, {seeds}", facts=count(len(marks), "fact"), seeds=count(seeds, "seed"))
    reading = _("{n} of {total} shown by as many seeds as needed",
                n=len(marks) - len(failed), total=len(marks))  # fmt: skip
    ticks = [(0.0, "0"), *((at / 100, percent_text(str(at))) for at in TICKS)]
    return Figure(
        name="facts",
        title=_("How often runs show what is known of industries: {where}", where=where),
        how=_(
            "Share of seeds within the published band. Bars: 95 % range; tick: the share needed."
        ),
        alt=described(_("Dots"), _("share of seeds that show a fact"), where, reading,
                      _("Not shown often enough: {facts}", facts=listed(failed, 12))
                      if failed else ""),
        charts={
            "wide": partial(ranged_rows, rows, width=760, domain=(0.0, 1.0), ticks=ticks),
            "narrow": partial(ranged_rows, short, width=328, domain=(0.0, 1.0), ticks=ticks),
        },
        columns=tuple(_(column).capitalize() for column in COLUMNS),
        rows=[tuple(retold(row[column]) for column in COLUMNS) for row in mark_rows(ordered)],
        source=source,
        command=command,
        legend=(("full", _("passed")), ("alarm-sign", _("not passed"))),
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
        "label": _("{fact}: {band}", fact=_(one.fact.label), band=retold(one.fact.band)),
        "text": _(
            "{share}, needs {needed}", share=share(rate.share), needed=share(one.fact.share_needed)
        ),
        "marks": [mark],
        "tick": one.fact.share_needed,
        "group": _((FAILED, NEVER_USED, MET)[_place(one)]),
    }


def _place(one: Mark) -> int:
    return 0 if not one.met else 1 if one.fact.starred else 2
