"""The chapter of cited facts, and of claims that are held against them."""

from collections.abc import Mapping, Sequence
from typing import Any

from milieu.core.language import _
from milieu.report.brief.blocks import (
    Block,
    Cell,
    Chapter,
    Claims,
    Column,
    Figures,
    Heading,
    Says,
    Sheet,
)
from milieu.report.brief.of_study import claim_box
from milieu.report.cited import Cited
from milieu.report.cited_stages import CitedStages
from milieu.report.figure import Figure
from milieu.report.words import count

Known = tuple[Cited, Sequence[Figure], CitedStages | None]
SHARES = (1.0, 1.6, 1.0, 1.0, 1.0, 3.0, 2.0)  # of the table's width


def facts_chapter(shown: Mapping[str, Any]) -> Chapter:
    """Return claims, clusters of which enough is cited for a figure, then single facts."""
    about = _(
        "Sparse figures from publications, each with its citation and quality. A part of a year "
        "is never drawn as a year."
    )
    blocks: list[Block] = [Says([("", about)])]
    if shown["claims"]:
        blocks.append(Claims([claim_box(one) for one in shown["claims"]]))
    columns = shown["fact_columns"]
    full: list[Known] = [known for known in shown["facts"] if known[1] or known[2]]
    few: list[Known] = [known for known in shown["facts"] if not (known[1] or known[2])]
    for known in full:
        blocks += _cluster(known, columns)
    if few:
        said = _("Too few whole years for a figure.")
        blocks += [Heading(_("Single facts")), Says([("", said)], "muted")]
        blocks += [_sheet(one, columns, f"{one.name}: {_facts(one)}") for one, _f, _s in few]
    return Chapter("facts", _("Cited facts"), blocks, _("Cited facts"))


def _cluster(known: Known, columns: Sequence[str]) -> list[Block]:
    one, figures, stages = known
    blocks: list[Block] = [Heading(one.name)]
    if stages:
        blocks += [Says(stages.said, "verdict"), Figures([stages.figure])]
    said = _("{facts}.", facts=_facts(one))
    if one.parts:
        parts = count(one.parts, "is of a part of a year and stands",
                      "are of parts of a year and stand")  # fmt: skip
        said = _("{facts}; {parts} only in the table.", facts=_facts(one), parts=parts)
    blocks += [Says([("", said)], "muted")]
    blocks += [Figures(figures, "grid")] if figures else []
    caption = _("All {facts} with citations", facts=_facts(one))
    return [*blocks, _sheet(one, columns, caption)]


def _facts(one: Cited) -> str:
    return count(len(one.rows), "fact")


def _sheet(one: Cited, columns: Sequence[str], caption: str) -> Sheet:
    named = [Column(name, share=share) for name, share in zip(columns, SHARES, strict=True)]
    rows = [[Cell(text) for text in row] for row in one.rows]
    return Sheet("facts", caption, named, rows, folded=True)
