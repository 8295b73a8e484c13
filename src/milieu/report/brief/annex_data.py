"""The chapter of data: how much is hidden, which files, and which rows did not fit."""

from collections.abc import Mapping, Sequence
from typing import Any

from milieu.core.language import _
from milieu.report.brief.blocks import Block, Cell, Chapter, Column, Figures, Heading, Says, Sheet
from milieu.report.sources import Source
from milieu.report.words import count, day, whole


def data_chapter(study: str, shown: Mapping[str, Any]) -> Chapter:
    """Return what the study rests on, and what it lacks; `study` as commands name it."""
    return Chapter(
        anchor="data",
        title=_("Data and its quality"),
        short=_("Data"),
        blocks=[
            *_coverage(study, shown["coverage"]),
            Heading(_("Files")),
            _files(study, shown["sources"]),
            Heading(_("Quarantine")),
            _quarantine(study, shown["quarantine"]),
        ],
    )


def _coverage(study: str, figures: Sequence[Any]) -> list[Block]:
    if figures:
        return [Figures(figures, "grid")]
    said = _(
        "No cells yet: a table of employment with jobs by region, industry and year belongs here. "
        "Take one in with {add}, then {build}",
        add=f"milieu add {study} SOURCE FILES",
        build=f"milieu build {study}",
    )
    return [Says([("", said)], "empty")]


def _files(study: str, sources: Sequence[Source]) -> Block:
    if not sources:
        said = _("No file has been added. Begin with {add}", add=f"milieu add {study} SOURCE FILES")
        return Says([("", said)], "empty")
    columns = (
        Column(_("File"), share=3.4),
        Column(_("Publisher"), share=1.6),
        Column(_("Licence"), share=1.6),
        Column(_("Added"), share=1.3),
        Column(_("Rows taken"), number=True),
        Column(_("Quarantined"), number=True, share=1.2),
        Column(_("Left out"), number=True, share=0.8),
    )
    caption = _("{files}, the oldest first", files=count(len(sources), "file"))
    return Sheet("files", caption, columns, [_file(one) for one in sources])


def _file(one: Source) -> Sequence[Cell]:
    about = f"{one.tables}; {one.file}"
    if one.address:
        about = _("from {address} ({about})", address=one.address, about=about)
    numbers = (one.rows, one.quarantined, one.left_out)
    return (
        Cell(one.name, about),
        Cell(one.by or _("not stated")),
        Cell(_(one.licence) if one.licence else _("not stated")),
        Cell(day(one.vintage)),
        *(Cell(whole(value)) for value in numbers),
    )


def _quarantine(study: str, rows: Sequence[Mapping[str, Any]]) -> Block:
    if not rows:
        return Says([("", _("No row is in quarantine: every row that was added fits."))])
    columns = (
        Column(_("File"), share=2),
        Column(_("Column"), share=2),
        Column(_("Expected"), share=2),
        Column(_("Found, for example"), share=2),
        Column(_("Rows"), number=True, share=0.7),
    )
    return Sheet(
        name="quarantine",
        caption=_("Rows that did not fit, by what was wrong"),
        columns=columns,
        rows=[_rejected(row) for row in rows],
        command=f"milieu show {study} quarantine",
    )


def _rejected(row: Mapping[str, Any]) -> Sequence[Cell]:
    return (
        Cell(_("{file}, line {line}", file=row["file_name"], line=row["line"])),
        Cell(f"{row['table_name']}.{row['column_name']}"),
        Cell(str(row["expected"])),
        Cell(str(row["found"] if "found" in row else row["example"])),
        Cell(whole(row["rows"])),
    )
