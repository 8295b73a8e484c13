"""The rows of one table on their way in: each is good, bad or left out, and knows its line."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from milieu.core.contracts import Contract
from milieu.core.database import literal, quoted
from milieu.core.errors import UserError
from milieu.sources.engine.checking import Check, Given, checks, text_sql, trimmed, value_sql
from milieu.sources.engine.dialect import Numbers
from milieu.sources.engine.matching import Match, fill
from milieu.sources.engine.reading import Part
from milieu.sources.engine.rows_file import LINE, ROW_TEXT

LINE_SQL = quoted(LINE)
OUT, GOOD, BAD = 0, 1, 2
SHOWN = 200  # characters of a value that a quarantined row shows
STATE = {"#state": "UTINYINT"}
PLACE = {"#line": "BIGINT", "#part": "SMALLINT", "#repeats": "BIGINT"}
STORY = dict.fromkeys(("#column", "#found", "#expected", "#row_text"), "VARCHAR")
BOOKS = STATE | PLACE | STORY  # what is noted of each row beside its values


@dataclass
class Stage:
    """A table of the session that holds all rows of a file for one contract.

    repeated   equal rows are no mistake in this table (names beside codes)
    ignored    the publisher's columns that are not taken
    noted      whether the table says of each row where it stands and what is wrong with it; a
               quick look does without, which saves a fifth of the time
    """

    session: duckdb.DuckDBPyConnection
    contract: Contract
    repeated: bool = False
    ignored: tuple[str, ...] = ()
    noted: bool = True

    @property
    def name(self) -> str:
        """Return the table's name in the session."""
        return quoted("stage " + self.contract.name)

    def create(self, *, noted: bool) -> None:
        """Make the table, empty."""
        self.noted = noted or self.repeated
        columns = [f"{quoted(n)} {t}" for n, t in (BOOKS if self.noted else STATE).items()]
        columns += [f"{quoted(field.name)} {field.sql_type}" for field in self.contract.fields]
        self.session.execute(f"CREATE OR REPLACE TEMP TABLE {self.name} ({', '.join(columns)})")

    def add(self, match: Match, part: Part, at: int, numbers: Numbers) -> None:
        """Read and check all rows of a part of the file."""
        self._demand(match, part)
        rows = rows_sql(match, part, at, numbers, noted=self.noted)
        self.session.execute(f"INSERT INTO {self.name} BY NAME {rows}")
        if match.layout.reshape and match.condition:
            place = f', {LINE_SQL}, {at} AS "#part", 0 AS "#repeats"' if self.noted else ""
            self.session.execute(
                f'INSERT INTO {self.name} BY NAME SELECT {OUT} AS "#state"{place}'
                f" FROM ({raw_sql(match, part)}) WHERE NOT coalesce({match.condition}, false)"
            )

    def _demand(self, match: Match, part: Part) -> None:
        for demand in match.layout.demands:
            rows = f"({raw_sql(match, part)}) WHERE {match.condition or 'true'}"
            condition = fill(demand.sql, match.constants)
            row = self.session.execute(
                f"SELECT count(*) = 0 OR ({condition}) FROM {rows}"
            ).fetchone()
            if row is None or not row[0]:
                raise UserError(demand.what, where=part.name, next=demand.next)

    def add_row_texts(self, part: Part, at: int) -> None:
        """Fill in the row as it stands in the file where a later check found it bad."""
        self.session.execute(
            f"UPDATE {self.name} SET {quoted(ROW_TEXT)} = r.{quoted(ROW_TEXT)}"
            f" FROM ({part.sql()}) r WHERE {self.name}.{LINE_SQL} = r.{LINE_SQL}"
            f' AND "#part" = {at} AND "#state" = {BAD} AND {self.name}.{quoted(ROW_TEXT)} IS NULL'
        )

    def add_broken(self, rows: Path, at: int) -> None:
        """Add rows whose structure is broken."""
        self.session.execute(
            f"INSERT INTO {self.name} ({', '.join(map(quoted, BOOKS))})"
            f" SELECT {BAD}, {LINE_SQL}, {at}, 0, '', found, expected, {quoted(ROW_TEXT)}"
            f" FROM read_parquet({literal(str(rows))})"
        )

    def all_fit(self) -> bool:
        """Return whether no row is bad and, as far as hashes tell, no key is there twice."""
        bad = f"SELECT 1 FROM {self.name} WHERE {quoted('#state')} = {BAD} LIMIT 1"
        if self.session.execute(bad).fetchone():
            return False
        keys = ", ".join(quoted(field.name) for field in self.contract.key)
        fields = ", ".join(quoted(field.name) for field in self.contract.fields)
        rows = f"count(DISTINCT hash({fields}))" if self.repeated else "count(*)"
        twice = (
            f"SELECT 1 FROM {self.name} WHERE {quoted('#state')} = {GOOD}"
            f" GROUP BY hash({keys}) HAVING {rows} > 1 LIMIT 1"
        )
        return self.session.execute(twice).fetchone() is None

    def counts(self) -> tuple[int, int, int]:
        """Return how many rows are good, bad and left out."""
        repeats = 'coalesce(sum("#repeats"), 0)' if self.noted else "0"
        row = self.session.execute(
            f'SELECT count(*) FILTER ("#state" = {GOOD}), count(*) FILTER ("#state" = {BAD}),'
            f' count(*) FILTER ("#state" = {OUT}) + {repeats} FROM {self.name}'
        ).fetchone()
        assert row is not None
        return int(row[0]), int(row[1]), int(row[2])


