"""The tables that say where every row came from and what was not taken in."""

from milieu.core.contracts import Contract, Field


def _text(name: str, about: str = "") -> Field:
    return Field(name, "text", about=about)


def _number(name: str, about: str = "") -> Field:
    return Field(name, "integer", about=about)


FILES = Contract(
    "files",
    "files that were added, and which rows of a table come from which lines of them",
    (),
    (
        _text("file", "first twelve digits of the checksum; the tables' column `file`"),
        _text("name", "the file's name when it was added"),
        _text("sha256"),
        _number("bytes"),
        _text("source"),
        _text("publisher"),
        _text("licence"),
        _text("address", "where it was downloaded from, if known"),
        _text("table_name"),
        _number("first_line"),
        _number("last_line"),
        _number("rows", "rows taken in"),
        _number("quarantined", "rows that did not fit"),
        _number("left_out", "rows that belong to other tables or were filtered out"),
        _text("options", "mapping, filters and constants, as JSON"),
        _text("added", "time, UTC"),
    ),
)

QUARANTINE = Contract(
    "quarantine",
    "rows that did not fit, with what was found and what was expected",
    (),
    (
        _text("file"),
        _text("file_name"),
        _text("table_name"),
        _number("line"),
        _text("column_name"),
        _text("found"),
        _text("expected"),
        _text("row_text", "the row as it stands in the file"),
        _text("added", "time, UTC"),
    ),
)

BOOKS = {contract.name: contract for contract in (FILES, QUARANTINE)}
