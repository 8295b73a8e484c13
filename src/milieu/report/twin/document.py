"""A page on the twin: its parts, and how it is written into one HTML file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from milieu import __version__
from milieu.core.errors import UserError
from milieu.report.drawing import Drawings
from milieu.report.figure import Figure, Table
from milieu.report.page import render
from milieu.report.sentences import Sentence
from milieu.report.twin.shown import Ran
from milieu.report.words import capital, count
from milieu.twin.exam.record import Record

AGAIN = "The command milieu exam sits it again."
WHOLE, PAIR = "column", "pair"  # how figures of a row lie: one below the other, or two abreast

NOTES = (
    "A run is one possible course of the model's world; chance is drawn anew in "
    "each. A range holds 80 % of runs unless it says otherwise. It says how much chance matters in "
    "the model, not how far the model is from the world.",
    "The model is not fitted to the past of a place here, so its numbers are no forecasts.",
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
        return {**shown, "trust": trust(self.exam) if self.beside else None, "version": __version__}


def trust(exam: Record | None) -> Mapping[str, Any]:
    """Return what stands beside every simulation: how the twin did in its exam.

    said   strongly said, and the rest;  tone: of the box;  facts: the table behind, if any
    """
    if exam is None:
        said = ("No result of the exam is at hand. ", "How far to trust this is not known.")
        return {"said": said, "tone": "disagrees", "more": AGAIN, "facts": None}
    facts = exam.tables.get("facts", [])
    failed = any(row.get("met") == "no" for row in facts)
    columns = ("fact", "band", "mean", "seeds that pass (95 % range)", "needed", "met")
    rows = [tuple(row[column] for column in columns) for row in facts]
    title = f"All {count(len(rows), 'check')} of the exam"
    return {
        "said": ("", exam.sentence),
        "tone": "disagrees" if failed else "agrees",
        "more": f"Sat on {exam.date}. {AGAIN}",
        "facts": Table(title, tuple(map(capital, columns)), rows, "milieu exam") if rows else None,
    }


def settings_of(ran: Ran, years: int) -> list[tuple[str, str]]:
    """Return how a simulation or experiment was run, as pairs."""
    begun = ran.study or "from scratch"
    return [
        *([("Against", ran.baseline)] if ran.baseline else []),
        ("Begun from", begun),
        ("Years", ran.stretch(years)),
        ("Clusters", f"{len(ran.places) - 1:,}, and elsewhere"),
        ("Runs", f"{ran.runs:,}"),
        ("Seed", str(ran.seed)),
        *ran.set,
    ]
