"""Input-output tables: the square as it is printed, sellers down and buyers across.

What a row or column is (industry, final use, value added, ...) is told by its name: a name that
stands both down and across is an industry, sums and the usual names of national accounts (also
their ESA codes) are known, and `--set` says what is called otherwise.
"""

import re
from collections.abc import Mapping
from pathlib import PurePath

from milieu.core.database import literal
from milieu.sources.declare import Column, Layout, Source, source

# Kind and what it is called: names in lower case, runs of other signs than letters and digits as _
Names = tuple[tuple[str, str], ...]
FIRM: Names = (  # these are no industries even where they stand both down and across
    (
        "total",
        "(sub)?totals?|sum|cpa_total|total_(final|intermediate|use|uses|supply|demand|inputs?)(_.*)?"
        "|intermediate_(consumption|inputs?|uses?)(_.*)?|p2pp|tot_ca|supbp|tfinu|tu|p3|p5|p52_p53",
    ),
    ("output", "((total|gross|domestic)_)?output(_.*)?|out|p1"),
    ("imports", "((total|use_of)_)?imports?(_.*)?|p7"),
    ("exports", "(total_)?exports?(_.*)?|p6"),
    ("value_added", "((total|gross)_)?value_added(_.*)?|va|(.*_)?valu|gva|b1g"),
)
ROWS: Names = (
    ("imports", "international_transport_margins?"),  # of carriers of no country: no row sells them
    ("primary_input", "(other_)?(net_)?tax(es)?_.*production|other_(net_)?tax(es)?_.*"),
    ("taxes", "(net_)?tax(es)?(_less_subsidies)?(_.*)?|(.*_)?(tls|taxsub)|d21(x31|_m_d31)"),
    (
        "primary_input",
        "compensation(_.*)?|wages(_.*)?|(net_|gross_)?operating_surplus.*|os_.*|.*mixed_income.*"
        "|consumption_(of_)?fixed_capital.*|depreciation|d1|d29(x39|_m_d39)|k1|p51c|b2.*|b3g",
    ),
)
COLUMNS: Names = (
    (
        "final_demand",
        "final_.*|fd_.*|.*consumption.*|.*capital_formation.*|.*inventor.*|.*stocks|.*valuables"
        "|households|government|investment|p3_s1[345]|p5[123]"
        "|(.*_)?(hfce|npish|npishs|ggfc|gfcf|invnt|inv|dirp|dpabr|p33|disc|nonres|fd)",
    ),
)
KINDS = (
    "industry", "final_demand", "exports", "imports", "taxes", "value_added", "primary_input",
    "output", "total", "other",
)  # fmt: skip


def spelled(name: str) -> str:
    """Return SQL for a name as the patterns above spell it."""
    return f"trim(regexp_replace(lower({name}), '[^\\pL\\pN]+', '_', 'g'), '_')"


def kind_by_name(name: str, names: Names) -> str:
    """Return SQL for the kind that a spelled name tells; null where it tells none."""
    cases = " ".join(
        f"WHEN regexp_full_match({name}, {literal(pattern)}) THEN {literal(kind)}"
        for kind, pattern in names
    )
    return f"CASE {cases} END"


def _kind_as_said(name: str) -> str:
    """Return SQL for the kind that the user gives a spelled name; null where none is given."""
    listed = f"list_transform(string_split({{%s}}, ','), lambda each: {spelled('each')})"
    cases = " ".join(
        f"WHEN list_contains({listed % kind}, {name}) THEN {literal(kind)}" for kind in KINDS
    )
    return f"CASE {cases} END"


