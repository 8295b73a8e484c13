"""Which columns of a file serve which columns of our tables."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from milieu.core.contracts import CONTRACTS, Contract, Field
from milieu.core.database import literal, quoted
from milieu.core.errors import UserError, unknown_name
from milieu.sources.declare import Column, Layout, Source
from milieu.sources.engine import complaints
from milieu.sources.engine.checking import Given
from milieu.sources.engine.reading import Part


@dataclass(frozen=True)
class Asked:
    """What the user says about the content: see `take_in`."""

    mapping: Mapping[str, str]
    where: Mapping[str, str]
    constants: Mapping[str, str]
    table: str | None = None


@dataclass(frozen=True)
class Match:
    """A layout that fits a part of the file.

    given       every column of the contract, with where it comes from
    condition   SQL for the rows that belong to the table
    constants   the constants in force
    names       the publisher's columns
    """

    layout: Layout
    contract: Contract
    given: tuple[Given, ...]
    condition: str
    constants: Mapping[str, str]
    names: tuple[str, ...]

    @property
    def ignored(self) -> tuple[str, ...]:
        """Return the publisher's columns that are not taken."""
        sqls = [each.sql for each in self.given] + [self.condition, self.reshape]
        sqls += [demand.sql for demand in self.layout.demands]
        sql = " ".join(sqls).lower()
        return tuple(
            n for n in self.names if not re.search(rf"(?<!\w){re.escape(n.lower())}(?!\w)", sql)
        )

    @property
    def reshape(self) -> str:
        """Return the reshaping query over `{raw}` with the constants filled in."""
        return fill(self.layout.reshape, self.constants)


def refuse_unknown(source: Source, asked: Asked) -> None:
    """Raise UserError for a table, a mapped column or a constant that the source does not have."""
    tables = {layout.table for layout in source.layouts}
    if asked.table is not None and asked.table not in tables:
        raise unknown_name("table", asked.table, tables, where="--table")
    layouts = wanted(source, asked)
    fields = {field.name for layout in layouts for field in CONTRACTS[layout.table].fields}
    for name in asked.mapping:
        if name not in fields:
            raise unknown_name("column", name, fields, where="--map")
    for name in asked.constants:
        if name not in fields | set(source.options):
            raise unknown_name(
                "column or option", name, fields | set(source.options), where="--set"
            )


def wanted(source: Source, asked: Asked) -> list[Layout]:
    """Return the layouts of the table that is asked for."""
    table = asked.table or source.default_table
    return [layout for layout in source.layouts if not table or layout.table == table]


def match_layouts(source: Source, part: Part, asked: Asked) -> list[Match]:
    """Return the layouts that fit a part of the file; UserError if none does."""
    names = {name.lower(): name for name in part.names}
    for column in asked.where:
        if column.lower() not in names:
            raise unknown_name("column", column, part.names, where=f"--where, {part.name}")
    layouts = [layout for layout in wanted(source, asked) if _recognised(layout, part, names)]
    if not layouts:
        raise complaints.no_layout(source, wanted(source, asked), part)
    constants = {**source.defaults, **source.from_name(part.name), **asked.constants}
    return [_match(source, layout, part, asked, constants) for layout in layouts]


def _recognised(layout: Layout, part: Part, names: Mapping[str, str]) -> bool:
    if (layout.reader is not None or part.layouts) and layout not in part.layouts:
        return False
    has = all(name.lower() in names for name in layout.signature)
    return has and not any(name.lower() in names for name in layout.without)


def _match(
    source: Source, layout: Layout, part: Part, asked: Asked, constants: Mapping[str, str]
) -> Match:
    contract = CONTRACTS[layout.table]
    finder = _Finder(layout, part, asked, constants)
    given = tuple(finder.given(field, field in contract.key) for field in contract.fields)
    missing = [each.field.name for each in given if each.required and each.sql == "NULL"]
    if missing:
        raise complaints.missing(source, part, missing)
    if not any(each.sql != "NULL" for each in given if each.field not in contract.key):
        raise complaints.nothing_but_keys(contract, part)
    conditions = [fill(layout.where, constants)] if layout.where else []
    conditions += [
        f"{finder.text(column)} = {literal(value)}" for column, value in asked.where.items()
    ]
    condition = " AND ".join(f"({each})" for each in conditions)
    return Match(layout, contract, given, condition, constants, part.names)


