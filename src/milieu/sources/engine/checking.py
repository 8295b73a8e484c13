"""Checks of single values, written as SQL: what a column must hold to be taken in."""

from dataclasses import dataclass

from milieu.core.contracts import Field
from milieu.core.database import literal, quoted
from milieu.sources.engine.dialect import Numbers

LONGEST_TEXT = 500  # characters; a longer name is a slip of quoting
LONGEST_GEOMETRY = 20_000_000
CODES = frozenset({"region", "industry", "parent", "firm", "scheme", "metropolitan_area"})
SPACES = " \t\r\n\u00a0\u2007\u202f\ufeff"
TRUE, FALSE = ("true", "t", "yes", "y", "1", "1.0"), ("false", "f", "no", "n", "0", "0.0")


@dataclass(frozen=True)
class Check:
    """One thing that may be wrong with a value.

    column     the column of the contract
    broken     SQL condition over `text` and `value` of the column
    expected   what should have been there, as it ends the sentence "... must be"
    """

    column: str
    broken: str
    expected: str


@dataclass(frozen=True)
class Given:
    """One column as the file gives it.

    field      the column of the contract
    sql        expression over the file's columns
    typed      whether the expression has a type already (Parquet) and needs no reading as text
    required   whether every row must fill it
    """

    field: Field
    sql: str
    typed: bool = False
    required: bool = False

    @property
    def absent(self) -> bool:
        """Return whether the file has nothing for this column."""
        return self.sql == "NULL"

    @property
    def text(self) -> str:
        """Return the name of the column's text in the query."""
        return quoted("text " + self.field.name)

    @property
    def value(self) -> str:
        """Return the name of the column's value in the query."""
        return quoted(self.field.name)


def text_sql(given: Given) -> str:
    """Return SQL for the text of a cell; names and codes are trimmed and null where empty."""
    if given.typed:
        return given.sql
    text = f"CAST({given.sql} AS VARCHAR)"
    if given.field.kind != "text" or given.absent:
        return text  # numbers are trimmed only where they cannot be read: that is rare
    plain = f"strlen({text}) = length({text})"  # ASCII: the common trim is four times faster
    return f"nullif(CASE WHEN {plain} THEN trim({text}) ELSE {trimmed(text)} END, '')"


def trimmed(text: str) -> str:
    """Return SQL for a text without spaces of any kind around it."""
    return f"trim(CAST({text} AS VARCHAR), {literal(SPACES)})"


def value_sql(given: Given, numbers: Numbers) -> str:
    """Return SQL for the value over the column's text, null where it cannot be read."""
    if given.field.kind == "text":
        return f"CAST({given.text} AS VARCHAR)"
    if given.absent:
        return f"NULL::{given.field.sql_type}"
    if given.typed:
        return _cast(given, given.text)
    plain, spaced = (
        _plain_number(text, given, numbers) for text in (given.text, trimmed(given.text))
    )
    return f"coalesce({_cast(given, plain)}, {_cast(given, spaced)})"


def _cast(given: Given, text: str) -> str:
    kind = given.field.kind
    if kind in ("year", "integer"):
        number = f"TRY_CAST({text} AS DOUBLE)"  # 2016.0 is 2016, and 2016.5 is no year
        return f"TRY_CAST(CASE WHEN {number} = floor({number}) THEN {number} END AS {given.field.sql_type})"  # noqa: E501  fmt: skip
    if kind == "flag" and not given.typed:
        words = f"lower({text})"
        yes, no = (", ".join(map(literal, known)) for known in (TRUE, FALSE))
        return f"CASE WHEN {words} IN ({yes}) THEN true WHEN {words} IN ({no}) THEN false END"
    return f"TRY_CAST({text} AS {given.field.sql_type})"


def _plain_number(text: str, given: Given, numbers: Numbers) -> str:
    """Return SQL for a number as DuckDB writes it: no sign between thousands, decimal point."""
    if given.field.kind not in ("number", "count") or not numbers.thousands:
        return text
    without = f"replace({text}, {literal(numbers.thousands)}, '')"
    return without if numbers.decimal == "." else f"replace({without}, ',', '.')"


def checks(given: Given, numbers: Numbers) -> list[Check]:
    """Return what may be wrong with a column, the first that holds is reported."""
    if given.absent:
        return []
    if given.field.kind == "text":
        missing, wrong = f"{given.text} IS NULL", _text_checks(given)
    else:
        missing = f"{given.value} IS NULL AND coalesce({trimmed(given.text)}, '') = ''"
        wrong = _value_checks(given, numbers)
    return ([_check(given, missing, _wanted(given.field))] if given.required else []) + wrong


def _check(given: Given, broken: str, expected: str) -> Check:
    return Check(given.field.name, broken, expected)


def _wanted(field: Field) -> str:
    if field.kind == "year":
        return f"a whole year from {field.low:.0f} to {field.high:.0f}"
    return {
        "text": "filled in",
        "number": "a number",
        "count": "a number",
        "integer": "a whole number",
        "flag": "true or false",
        "date": "a date such as 2016-12-31",
    }[field.kind]


def _text_checks(given: Given) -> list[Check]:
    text = f"CAST({given.text} AS VARCHAR)" if given.typed else given.text
    longest = LONGEST_GEOMETRY if given.field.name == "geometry" else LONGEST_TEXT
    found = [
        _check(given, f"strlen({text}) > {longest} AND length({text}) > {longest}",
               f"at most {longest} characters long"),
        _check(given, f"regexp_matches({text}, '[\\x00-\\x1f\\x7f]')",
               "text without control characters"),
    ]  # fmt: skip
    if given.field.name in CODES:
        broken = f"left({text}, 1) IN ('=', '+', '-', '@')"
        found.append(_check(given, broken, "a code that does not begin with = + - or @"))
    return found


def _value_checks(given: Given, numbers: Numbers) -> list[Check]:
    field, value = given.field, given.value
    unread = f"{value} IS NULL AND {trimmed(given.text)} <> ''"
    found = [_check(given, unread, _wanted(field))]
    if field.kind not in ("flag", "date"):
        found += [_check(given, odd, _wanted(field)) for odd in _misread(given, numbers)]
    if field.low is not None:
        expected = _wanted(field) if field.kind == "year" else f"at least {field.low:,.12g}"
        found.append(_check(given, f"{value} < {field.low}", expected))
    if field.high is not None:
        expected = _wanted(field) if field.kind == "year" else f"at most {field.high:,.12g}"
        found.append(_check(given, f"{value} > {field.high}", expected))
    return found


def _misread(given: Given, numbers: Numbers) -> list[str]:
    """Return SQL for what DuckDB reads as a number and people do not: inf, 1_000, 1.2.3."""
    odd = [] if given.field.kind in ("year", "integer") else [f"NOT isfinite({given.value})"]
    if given.typed:
        return odd
    odd.append(f"contains({given.text}, '_')")
    if numbers.thousands and given.field.kind in ("number", "count"):
        sign, point = (f"\\{each}" for each in (numbers.thousands, numbers.decimal))
        grouped = f"[+-]?[0-9]{{1,3}}({sign}[0-9]{{3}})*({point}[0-9]*)?([eE][+-]?[0-9]+)?"
        whole = f"regexp_full_match({trimmed(given.text)}, {literal(grouped)})"
        odd.append(f"contains({given.text}, {literal(numbers.thousands)}) AND NOT {whole}")
    return odd