# Lines are not known at the first, quick look, so that rows are told apart by their own number.
_SQUARE = """
    WITH square AS MATERIALIZED (
        SELECT * EXCLUDE ("#row_text"), row_number() OVER () AS "#at" FROM {raw}
    ),
    cells AS (
        FROM square UNPIVOT INCLUDE NULLS (
            "#cell" FOR "#name" IN (COLUMNS(* EXCLUDE ("#line", "#at")))
        )
    ),
    heads AS MATERIALIZED (
        SELECT "#name", row_number() OVER () AS place
        FROM (FROM square WHERE "#at" = 1) UNPIVOT INCLUDE NULLS (
            "#cell" FOR "#name" IN (COLUMNS(* EXCLUDE ("#line", "#at")))
        )
    ),
    naming AS (
        SELECT coalesce(
            min("#name") FILTER (lower("#name") = lower(trim({names}))),
            CASE
                WHEN trim({names}) <> ''
                THEN error('no column is called ''' || {names} || ''', as --set names says')
                ELSE min_by("#name", place)
            END
        ) AS "#name"
        FROM heads
    ),
    downward AS MATERIALIZED (
        SELECT "#at", "#line", trim("#cell") AS name, @spelled_cell@ AS spelled
        FROM cells SEMI JOIN naming USING ("#name")
    ),
    units AS (
        SELECT "#at", nullif(trim("#cell"), '') AS unit FROM cells WHERE lower("#name") = 'unit'
    ),
    across AS MATERIALIZED (
        SELECT "#name", row_number() OVER (ORDER BY place) AS place, @spelled_name@ AS spelled
        FROM heads ANTI JOIN naming USING ("#name")
        WHERE lower("#name") <> 'unit' AND NOT list_contains(
            list_transform(string_split({labels}, ','), lambda each: trim(lower(each))),
            lower("#name")
        )
    ),
    -- an industry stands both down and across; it is told by number where the names differ
    called AS (
        SELECT CASE
            WHEN trim({industries}) = '' THEN NULL
            WHEN regexp_full_match(trim({industries}), '[0-9]{1,6}')
                THEN TRY_CAST({industries} AS BIGINT)
            ELSE error({industries} || ' is no number of industries')
        END AS count
    ),
    pairs AS MATERIALIZED (
        SELECT "#at", "#name", name,
            CASE WHEN {separator} <> '' AND contains(name, {separator})
                THEN string_split(name, {separator})[1] END AS country
        FROM (
            SELECT *, CASE
                WHEN count IS NOT NULL THEN CASE WHEN "#at" <= count THEN "#at"::VARCHAR END
                WHEN coalesce(@said_d@, @firm_d@, 'industry') = 'industry' THEN spelled
            END AS pair
            FROM downward d CROSS JOIN called
        ) JOIN (
            SELECT "#name", CASE WHEN count IS NULL THEN spelled ELSE place::VARCHAR END AS pair
            FROM across CROSS JOIN called
        ) USING (pair)
    ),
    industries AS (
        SELECT * EXCLUDE (name), CASE WHEN country IS NULL THEN name
            ELSE country || '_' || substr(name, length(country || {separator}) + 1) END AS code
        FROM pairs
    ),
    countries AS (
        SELECT list(DISTINCT country ORDER BY country) FILTER (country IS NOT NULL) AS known,
            CASE WHEN count(*) = 0 THEN error(
                'no row has the name of a column, so no industry is known. Say --set'
                ' names=COLUMN for the column with the rows'' names, or --set industries=NUMBER'
                ' if rows and columns are in the same order but called differently'
            ) ELSE true END AS fine
        FROM industries
    ),
    sellers AS (
        SELECT d."#at", d."#line", coalesce(i.code, d.name) AS code,
            CASE WHEN i.code IS NULL THEN coalesce(@said_d@, @firm_d@, @rows_d@, 'other')
                ELSE 'industry' END AS kind,
            CASE WHEN i.code IS NULL THEN @country_d@ ELSE i.country END AS country
        FROM downward d CROSS JOIN countries
        LEFT JOIN (SELECT DISTINCT "#at", code, country FROM industries) i USING ("#at")
        WHERE fine
    ),
    buyers AS (
        SELECT a."#name", coalesce(i.code, a."#name") AS code,
            CASE WHEN i.code IS NULL THEN coalesce(@said_a@, @firm_a@, @columns_a@, 'other')
                ELSE 'industry' END AS kind,
            CASE WHEN i.code IS NULL THEN @country_a@ ELSE i.country END AS country
        FROM across a CROSS JOIN countries
        LEFT JOIN (
            SELECT "#name", min(code) AS code, min(country) AS country FROM industries GROUP BY ALL
        ) i USING ("#name")
    )
    SELECT s."#line", s.code AS "#row", b.code AS "#column", "#cell" AS "#value", u.unit AS "#unit",
        s.kind AS "#row_kind", b.kind AS "#column_kind",
        s.country AS "#row_country", b.country AS "#column_country"
    FROM cells JOIN sellers s USING ("#at") JOIN buyers b USING ("#name")
    LEFT JOIN units u USING ("#at")
    -- what an industry sells is unknown where it is empty; elsewhere there is no such cell
    WHERE trim("#cell") <> '' OR (s.kind = 'industry' AND b.kind NOT IN ('total', 'other'))
"""


