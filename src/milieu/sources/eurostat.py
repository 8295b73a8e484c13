"""Eurostat, structural business statistics: jobs, local units and wages by region and industry.

SDMX-CSV has one number per line, TSV one line per series with the years as columns.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from milieu.core.errors import UserError
from milieu.sources.declare import Column, Layout, Source, source

# Confidential: the value is not shown and the flag is c, or the confidentiality status is neither
# empty nor F, which stands for "free for publication" (SDMX code list CL_CONF_STATUS).
_TIDY = """
    WITH cells AS ({cells}),
    known AS (
        SELECT *,
            CASE
                WHEN indicator IN string_split_regex({jobs_indicator}, '[ ,]+') THEN 'jobs'
                WHEN indicator IN string_split_regex({wages_indicator}, '[ ,]+') THEN 'wages'
                ELSE 'establishments'
            END AS kind,
            value IS NULL
                AND (contains(flag, 'c') OR confidentiality NOT IN ('', 'F')) AS hidden
        FROM cells
    ),
    -- a second number for the same cell becomes a second row, so that it is reported
    counted AS (
        SELECT *, row_number() OVER (
            PARTITION BY geo, nace_r2, TIME_PERIOD, kind ORDER BY "#line"
        ) AS nth
        FROM known
    )
    SELECT
        coalesce(min("#line") FILTER (kind = 'jobs'), min("#line")) AS "#line",
        geo, nace_r2, TIME_PERIOD,
        any_value(value) FILTER (kind = 'jobs') AS jobs,
        any_value(value) FILTER (kind = 'establishments') AS establishments,
        any_value(value) FILTER (kind = 'wages') AS wages,
        CAST(
            coalesce(bool_or(hidden) FILTER (kind = 'jobs'), bool_or(hidden)) AS VARCHAR
        ) AS hidden,
        string_agg(DISTINCT printed, ' ' ORDER BY printed) FILTER (printed <> '') AS flags
    FROM counted
    GROUP BY geo, nace_r2, TIME_PERIOD, nth
"""

_INDICATOR = "coalesce(nullif(indic_sb, ''), indic_sbs)"

_LINES = f"""
    SELECT
        "#line", geo, nace_r2, TIME_PERIOD, {_INDICATOR} AS indicator,
        nullif(nullif(trim(OBS_VALUE), ':'), '') AS value,
        coalesce(OBS_FLAG, '') AS flag,
        coalesce(CONF_STATUS, '') AS confidentiality,
        trim(concat_ws(' ', OBS_FLAG, CONF_STATUS)) AS printed
    FROM {{raw}}
"""

_YEARS = f"""
    SELECT
        "#line", geo, nace_r2, TIME_PERIOD, {_INDICATOR} AS indicator,
        nullif(string_split(cell, ' ')[1], ':') AS value,
        coalesce(string_split(cell, ' ')[2], '') AS flag,
        '' AS confidentiality,
        flag AS printed
    FROM (
        UNPIVOT (FROM {{raw}}) ON COLUMNS('^[0-9]{{4}}$') INTO NAME TIME_PERIOD VALUE cell
    )
"""

_WANTED = (
    f"{_INDICATOR} IN string_split_regex(concat_ws(' ', {{jobs_indicator}},"
    " {establishments_indicator}, {wages_indicator}), '[ ,]+')"
    " AND coalesce(nullif(freq, ''), 'A') = 'A'"
    " AND coalesce(nullif(size_emp, ''), 'TOTAL') = 'TOTAL'"
)

_COLUMNS = (
    Column("region", sql="geo"),
    Column("industry", sql="nace_r2"),
    Column("year", sql="TIME_PERIOD"),
    Column("establishments", sql="establishments"),
    Column("jobs", sql="jobs"),
    # million euro become euro; what is no number is left for the check to report
    Column("wages", sql="coalesce(CAST(round(TRY_CAST(wages AS DOUBLE) * 1e6) AS VARCHAR), wages)"),
    Column("suppressed", sql="hidden"),
    Column("flags", sql="flags"),
)


def read_years(path: Path) -> Iterator[Mapping[str, str]]:
    """Yield the series of a TSV: their dimensions, and each year's cell as printed ("123 b").

    The first column's head names the dimensions: `freq,nace_r2,indic_sb,geo\\TIME_PERIOD`.
    raises   UserError if it does not, or if no column is a year
    """
    with path.open(encoding="utf-8-sig") as lines:
        head, *years = (cell.strip() for cell in next(lines, "").split("\t"))
        dimensions, _, across = head.partition("\\")
        names = dimensions.split(",")
        if across.lower() not in ("time_period", "time") or not any(y.isdigit() for y in years):
            raise UserError(
                f"the first column is headed {head[:80]!r}, but it must be such as"
                " 'freq,nace_r2,indic_sb,geo\\TIME_PERIOD', with years to the right",
                where=path.name,
                next="Download the data set with TIME_PERIOD across, or as SDMX-CSV.",
            )
        for number, line in enumerate(lines, start=2):
            key, *cells = line.rstrip("\r\n").split("\t")
            values = [*key.split(","), *(cell.strip() for cell in cells)]
            if len(values) != len(names) + len(years):
                raise UserError(
                    f"{len(values)} cells, but there must be {len(names) + len(years)}",
                    where=f"{path.name}, line {number}",
                    next="Is the download complete?",
                )
            yield {"#line": str(number), **dict(zip([*names, *years], values, strict=True))}


eurostat = source(
    Source(
        name="eurostat",
        title="Eurostat, structural business statistics by region (NUTS 2, NACE Rev. 2)",
        publisher="Eurostat",
        licence="free re-use with acknowledgement (Commission Decision 2011/833/EU)",
        layouts=(
            Layout(
                "employment",
                _COLUMNS,
                signature=("nace_r2", "geo", "TIME_PERIOD", "OBS_VALUE"),
                optional=("freq", "indic_sb", "indic_sbs", "size_emp", "OBS_FLAG", "CONF_STATUS"),
                where=_WANTED,
                reshape=_TIDY.replace("{cells}", _LINES),
            ),
            Layout(
                "employment",
                _COLUMNS,
                signature=("nace_r2", "geo"),
                optional=("freq", "indic_sb", "indic_sbs", "size_emp"),
                where=_WANTED,
                reshape=_TIDY.replace("{cells}", _YEARS),
                reader=read_years,
                suffixes=(".tsv",),
            ),
        ),
        address=(
            "https://ec.europa.eu/eurostat/api/dissemination/sdmx/2.1/data/{dataset}"
            "?format=SDMX-CSV&compressed=true"
        ),
        options={
            "dataset": "code of the data set: sbs_r_nuts06_r2 (to 2020) or sbs_r_nuts2021 (since)",
            "jobs_indicator": "codes of persons employed, separated by spaces",
            "establishments_indicator": "codes of local units, separated by spaces",
            "wages_indicator": "codes of wages and salaries in million euro, separated by spaces",
        },
        defaults={
            "jobs_indicator": "V16110 EMP_LOC_NR EMP_NR",
            "establishments_indicator": "V11210 LOC_NR",
            "wages_indicator": "V13320 WAGE_LOC_MEUR WAGE_MEUR",
        },
        example="milieu add my-study eurostat sbs_r_nuts2021.csv.gz",
    )
)
