"""The annex of a report on an experiment: its figures, costs, exam, and how it was run."""

from milieu.core.language import _
from milieu.report.brief.blocks import (
    Block,
    Cell,
    Chapter,
    Column,
    Figures,
    Heading,
    Pairs,
    Points,
    Says,
    Sheet,
)
from milieu.report.figure import Table
from milieu.report.sentences import Sentence
from milieu.report.twin.document import Document, Part, trust
from milieu.report.words import capital


def experiment_annex(document: Document) -> list[Chapter]:
    """Return the chapters of an experiment."""
    return [*(_part(part) for part in document.parts), *_exam(document), _how(document)]


def trusted(document: Document) -> list[Sentence]:
    """Return how the twin did in its exam."""
    found = trust(document.exam)
    return [found["said"], ("", found["more"])]


def _part(part: Part) -> Chapter:
    blocks: list[Block] = [Says([("", part.about)], "muted")] if part.about else []
    blocks += [Figures(figures, layout) for layout, figures in part.rows]
    blocks += [_sheet(table) for table in part.tables]
    if not part.rows and not part.tables:
        blocks.append(Says([("", part.empty)], "empty"))
    return Chapter(part.anchor, part.title, blocks, part.short)


def _exam(document: Document) -> list[Chapter]:
    facts = trust(document.exam)["facts"]
    if not isinstance(facts, Table):
        return []
    return [Chapter("exam", _("The model's exam"), [_sheet(facts)], _("Exam"))]


def _sheet(table: Table) -> Sheet:
    return Sheet(
        name="facts",
        caption=table.title,
        columns=[Column(capital(name)) for name in table.columns],
        rows=[[Cell(text) for text in row] for row in table.rows],
    )


def _how(document: Document) -> Chapter:
    """Return how it was run, and what is assumed."""
    pairs = Pairs(document.set, [(_("Same by command"), document.command)])
    blocks: list[Block] = [pairs]
    if document.assumptions:
        assumed = [("", one) for one in document.assumptions]
        blocks += [Heading(_("What is assumed")), Points(assumed)]
    notes = Says([("", _(note)) for note in document.notes])
    return Chapter("how", _("How it was run"), [*blocks, notes], _("How it was run"))
