"""Taking a file in: every row is checked; it is taken, put into quarantine, or counted."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from milieu.core.database import connect, quoted
from milieu.core.errors import UserError
from milieu.core.progress import Progress, silent
from milieu.sources.declare import Source
from milieu.sources.engine.dialect import Numbers, named_numbers, read_numbers
from milieu.sources.engine.doubled import settle_doubled_keys
from milieu.sources.engine.encoding import Overview, look_over, wrong_encoding
from milieu.sources.engine.matching import Asked, Match, match_layouts, refuse_unknown
from milieu.sources.engine.numbering import number_rows
from milieu.sources.engine.reading import (
    Part,
    RawFile,
    Wishes,
    read_parts,
    refuse_what_is_no_file,
)
from milieu.sources.engine.staging import Stage
from milieu.sources.engine.writing import Intake, write_out

__all__ = ["Intake", "RawFile", "take_in"]

# These compute for every row what a CASE guards for the few that need it: a third of the time
NOT_HELPFUL = "common_subexpressions,in_clause"
MEMORY = "1GB"  # with buffers of the reader and Python itself the whole stays under 2 GB

Matched = tuple[Part, list[tuple[Match, Numbers]]]


def take_in(
    source: Source,
    path: Path,
    scratch: Path,
    *,
    table: str | None = None,
    mapping: Mapping[str, str] | None = None,
    where: Mapping[str, str] | None = None,
    constants: Mapping[str, str] | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    decimal: str | None = None,
    sheet: str | None = None,
    progress: Progress = silent,
) -> list[Intake]:
    """Return what a file gives, one `Intake` per table; UserError if it cannot be taken at all.

    rows in the file = count + quarantined + left_out, for each table

    scratch     folder for what is written; on an error nothing is left in it
    table       which table to take, where the source offers several
    mapping     our column: the publisher's column
    where       publisher's column: the text it must hold, for the rows to take
    constants   our column or an option of the source: its value, such as year: 2016
    encoding, delimiter, decimal, sheet   how the file is written; recognised by default
    """
    refuse_what_is_no_file(path)
    asked = Asked(mapping or {}, where or {}, constants or {}, table)
    refuse_unknown(source, asked)
    wishes = Wishes(encoding, delimiter, decimal, sheet)
    scratch.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=scratch, prefix="intake-") as folder:
        parts = _matched(source, path, Path(folder), asked, wishes)
        progress("reading and checking", 0.1)
        intakes = _taken(path, parts, Path(folder), scratch)
    progress("taken in", 1.0)
    return intakes


def _taken(path: Path, parts: list[Matched], folder: Path, scratch: Path) -> list[Intake]:
    """Return what the parts of a file give; their bytes are looked over beside DuckDB's work."""
    with ThreadPoolExecutor(1) as pool, connect(folder, memory=MEMORY) as session:
        session.execute(f"SET disabled_optimizers = '{NOT_HELPFUL}'")
        texts = {part.path for part, _ in parts if part.dialect is not None}
        seen = {place: pool.submit(look_over, place) for place in {path} | texts}
        stages = _staged(session, parts, folder)
        read = [_looked_over(p, seen[p.path].result()) if p.dialect else p for p, _ in parts]
        _refuse_nothing(stages, path.name)
        raw = RawFile(path.name, seen[path].result().sha256, path.stat().st_size)
        return [write_out(stage, raw, read, scratch) for stage in stages]


def _looked_over(part: Part, seen: Overview) -> Part:
    """Return a text with its number of lines; UserError if some of its bytes are not UTF-8."""
    if not seen.is_utf8:
        raise wrong_encoding(part.path, part.name)
    return replace(part, lines=seen.lines)


def _matched(
    source: Source, path: Path, folder: Path, asked: Asked, wishes: Wishes
) -> list[Matched]:
    """Return the parts of a file with the layouts that fit them and how they write numbers."""
    parts = list(read_parts(source, path, folder, wishes))
    return [
        (part, [(m, _numbers(m, part, wishes)) for m in match_layouts(source, part, asked)])
        for part in parts
    ]


