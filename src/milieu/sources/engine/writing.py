"""What was taken in, written to Parquet: the rows, and the quarantine."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from milieu.core.database import literal, quoted
from milieu.sources.engine.reading import Part, RawFile
from milieu.sources.engine.staging import BAD, GOOD, Stage


@dataclass(frozen=True)
class Intake:
    """What one file gives for one table.

    table         the contract's name
    rows          Parquet: the contract's columns and `file`
    count         rows in it
    quarantine    Parquet: file, table_name, line, column_name, found, expected, row_text; None if
                  every row fits
    quarantined   rows in it
    left_out      rows that belong to other tables or that `where` leaves out, and repetitions of
                  names beside codes
    first_line    first and last line of the file that gave a row; 0 where none did
    raw           the file itself
    problem       the first row that does not fit, as a sentence; empty if all fit
    ignored       the publisher's columns that are not taken
    """

    table: str
    rows: Path
    count: int
    quarantine: Path | None
    quarantined: int
    left_out: int
    first_line: int
    last_line: int
    raw: RawFile
    problem: str = ""
    ignored: tuple[str, ...] = ()


def write_out(stage: Stage, raw: RawFile, parts: Sequence[Part], folder: Path) -> Intake:
    """Return a filled and settled table as files in `folder`."""
    good, bad, left_out = stage.counts()
    table, names = stage.contract.name, [part.name for part in parts]
    rows = folder / f"{raw.file}-{table}.parquet"
    refused = folder / f"{raw.file}-{table}-quarantine.parquet"
    _copy(stage, _good_sql(stage, raw), rows)
    if bad:
        _copy(stage, _bad_sql(stage, raw, names), refused)
    first, last = _lines(stage, parts) if good else (0, 0)
    return Intake(
        table=table,
        rows=rows,
        count=good,
        quarantine=refused if bad else None,
        quarantined=bad,
        left_out=left_out,
        first_line=first,
        last_line=last,
        raw=raw,
        problem=first_problem(stage, names) if bad else "",
        ignored=stage.ignored,
    )


def _copy(stage: Stage, query: str, target: Path) -> None:
    stage.session.execute(f"COPY ({query}) TO {literal(str(target))} (FORMAT parquet)")


def _good_sql(stage: Stage, raw: RawFile) -> str:
    columns = ", ".join(quoted(field.name) for field in stage.contract.fields)
    file = f"{literal(raw.file)} AS file"
    return f'SELECT {columns}, {file} FROM {stage.name} WHERE "#state" = {GOOD}'


def _bad_sql(stage: Stage, raw: RawFile, names: Sequence[str]) -> str:
    """Return SQL for the quarantine; of several tables in a zip the row's text says which."""
    member = "[" + ", ".join(literal(f"{name.split('/', 1)[-1]}: ") for name in names) + "]"
    text = '"#row_text"' if len(names) == 1 else f'{member}["#part" + 1] || "#row_text"'
    return f"""
        SELECT {literal(raw.file)} AS file, {literal(stage.contract.name)} AS table_name,
            "#line" AS line, "#column" AS column_name, "#found" AS found,
            "#expected" AS expected, {text} AS row_text
        FROM {stage.name} WHERE "#state" = {BAD} ORDER BY "#part", "#line" """


def _lines(stage: Stage, parts: Sequence[Part]) -> tuple[int, int]:
    """Return the first and the last line of good rows; of a text that fits, all its lines."""
    if not stage.noted:
        return _all_lines(parts)
    query = f'SELECT min("#line"), max("#line") FROM {stage.name} WHERE "#state" = {GOOD}'
    first, last = stage.session.execute(query).fetchone() or (None, None)
    if first is not None and last is not None:
        return int(first), int(last)
    return _all_lines(parts)


def _all_lines(parts: Sequence[Part]) -> tuple[int, int]:
    texts = [(part.dialect, part.lines) for part in parts if part.dialect is not None]
    return min(dialect.skip for dialect, _ in texts) + 1, max(lines for _, lines in texts)


def first_problem(stage: Stage, names: Sequence[str]) -> str:
    """Return where, what and why of the first bad row, as in the house style."""
    key = ", ".join(f"'{f.name}=' || {quoted(f.name)}" for f in stage.contract.key)
    row = stage.session.execute(f"""
        SELECT "#part", "#line", "#column", "#found", "#expected", concat_ws(', ', {key})
        FROM {stage.name} WHERE "#state" = {BAD} ORDER BY "#part", "#line" LIMIT 1""").fetchone()
    assert row is not None
    part, line, column, found, expected, key_text = row
    where = f"{names[part]}, line {line}" if line else names[part]
    if not column or expected.startswith("one row"):
        return f"{where}: {found}, but there must be {expected}"
    context = f" ({key_text})" if key_text else ""
    return f"{where}: {column} is {found or 'empty'}, but it must be {expected}{context}"
