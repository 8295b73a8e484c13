"""Columns: what a form says of an upload's columns, and what is wrong with it, by field."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from milieu.core.contracts import Field
from milieu.core.language import _
from milieu.sources.declare import Source
from milieu.web.uploads.guessing import contract_of, free_columns, guesses
from milieu.web.uploads.inbox import Upload
from milieu.web.uploads.seeing import Seen

LONGEST = 200  # characters of a value


@dataclass(frozen=True)
class Choice:
    """One of our columns on the form: which column of the file it is, or its value for all rows."""

    field: Field
    needed: bool
    theirs: str
    value: str
    guessed: bool


@dataclass(frozen=True)
class Said:
    """What a form says: our columns by the file's, values for all rows, and which rows."""

    map: dict[str, str] = field(default_factory=dict)
    set: dict[str, str] = field(default_factory=dict)
    where: dict[str, str] = field(default_factory=dict)


def choices(source: Source, upload: Upload, seen: Seen) -> list[Choice]:
    """Return our columns with what was said of them before, else with guesses by name."""
    if not free_columns(source):
        return []
    contract = contract_of(source, upload.table)
    fresh = not (upload.map or upload.set)
    guessed = guesses(source, upload.table, seen.columns) if fresh else {}
    return [
        Choice(
            one,
            one in contract.key,
            upload.map.get(one.name, guessed.get(one.name, "")),
            upload.set.get(one.name, ""),
            one.name in guessed,
        )
        for one in contract.fields
    ]


def saying(
    source: Source, table: str, seen: Seen, form: Mapping[str, str]
) -> tuple[Said, dict[str, str]]:
    """Return what a form says, and the words for what is wrong by the name of its field."""
    said, wrong = Said(), dict[str, str]()
    for option in source.options:
        if value := form.get(f"set.{option}", "").strip()[:LONGEST]:
            said.set[option] = value
    if free_columns(source):
        for one in contract_of(source, table).fields:
            _say(one, seen, form, said, wrong)
        _look_for_gaps(source, table, said, wrong)
    column, value = form.get("where.column", ""), form.get("where.value", "").strip()[:LONGEST]
    if column and column not in seen.columns:
        wrong["where"] = _("The file has no such column.")
    elif column:
        said.where[column] = value
    return said, wrong


def _say(
    one: Field, seen: Seen, form: Mapping[str, str], said: Said, wrong: dict[str, str]
) -> None:
    theirs = form.get(f"map.{one.name}", "")
    value = form.get(f"set.{one.name}", "").strip()[:LONGEST]
    if theirs and theirs not in seen.columns:
        wrong[one.name] = _("The file has no column {name}.", name=theirs[:LONGEST])
        return
    if theirs and value:
        wrong[one.name] = _("Choose a column or type a value, not both.")
    if theirs:
        said.map[one.name] = theirs
    if value:
        said.set[one.name] = value


def _look_for_gaps(source: Source, table: str, said: Said, wrong: dict[str, str]) -> None:
    contract = contract_of(source, table)
    for one in contract.key:
        if one.name not in said.map and one.name not in said.set and one.name not in wrong:
            wrong[one.name] = _("Every row needs this: choose a column, or type a value for all.")
    values = [one.name for one in contract.values]
    if values and not any(name in said.map or name in said.set for name in values) and not wrong:
        wrong[values[0]] = _("At least one column must say something beside the key.")
    for theirs in set(said.map.values()):
        ours = [name for name, column in said.map.items() if column == theirs]
        for name in ours[1:]:
            wrong.setdefault(
                name, _("{column} serves {other} already.", column=theirs, other=ours[0])
            )