def _square() -> str:
    """Return the reshaping of a square table; its options are those of OPTIONS."""
    begins_or_ends = "starts_with(%s, {0} || '_') OR ends_with(%s, '_' || {0})"
    country = f"list_filter(known, lambda each: {begins_or_ends})[1]"
    country = country.replace("{0}", spelled("each"))
    pieces = {"spelled_cell": spelled('"#cell"'), "spelled_name": spelled('"#name"')}
    for side, names in (("d", ROWS), ("a", COLUMNS)):
        name = f"{side}.spelled"
        pieces |= {
            f"said_{side}": _kind_as_said(name),
            f"firm_{side}": kind_by_name(name, FIRM),
            f"{'rows' if side == 'd' else 'columns'}_{side}": kind_by_name(name, names),
            f"country_{side}": country.replace("%s", name),
        }
    return re.sub(r"@(\w+)@", lambda found: pieces[found.group(1)], _SQUARE)


def table_and_year(name: str) -> Mapping[str, str]:
    """Return the table's name and its year, the last that the file's name holds."""
    stem = PurePath(name).name.split(".")[0]
    years = re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", stem)
    return {"table": stem} | ({"year": years[-1]} if years else {})


_SQUARE_COLUMNS = (
    Column("table", ("{table}",), required=True),
    Column("row", sql='"#row"', required=True),
    Column("column", sql='"#column"', required=True),
    Column("value", sql='"#value"'),
    Column("unit", sql='coalesce("#unit", {unit})'),
    Column("row_kind", sql='"#row_kind"'),
    Column("column_kind", sql='"#column_kind"'),
    Column("row_country", sql='"#row_country"'),
    Column("column_country", sql='"#column_country"'),
    Column("year", ("{year}",)),
)

# A use table in long form, as the R package iotables holds it: products down, industries across
_USE_TABLE = Layout(
    "input_output",
    (
        Column("table", ("{table}",), required=True),
        Column("row", ("t_rows2",), required=True),
        Column("column", ("t_cols2",), required=True),
        Column("value", ("values",)),
        Column("unit"),
        Column(
            "row_kind",
            sql=f"coalesce({kind_by_name(spelled('t_rows2'), FIRM + ROWS)},"
            " CASE WHEN starts_with(t_rows2, 'CPA_') THEN 'product' END, 'other')",
        ),
        Column(
            "column_kind",
            sql=f"coalesce({kind_by_name(spelled('t_cols2'), FIRM + COLUMNS)},"
            " CASE WHEN regexp_matches(t_cols2, '^[A-U]([0-9]{2}|$)') THEN 'industry' END,"
            " 'other')",
        ),
        Column("year", ("{year}",)),
    ),
    signature=("t_rows2", "t_cols2", "values"),
)

OPTIONS = {
    "names": "the column that holds the rows' names; by default the first",
    "labels": "further columns that hold no values, separated by commas; `unit` is one by itself",
    "industries": "number of industries, where they stand first and in the same order down and"
    " across but are called differently; the rows' names are taken",
    "separator": "what stands between country and industry, such as . or _; empty where the table"
    " has one country",
} | {
    kind: f"names of rows and columns of kind {kind}, separated by commas, if they do not tell it"
    for kind in KINDS
}
DEFAULTS = dict.fromkeys((*OPTIONS, "unit"), "")

input_output = source(
    Source(
        name="input_output",
        title="Input-output table: a square of industries, with final uses and primary inputs",
        publisher="any",
        licence="as its publisher says",
        layouts=(
            _USE_TABLE,
            Layout(
                "input_output",
                _SQUARE_COLUMNS,
                without=("t_rows2", "t_cols2"),
                reshape=_square(),
            ),
        ),
        options=OPTIONS,
        defaults=DEFAULTS,
        from_name=table_and_year,
        default_table="input_output",
        example="milieu add my-study input_output germany_1995.csv --set unit='million EUR'",
    )
)
