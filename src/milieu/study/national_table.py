"""The input-output table of a study's nation, also out of a table of many countries."""

from dataclasses import dataclass

import numpy as np

from milieu.core.arrays import Vector
from milieu.core.errors import UserError
from milieu.indicators.input_output import InputOutput, per_output
from milieu.study.step import Work
from milieu.study.steps.value_chain import assembled, read_table
from milieu.study.table_industries import country_names

# The rows and columns of other countries become imports and exports
HOME = """
    SELECT CASE WHEN row_kind <> 'industry' THEN "row"
                WHEN row_country = $country THEN substr("row", length($country) + 2)
                ELSE 'imports' END AS seller,
           CASE WHEN column_kind <> 'industry' THEN "column"
                WHEN column_country = $country THEN substr("column", length($country) + 2)
                ELSE 'exports' END AS buyer,
           sum(value),
           CASE WHEN row_kind = 'industry' AND row_country <> $country THEN 'imports'
                ELSE row_kind END AS seller_kind,
           CASE WHEN column_kind = 'industry' AND column_country <> $country THEN 'exports'
                ELSE column_kind END AS buyer_kind
    FROM input_output
    WHERE "table" = $table AND value IS NOT NULL
      AND (row_country = $country OR (column_country = $country AND column_kind = 'industry'))
    GROUP BY ALL ORDER BY ALL
"""


@dataclass(frozen=True)
class NationalTable:
    """A table of one nation.

    industries        codes as the table has them, without a country before them
    table             domestic flows
    imports           goods from abroad per unit of output, shape (industries,); None where the
                      table does not say
    has_value_added   whether the table itself has rows of value added; else what its inputs leave
                      of output is not known to be value added
    """

    name: str
    industries: list[str]
    table: InputOutput
    imports: Vector | None
    has_value_added: bool


def national_table(work: Work, name: str) -> NationalTable:
    """Return the table of the study's nation.

    raises   UserError where it has no industries that both buy and sell, or many countries of
             which not exactly one is the study's
    """
    rows = work.session.execute(
        'SELECT DISTINCT row_country FROM input_output WHERE "table" = ? '
        "AND row_kind = 'industry' AND row_country IS NOT NULL",
        [name],
    ).fetchall()
    countries = {country for (country,) in rows}
    if len(countries) <= 1:
        industries, table = read_table(work, name)
        prefix = f"{next(iter(countries), '')}_"
        codes = [code.removeprefix(prefix) for code in industries]
        bought = _imports(work, name, industries)
    else:
        own = _own_country(work, name, countries)
        cells = work.session.execute(HOME, {"country": own, "table": name}).fetchall()
        codes, table = assembled(cells, name)
        bought = dict.fromkeys(codes, 0.0)
        for seller, buyer, value, seller_kind, _ in cells:
            if seller_kind == "imports" and buyer in bought and seller is not None:
                bought[buyer] += value
        industries = codes
    shares = [bought.get(code, 0.0) for code in industries]
    imports = per_output(np.array(shares), table.output, axis=0) if bought else None
    return NationalTable(name, codes, table, imports, _has_value_added(work, name))


def _own_country(work: Work, name: str, countries: set[str]) -> str:
    regions = work.session.execute("SELECT DISTINCT region FROM cells").fetchall()
    wanted = country_names([code for (code,) in regions], work.settings.regions.scheme)
    own = sorted(countries & wanted)
    if len(own) != 1:
        held = "none" if not own else " and ".join(own)
        raise UserError(
            f"of its {len(countries)} countries {held} {'is' if len(own) < 2 else 'are'} the "
            "study's, but regions need the table of one nation",
            where=f"input-output table {name}",
            next="Study one country, whose region codes say which it is (FIPS or NUTS).",
        )
    return own[0]


def _imports(work: Work, name: str, industries: list[str]) -> dict[str, float]:
    """Return what each industry buys abroad; empty where the table has no row of imports."""
    rows = work.session.execute(
        'SELECT "column", sum(value) FROM input_output WHERE "table" = ? '
        "AND row_kind = 'imports' AND value IS NOT NULL GROUP BY ALL",
        [name],
    ).fetchall()
    inside = set(industries)
    return {column: value for column, value in rows if column in inside}


def _has_value_added(work: Work, name: str) -> bool:
    row = work.session.execute(
        'SELECT count(*) FROM input_output WHERE "table" = ? '
        "AND row_kind IN ('value_added', 'primary_input') AND value IS NOT NULL",
        [name],
    ).fetchone()
    return bool(row and row[0])
