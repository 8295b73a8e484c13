"""Checks of single values, written as SQL: what a column must hold to be taken in."""

from dataclasses import dataclass

from milieu.core.contracts import Field
from milieu.core.database import literal, quoted
from milieu.sources.dialect import Numbers

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
    def text(self) -> str:
        """Return the name of the column's text in the query."""
        return quoted("text " + self.field.name)

    @property
    def value(self) -> str:
        """Return the name of the column's value in the query."""
        return quoted(self.field.name)


def text_sql(given: Given) -> str:
    """Return SQL for the trimmed text, null where the cell is empty."""
    if given.typed:
        return given.sql
    text = f"CAST({given.sql} AS VARCHAR)"
    plain = f"strlen({text}) = length({text})"  # ASCII: the common trim is four times faster
    return f"nullif(CASE WHEN {plain} THEN trim({text}) ELSE trim({text}, {literal(SPACES)}) END, '')"


def value_sql(given: Given, numbers: Numbers) -> str:
    """Return SQL for the value over the column's text, null where it cannot be read."""
    kind, text = given.field.kind, given.text
    if kind == "text":
        return f"CAST({text} AS VARCHAR)"
    if kind in ("number", "count"):
        return f"TRY_CAST({_plain_number(given, numbers)} AS DOUBLE)"
    if kind == "year":
        return f"TRY_CAST({_whole(given)} AS SMALLINT)"
    if kind == "integer":
        return f"TRY_CAST({_whole(given)} AS BIGINT)"
    if kind == "date":
        return f"TRY_CAST({text} AS DATE)"
    return _flag(text)


def checks(given: Given, numbers: Numbers) -> list[Check]:
    """Return what may be wrong with a column, the first that holds is reported."""
    missing = [_check(given, f"{given.text} IS NULL", _wanted(given.field))]
    wrong = _text_checks(given) if given.field.kind == "text" else _value_checks(given, numbers)
    return (missing if given.required else []) + wrong


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
    if field.kind in ("flag", "date"):
        return [_check(given, f"{given.text} IS NOT NULL AND {value} IS NULL", _wanted(field))]
    unread = f"{given.text} IS NOT NULL AND ({value} IS NULL{_not_plain(given, numbers)})"
    bounds = []
    if field.low is not None:
        bounds.append((f"{value} < {field.low}", f"at least {field.low:,.12g}"))
    if field.high is not None:
        bounds.append((f"{value} > {field.high}", f"at most {field.high:,.12g}"))
    if field.kind == "year":
        bounds = [(broken, _wanted(field)) for broken, _ in bounds]
    return [
        _check(given, broken, expected) for broken, expected in [(unread, _wanted(field)), *bounds]
    ]


def _not_plain(given: Given, numbers: Numbers) -> str:
    """Return SQL for what DuckDB reads as a number and people do not: 1_000, inf, nan, 1.2.3."""
    odd = "" if given.field.kind in ("year", "integer") else f" OR NOT isfinite({given.value})"
    if given.typed:
        return odd
    odd += f" OR contains({given.text}, '_')"
    if numbers.thousands:
        sign, point = (f"\\{each}" for each in (numbers.thousands, numbers.decimal))
        grouped = f"^[+-]?[0-9]{{1,3}}({sign}[0-9]{{3}})*({point}[0-9]*)?([eE][+-]?[0-9]+)?$"
        inside = f"contains({given.text}, {literal(numbers.thousands)})"
        odd += f" OR ({inside} AND NOT regexp_matches({given.text}, {literal(grouped)}))"
    return odd


def _plain_number(given: Given, numbers: Numbers) -> str:
    if given.typed or (numbers.decimal == "." and not numbers.thousands):
        return given.text
    without = f"replace({given.text}, {literal(numbers.thousands)}, '')"
    return without if numbers.decimal == "." else f"replace({without}, ',', '.')"


def _whole(given: Given) -> str:
    """Return SQL for a number that is null unless it is whole; 2016.0 is 2016."""
    number = f"TRY_CAST({given.text} AS DOUBLE)"
    return f"CASE WHEN {number} = floor({number}) THEN {number} END"


def _flag(text: str) -> str:
    lower = f"lower(CAST({text} AS VARCHAR))"
    yes, no = (", ".join(map(literal, words)) for words in (TRUE, FALSE))
    return f"CASE WHEN {lower} IN ({yes}) THEN true WHEN {lower} IN ({no}) THEN false END"
