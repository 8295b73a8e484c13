"""A page on the twin: its parts, and how it is written into one HTML file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from milieu import __version__
from milieu.core.errors import UserError
from milieu.core.language import N_, _
from milieu.report.drawing import Drawings
from milieu.report.figure import Figure, Table
from milieu.report.page import render
from milieu.report.retelling import retold
from milieu.report.sentences import Sentence
from milieu.report.twin.shown import Ran
from milieu.report.words import before, capital, count, day, together, whole
from milieu.twin.exam.record import Record

WHOLE, PAIR = "column", "pair"  # how figures of a row lie: one below the other, or two abreast

NOTES = (
    N_(
        "A run is one possible course of the model's world; chance is drawn anew in each. A range "
        "holds 80 % of runs unless it says otherwise. It says how much chance matters in the "
        "model, not how far the model is from the world."
    ),
    N_("The model is not fitted to the past of a place here, so its numbers are no forecasts."),
)


@dataclass(frozen=True)
class Part:
    """A part of a page.

    short   its name above;  rows: figures with how they lie;  empty: what is said without any
    """

    anchor: str
    short: str
    title: str
    rows: Sequence[tuple[str, Sequence[Figure]]] = ()
    about: str = ""
    tables: Sequence[Table] = ()
    empty: str = ""

    @property
    def figures(self) -> list[Figure]:
        """Return all figures of the part."""
        return [figure for _, figures in self.rows for figure in figures]


@dataclass(frozen=True)
class Document:
    """What a page shows besides its parts.

    subtitle   what was run, in a line;  answer: what comes of it;  numbers: what, value, range
    caution    what must be known before any number;  set: how it was run, as pairs
    exam       shown beside it, where `beside` is true
    """

    title: str
    name: str
    subtitle: str
    answer: Sequence[Sentence]
    parts: Sequence[Part]
    command: str
    set: Sequence[tuple[str, str]]
    about: str = ""
    caution: str = ""
    numbers: Sequence[tuple[str, str, str]] = ()
    assumptions: Sequence[str] = ()
    exam: Record | None = None
    made_up: bool = False
    beside: bool = True
    notes: Sequence[str] = NOTES

    def write(self, output: Path) -> Path:
        """Write it as one HTML file and return where it lies; UserError if it can not be."""
        with Drawings() as drawings:
            for part in self.parts:
                for figure in part.figures:
                    figure.begin(drawings)
            text = render("twin.html.j2", drawings, **self._shown())
        try:
            output.write_text(text, encoding="utf-8")
        except OSError as error:
            raise UserError(
                f"the page can not be written ({error.strerror})",
                where=str(output),
                next="Name a file in a folder that exists and where you may write.",
            ) from None
        return output

    def _shown(self) -> dict[str, Any]:
        names = ("title", "name", "subtitle", "answer", "parts", "command", "set", "about",
                 "caution", "numbers", "assumptions", "made_up", "notes")  # fmt: skip
        shown = {name: getattr(self, name) for name in names}
        shown["notes"] = [_(note) for note in self.notes]
        return {**shown, "trust": trust(self.exam) if self.beside else None, "version": __version__}


def trust(exam: Record | None) -> Mapping[str, Any]:
    """Return what stands beside every simulation: how the twin did in its exam.

    said   strongly said, and the rest;  tone: of the box;  facts: the table behind, if any
    """
    if exam is None:
        none = before(_("No result of the exam is at hand."))
        said = (none, _("How far to trust this is not known."))
        return {"said": said, "tone": "disagrees", "more": _again(), "facts": None}
    facts = exam.tables.get("facts", [])
    failed = any(row.get("met") == "no" for row in facts)
    columns = ("fact", "band", "mean", "seeds that pass (95 % range)", "needed", "met")
    rows = [tuple(retold(row[column]) for column in columns) for row in facts]
    title = _("All {checks} of the exam", checks=count(len(rows), "check"))
    heads = tuple(capital(_(column)) for column in columns)
    return {
        "said": ("", retold(exam.sentence)),
        "tone": "disagrees" if failed else "agrees",
        "more": together(_("Sat on {day}.", day=day(exam.date)), _again()),
        "facts": Table(title, heads, rows, "milieu exam") if rows else None,
    }


def _again() -> str:
    return _("The command milieu exam sits it again.")


def settings_of(ran: Ran, years: int) -> list[tuple[str, str]]:
    """Return how a simulation or experiment was run, as pairs."""
    begun = ran.study or _("from scratch")
    return [
        *([(_("Against"), ran.baseline)] if ran.baseline else []),
        (_("Begun from"), begun),
        (_("Years"), ran.stretch(years)),
        (_("Clusters"), _("{n}, and elsewhere", n=whole(len(ran.places) - 1))),
        (_("Runs"), whole(ran.runs)),
        (_("Seed"), str(ran.seed)),
        *ran.set,
    ]