def raw_sql(match: Match, part: Part) -> str:
    """Return SQL for the publisher's rows; all text unless columns are simply taken over."""
    lower = {name.lower() for name in part.names}
    more = [
        f"NULL::VARCHAR AS {quoted(n)}" for n in match.layout.optional if n.lower() not in lower
    ]
    columns = [quoted(name) for name in part.names]
    if not match.layout.plain:
        columns = [f"CAST({column} AS VARCHAR) AS {column}" for column in columns]
    picked = ", ".join([*columns, *more, LINE_SQL, quoted(ROW_TEXT)])
    return f"SELECT {picked} FROM ({part.sql()})"


def rows_sql(match: Match, part: Part, at: int, numbers: Numbers, *, noted: bool) -> str:
    """Return SQL that reads, trims, converts and judges every row of a part."""
    condition = match.condition or "true"
    raw, keep = raw_sql(match, part), f"coalesce({condition}, false)"
    row_text = quoted(ROW_TEXT)
    if match.layout.reshape:
        wide = f"(SELECT * FROM ({raw}) WHERE {keep})"
        raw, keep, row_text = match.reshape.replace("{raw}", wide), "true", "''"
    faults = [check for given in match.given for check in checks(given, numbers)]
    return f"""
        WITH raw AS ({raw}),
        kept AS (SELECT *, {keep} AS "#keep" FROM raw),
        texts AS (SELECT {LINE_SQL}, {row_text} AS {quoted(ROW_TEXT)}, "#keep",
            {_each(match, _kept_text)} FROM kept),
        read AS (SELECT *, {_each(match, lambda given: _kept_value(given, numbers))} FROM texts),
        judged AS (SELECT *, CASE WHEN NOT "#keep" THEN 0 {_first_fault(faults)} END AS "#fault"
            FROM read)
        {_last_select(match, part, at, faults) if noted else _quick_select(match)}"""


def _each(match: Match, expression: Callable[[Given], str]) -> str:
    return ", ".join(expression(given) for given in match.given)


def _kept_text(given: Given) -> str:
    if given.absent:
        return f"NULL::VARCHAR AS {given.text}"
    if given.field.kind != "text":
        return f"{text_sql(given)} AS {given.text}"
    return f'CASE WHEN "#keep" THEN {text_sql(given)} END AS {given.text}'


def _kept_value(given: Given, numbers: Numbers) -> str:
    value = value_sql(given, numbers)
    if given.absent or given.field.kind == "text":
        return f"{value} AS {given.value}"
    return f'CASE WHEN "#keep" THEN {value} END AS {given.value}'


def _first_fault(faults: list[Check]) -> str:
    return " ".join(f"WHEN {fault.broken} THEN {n}" for n, fault in enumerate(faults, start=1))


STATE_SQL = (
    f'CASE WHEN "#fault" IS NULL THEN {GOOD} WHEN "#fault" = 0 THEN {OUT} ELSE {BAD} END'
    ' AS "#state"'
)


def _quick_select(match: Match) -> str:
    return f"SELECT {STATE_SQL}, {_each(match, lambda given: given.value)} FROM judged"


def _last_select(match: Match, part: Part, at: int, faults: list[Check]) -> str:
    """Return the last SELECT with what is noted of each row; repetitions become one row."""
    known = _described(faults, match) if part.dialect is None else ["NULL"] * len(STORY)
    values = _each(match, lambda given: given.value)
    if not match.layout.repeated:
        story = ", ".join(f"{sql} AS {quoted(n)}" for n, sql in zip(STORY, known, strict=True))
        return (
            f'SELECT {STATE_SQL}, {LINE_SQL}, {at} AS "#part", 0 AS "#repeats", {story}, {values}'
            " FROM judged"
        )
    story = ", ".join(
        f"any_value({sql}) AS {quoted(n)}" for n, sql in zip(STORY, known, strict=True)
    )
    return (
        f'SELECT {STATE_SQL}, min({LINE_SQL}) AS {LINE_SQL}, {at} AS "#part",'
        f' count(*) - 1 AS "#repeats", {story}, {values}'
        f' FROM judged GROUP BY "#state", {values}'
    )


def _described(faults: list[Check], match: Match) -> list[str]:
    """Return SQL for column, what was found, what was expected, and the row; null for good rows."""
    texts = {given.field.name: given.text for given in match.given}
    found = _case(f"left({trimmed(texts[fault.column])}, {SHOWN})" for fault in faults)
    return [
        _case(literal(fault.column) for fault in faults),
        f"CASE WHEN \"#fault\" > 0 THEN coalesce({found}, '') END",
        _case(literal(fault.expected) for fault in faults),
        f'CASE WHEN "#fault" > 0 THEN {quoted(ROW_TEXT)} END',
    ]


def _case(results: Iterable[str]) -> str:
    cases = " ".join(f"WHEN {n} THEN {result}" for n, result in enumerate(results, start=1))
    return f'CASE "#fault" {cases} END'
