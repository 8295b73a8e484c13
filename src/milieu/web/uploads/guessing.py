"""Guessing: which source a file is of, and which of its columns serves which of ours."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from functools import lru_cache
from importlib.resources import files

from milieu.core.contracts import CONTRACTS, Contract
from milieu.sources.declare import SOURCES, Layout, Source

ANY = "any"  # publisher of sources whose columns may be called anything
USUAL = "long_table"
CURRENCY = re.compile(r"(?:usd|eur|gbp|cny|rmb|twd|jpy|krw|inr|chf)$")
NEAR = 0.86  # likeness of two names that may be the same


def guessed_source(names: Sequence[str], file: str) -> str:
    """Return the source whose signature a file has, the longest one; else any long table."""
    held = {name.lower() for name in names}
    fitting = [
        (len(layout.signature), source.name)
        for source in SOURCES.values()
        for layout in source.layouts
        if _fits(layout, held, file) and source.name != "synthetic"
    ]
    return max(fitting)[1] if fitting else USUAL


def _fits(layout: Layout, held: set[str], file: str) -> bool:
    if layout.suffixes and file.lower().endswith(layout.suffixes) and not layout.signature:
        return True
    wanted = {name.lower() for name in layout.signature}
    return len(wanted) > 1 and wanted <= held and not held & {n.lower() for n in layout.without}


def free_columns(source: Source) -> bool:
    """Return whether the columns of a source's files may be called anything."""
    return source.publisher == ANY and source.name != "input_output"


def tables_of(source: Source) -> list[str]:
    """Return the tables that a source fills, without those that cited facts or links fill."""
    return list(dict.fromkeys(layout.table for layout in source.layouts))


def contract_of(source: Source, table: str) -> Contract:
    """Return the table that is to be filled."""
    return CONTRACTS[table or source.default_table or tables_of(source)[0]]


def guesses(source: Source, table: str, names: Sequence[str]) -> dict[str, str]:
    """Return our columns by those of the file that are called so, or nearly so."""
    left = {_plain(name): name for name in reversed(names)}
    found: dict[str, str] = {}
    wanted = contract_of(source, table).fields
    for look in (_same, _known, _near, _in_money):
        for field in wanted:
            if field.name in found:
                continue
            met = look(field.name, _publishers(source, table, field.name), left)
            if met is not None:
                found[field.name] = left.pop(met)
    return found


def _same(name: str, publishers: Sequence[str], left: Mapping[str, str]) -> str | None:
    return next((p for p in map(_plain, (name, *publishers)) if p in left), None)


def _known(name: str, publishers: Sequence[str], left: Mapping[str, str]) -> str | None:
    del publishers
    return next((said for said in _names().get(name, ()) if said in left), None)


def _near(name: str, publishers: Sequence[str], left: Mapping[str, str]) -> str | None:
    del publishers
    known = [_plain(name), *(said for said in _names().get(name, ()) if len(said) > 3)]
    met = [near for said in known for near in get_close_matches(said, left, n=1, cutoff=NEAR)]
    return met[0] if met else None


def _in_money(name: str, publishers: Sequence[str], left: Mapping[str, str]) -> str | None:
    """Return a column that is called so beside its currency, such as `total_wages_usd`."""
    bare = {CURRENCY.sub("", said): said for said in left if CURRENCY.search(said)}
    met = next((one for look in (_same, _known) if (one := look(name, publishers, bare))), "")
    return bare.get(met)


def _publishers(source: Source, table: str, field: str) -> list[str]:
    """Return what a source's layouts of the table call a column."""
    wanted = contract_of(source, table).name
    return [
        said
        for layout in source.layouts
        if layout.table == wanted
        for column in layout.columns
        if column.name == field
        for said in column.publisher
        if said[:1] != "{"
    ]


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.lower())


@lru_cache
def _names() -> dict[str, list[str]]:
    text = files("milieu.web.uploads").joinpath("names.toml").read_text(encoding="utf-8")
    return {name: list(said) for name, said in tomllib.loads(text).items()}
