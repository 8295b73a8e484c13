"""Vintages: when a study's tables changed, and what the last change did to their rows."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from milieu.core.contracts import CONTRACTS, Contract
from milieu.core.database import connect, literal, quoted
from milieu.store.shelf import Entry, Shelf
from milieu.store.store import as_of_moment
from milieu.study.study import Study
from milieu.study.watch import DIGESTS

MOST_ROWS = 3_000_000  # of a table that is compared while somebody waits, Y7
LARGEST_DIGEST = 4 << 20  # bytes


@dataclass(frozen=True)
class Vintage:
    """A change of the tables: its day, what was added, and which tables it changed."""

    day: str
    what: str
    tables: Sequence[str]


@dataclass(frozen=True)
class Changed:
    """What a vintage did to the rows of a table; None where the table is too large to compare."""

    table: str
    new: int | None
    revised: int | None
    gone: int | None


@dataclass(frozen=True)
class News:
    """What the last watch told: its headline and its sentences, the most important first."""

    day: str
    headline: str
    sentences: Sequence[tuple[str, str]]


def vintages(study: Study, as_of: str = "") -> list[Vintage]:
    """Return the changes of a study's tables, the newest first."""
    entries = _entries(study, as_of)
    return [
        Vintage(after.time[:10], after.what.removeprefix("add "), _differing(before, after))
        for before, after in zip([Entry(), *entries], entries, strict=False)
    ][::-1]


def changed(study: Study, as_of: str = "") -> list[Changed]:
    """Return what the newest vintage did to tables that were there before."""
    entries = _entries(study, as_of)
    if len(entries) < 2:
        return []
    before, after = entries[-2:]
    tables = [name for name in _differing(before, after) if name in before.versions]
    return [_compared(study.store.tables, CONTRACTS[name], before, after) for name in tables]


def latest_news(study: Study) -> News | None:
    """Return what the last watch told; None where nobody watches, or the file can not be read."""
    folder = study.folder / DIGESTS
    files = sorted(folder.glob("*.json")) if folder.is_dir() else []
    said = _read(files[-1]) if files else None
    if said is None:
        return None
    items = [i for i in said.get("items", ()) if isinstance(i, dict)]
    sentences = [(str(i.get("name", "")), str(i.get("sentence", ""))) for i in items]
    return News(str(said.get("now", "")), str(said.get("headline", "")), sentences)


def _read(file: Path) -> dict[str, Any] | None:
    if file.is_symlink() or not file.is_file() or file.stat().st_size > LARGEST_DIGEST:
        return None
    try:
        said = json.loads(file.read_text(encoding="utf-8"))
    except ValueError:
        return None
    return said if isinstance(said, dict) else None


def _entries(study: Study, as_of: str) -> list[Entry]:
    known = study.store.tables.entries()
    return [e for e in known if e.when <= as_of_moment(as_of)] if as_of else known


def _differing(before: Entry, after: Entry) -> list[str]:
    """Return the source tables that have another version."""
    versions = after.versions.items()
    return [n for n, version in versions if n in CONTRACTS and before.versions.get(n) != version]


def _compared(shelf: Shelf, contract: Contract, before: Entry, after: Entry) -> Changed:
    keys = ", ".join(quoted(f.name) for f in contract.key)
    with connect() as session:
        for name, entry in (("old", before), ("new", after)):
            files = ", ".join(literal(str(f)) for f in shelf.files(contract.name, entry))
            session.execute(
                f"CREATE VIEW {name} AS SELECT *, 1 AS there "
                f"FROM read_parquet([{files}], union_by_name = true)"
            )
        (rows,) = session.execute("SELECT count(*) FROM new").fetchone() or (0,)
        if rows > MOST_ROWS:
            return Changed(contract.name, None, None, None)
        olds, news = (
            ", ".join(f"{side}.{quoted(f.name)}" for f in contract.values)
            for side in ("old", "new")
        )
        found = session.execute(
            f"SELECT count(*) FILTER (old.there IS NULL), "
            f"count(*) FILTER (old.there = 1 AND new.there = 1 AND "
            f"row({olds}) IS DISTINCT FROM row({news})), "
            f"count(*) FILTER (new.there IS NULL) FROM old FULL JOIN new USING ({keys})"
        ).fetchone()
    new, revised, gone = found or (0, 0, 0)
    return Changed(contract.name, new, revised, gone)
