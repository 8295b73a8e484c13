"""The recorded exam as figures and tables: what this version was published with."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from milieu.core.language import _, several
from milieu.report.figure import Figure, Table
from milieu.report.retelling import retold
from milieu.report.twin.exam_figure import facts_figure
from milieu.report.words import capital, day, whole
from milieu.twin.exam.declare import FACTS, Fact
from milieu.twin.exam.marks import Mark, wilson
from milieu.twin.exam.record import Record, exam_record

COMMAND = "milieu exam"
NUMBER = re.compile(r"[-−]?\d+(?:\.\d+)?(?:e[-+−]?\d+)?")
PERCENT = 100


@dataclass(frozen=True)
class Recorded:
    """The recorded exam: when it was sat, what it comes to, its figure and further tables."""

    record: Record
    facts: Figure
    tables: tuple[Table, ...]


def recorded() -> Recorded:
    """Return the exam that this version was published with; UserError if there is none."""
    record = exam_record()
    source = several(
        "Simulated: {n} seed of the twin, first seed {seed}; sat on {date}.",
        "Simulated: {n} seeds of the twin, first seed {seed}; sat on {date}.",
        record.seeds, n=whole(record.seeds), seed=record.seed, date=day(record.date),
    )  # fmt: skip
    command = f"{COMMAND} --seed {record.seed}"
    titles = {
        "industries": _("Across industries"),
        "imposed": _("Facts without the form that may impose them"),
        "curves": _("Responses to more and more of one thing"),
        "ablations": _("With a mechanism switched off"),
        "paths": _("Paths by decade"),
    }
    return Recorded(
        record,
        facts_figure(marks_of(record), record.seeds, source, command),
        tuple(_table(title, record, name) for name, title in titles.items() if record.tables[name]),
    )


def marks_of(record: Record) -> list[Mark]:
    """Return the marks of the facts as they were written down; numbers have three digits."""
    by_label = {one.label: one for one in FACTS.values()}
    rows = [(row, row["fact"].removesuffix(" *")) for row in record.tables["facts"]]
    return [_mark(by_label[label], row, record.seeds) for row, label in rows if label in by_label]


def _mark(fact: Fact, row: Mapping[str, str], seeds: int) -> Mark:
    passed = round(_first(row["seeds that pass (95 % range)"]) / PERCENT * seeds)
    low, high = _ends(row["10 to 90 %"])
    rate = wilson(passed, seeds)
    return Mark(
        fact=fact,
        rate=rate,
        mean=_first(row["mean"]),
        low=low,
        high=high,
        unknown_share=_first(row["not measurable"]) / PERCENT,
        met=row["met"] == "yes",
        surely_met=rate.low >= fact.share_needed,
    )


def _first(text: str) -> float:
    """Return the first number of a text, NaN where there is none."""
    found = NUMBER.search(text)
    return float(found[0].replace("−", "-")) if found else math.nan


def _ends(text: str) -> tuple[float, float]:
    low, _to, high = text.partition(" to ")
    return _first(low), _first(high)


def _table(title: str, record: Record, name: str) -> Table:
    rows = record.tables[name]
    columns = list(dict.fromkeys(column for row in rows for column in row))
    cells = [tuple(retold(row.get(column, "")) for column in columns) for row in rows]
    return Table(title, tuple(capital(_(column)) for column in columns), cells, COMMAND)