class _Finder:
    """Finds where each column of a contract comes from."""

    def __init__(
        self, layout: Layout, part: Part, asked: Asked, constants: Mapping[str, str]
    ) -> None:
        self.layout, self.part, self.asked, self.constants = layout, part, asked, constants
        self.names = {name.lower(): name for name in part.names}
        self.columns = {column.name: column for column in layout.columns}

    def given(self, field: Field, key: bool) -> Given:
        column = self.columns.get(field.name, Column(field.name))
        sql, typed = self._origin(column, field)
        return Given(field, sql, typed, required=key or column.required)

    def _origin(self, column: Column, field: Field) -> tuple[str, bool]:
        """Return SQL for a column, and whether it has a type already."""
        name, constants = column.name, self.constants
        if name in self.asked.mapping:
            theirs = self.asked.mapping[name]
            if self.layout.reshape:
                raise UserError(
                    f"{name} can not be mapped: this layout is turned from wide to long first",
                    where=f"--map, {self.part.name}",
                    next="Leave --map away; `milieu list sources` and docs/manual.md name the "
                    "options that --set takes, or use long_table.",
                )
            if theirs.lower() not in self.names:
                raise unknown_name(
                    "column", theirs, self.part.names, where=f"--map, {self.part.name}"
                )
            return self._taken(theirs, field)
        found = next((p for p in column.publisher if p.lower() in self.names), None)
        if name in self.asked.constants and name not in _placeholders(self.layout):
            if found or column.sql:
                raise complaints.said_by_file(self.part, name, found or name)
            return literal(constants[name]), False
        if column.sql:
            return fill(column.sql, constants), False
        if found:
            return self._taken(found, field)
        for each in column.publisher:
            if each[:1] == "{" and each[1:-1] in constants:
                return literal(constants[each[1:-1]]), False
        return "NULL", False

    def _taken(self, theirs: str, field: Field) -> tuple[str, bool]:
        """Return SQL for a column of the file; typed only where no text has to be read."""
        name = self.names[theirs.lower()]
        kind = self.part.types.get(name, "")
        if not kind or not self.layout.plain:
            return quoted(name), False
        if kind in _READY.get(field.kind, ()) or (field.kind in _NUMERIC and _is_number(kind)):
            return quoted(name), True
        if (field.kind == "text" and not kind.startswith(("int", "uint", "null"))) or "<" in kind:
            raise UserError(
                f"column {name} holds {kind}, but {field.name} is {field.kind}",
                where=self.part.name,
                next="Write codes as text, with their leading zeros.",
            )
        return f"CAST({quoted(name)} AS VARCHAR)", False

    def text(self, name: str) -> str:
        return f"trim(CAST({quoted(self.names[name.lower()])} AS VARCHAR))"


_NUMERIC = ("number", "count", "year")
_READY = {"flag": ("bool",), "date": ("date32[day]",)}


def _is_number(kind: str) -> bool:
    return kind.startswith(("int", "uint", "float", "double", "decimal", "halffloat"))


def fill(template: str, constants: Mapping[str, str]) -> str:
    """Return SQL with constants such as {year} as literals; other braces stay."""

    def replaced(found: re.Match[str]) -> str:
        name = found.group(1)
        return literal(constants[name]) if name in constants else found.group(0)

    return re.sub(r"\{(\w+)\}", replaced, template)


def _placeholders(layout: Layout) -> set[str]:
    sql = [layout.where, layout.reshape]
    for column in layout.columns:
        sql += [column.sql, *column.publisher]
    return {name for text in sql for name in re.findall(r"\{(\w+)\}", text)}