def _numbers(match: Match, part: Part, wishes: Wishes) -> Numbers:
    if wishes.decimal is not None:
        return named_numbers(wishes.decimal)
    if part.dialect is None:
        return Numbers()
    at = {quoted(name): position for position, name in enumerate(part.names)}
    numeric = [g for g in match.given if g.field.kind in ("number", "count") and g.sql in at]
    cells = [
        row[at[given.sql]].strip()
        for given in numeric
        for row in part.dialect.samples
        if at[given.sql] < len(row)
    ]
    return read_numbers(cells, part.dialect, part.name)


def _staged(session: duckdb.DuckDBPyConnection, parts: list[Matched], folder: Path) -> list[Stage]:
    """Return the filled tables: a quick look first, a slow one only where something is wrong."""
    stages = _stages(session, parts)
    quick = _quick_look(stages, parts)
    if not quick:
        parts = [(_with_lines(part, found, folder), found) for part, found in parts]
        _slow_look(stages, parts)
    for stage in stages.values():
        if not quick or stage.repeated:
            settle_doubled_keys(stage)
            for at, (part, _) in enumerate(parts):
                stage.add_row_texts(part, at)
    return list(stages.values())


def _quick_look(stages: Mapping[str, Stage], parts: list[Matched]) -> bool:
    """Fill the tables and return whether every row fits; lines are not counted for that."""
    try:
        _fill(stages, parts)
    except duckdb.InvalidInputException:
        return False
    return all(stage.all_fit() for stage in stages.values())


def _slow_look(stages: Mapping[str, Stage], parts: list[Matched]) -> None:
    try:
        _fill(stages, parts)
    except duckdb.InvalidInputException as refusal:  # a layout's SQL refuses the file: error(...)
        reason = str(refusal).removeprefix("Invalid Input Error: ").splitlines()[0]
        raise UserError(reason, where=parts[0][0].name) from None


def _stages(session: duckdb.DuckDBPyConnection, parts: list[Matched]) -> dict[str, Stage]:
    stages: dict[str, Stage] = {}
    for _, found in parts:
        for match, _ in found:
            stage = Stage(session, match.contract, match.layout.repeated, match.ignored)
            stages.setdefault(match.contract.name, stage)
    return stages


def _fill(stages: Mapping[str, Stage], parts: list[Matched]) -> None:
    lines_known = all(part.dialect is None for part, _ in parts)
    for stage in stages.values():
        stage.create(noted=lines_known)
    for at, (part, found) in enumerate(parts):
        for match, numbers in found:
            stages[match.contract.name].add(match, part, at, numbers)
        if part.broken is not None:
            main = min(found, key=lambda each: each[0].layout.repeated)[0]
            stages[main.contract.name].add_broken(part.broken, at)


def _refuse_nothing(stages: list[Stage], name: str) -> None:
    """Raise UserError where the file has no row for any table."""
    counts = [stage.counts() for stage in stages]
    if any(good or bad for good, bad, _ in counts):
        return
    left_out = max(left_out for _, _, left_out in counts)
    if not left_out:
        raise UserError(
            "there is no row below the column names", where=name, next="Is the download complete?"
        )
    raise UserError(
        f"none of its {left_out:,} rows is wanted",
        where=name,
        next="Compare --where and the source's options with what the file holds.",
    )


def _with_lines(part: Part, found: list[tuple[Match, Numbers]], folder: Path) -> Part:
    """Return the same part with its rows numbered, broken ones apart, without unused columns."""
    if part.dialect is None:
        return part
    idle = set.intersection(*(set(match.ignored) for match, _ in found))
    if any(match.layout.reshape for match, _ in found):
        idle = set()  # reshaping may name columns by pattern
    names = tuple(name for name in part.names if name not in idle)
    try:
        target = folder / f"{part.path.stem}.rows"
        numbered = number_rows(part.path, part.dialect, target, names)
    except UnicodeDecodeError:
        raise wrong_encoding(part.path, part.name) from None
    return replace(
        part, path=numbered.rows, names=names, dialect=None, numbered=True, broken=numbered.broken
    )
