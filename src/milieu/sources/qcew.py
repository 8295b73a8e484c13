"""Quarterly Census of Employment and Wages of the US Bureau of Labor Statistics."""

from milieu.sources.declare import Column, Demand, Layout, Source, source

# Codes such as 101 or 1023 are domains and supersectors: a second hierarchy beside NAICS, in which
# every job would be counted again. 10 is the total of all industries and stays.
NAICS_OR_TOTAL = "NOT (starts_with(trim(industry_code), '10') AND length(trim(industry_code)) > 2)"
OURS = f"trim(own_code) = {{ownership}} AND trim(size_code) = '0' AND {NAICS_OR_TOTAL}"
HIDDEN = "coalesce(trim(disclosure_code), '') = 'N'"


def _unless_hidden(value: str) -> str:
    """Return SQL for a value that the office prints as 0 where it hides it."""
    return f"CASE WHEN {HIDDEN} THEN NULL ELSE {value} END"


annual = Layout(
    table="employment",
    signature=("area_fips", "own_code", "industry_code", "size_code", "year",
               "disclosure_code", "annual_avg_emplvl", "total_annual_wages"),
    where=OURS,
    columns=(
        Column("region", ("area_fips",), required=True),
        Column("industry", ("industry_code",), required=True),
        Column("year", ("year",), required=True),
        Column("establishments", ("annual_avg_estabs", "annual_avg_estabs_count")),
        Column("jobs", sql=_unless_hidden("annual_avg_emplvl")),
        Column("wages", sql=_unless_hidden("total_annual_wages")),
        Column("suppressed", sql=HIDDEN),
        Column("flags", ("disclosure_code",)),
    ),
)  # fmt: skip


def _text_or_sum(texts: str, result: str) -> str:
    """Return SQL for a sum, or for the first text that is no count, so that it is found out.

    texts    the texts of one row, as SQL list
    result   the aggregate over all rows of the cell
    """
    no_count = "lambda text: NOT coalesce(TRY_CAST(text AS DOUBLE) >= 0, false)"
    odd = f"list_filter({texts}, {no_count})[1]"
    return f"coalesce(min({odd}), CAST({result} AS VARCHAR))"


MONTHS = "[month1_emplvl, month2_emplvl, month3_emplvl]"
MONTHS_SUM = " + ".join(f"TRY_CAST(month{n}_emplvl AS DOUBLE)" for n in (1, 2, 3))
ESTABLISHMENTS = "coalesce(qtrly_estabs, qtrly_estabs_count)"
QUARTERS = "(CASE WHEN {quarter} = '' THEN 4 ELSE 1 END)"
ONCE = "count(*) = count(DISTINCT qtr)"
YEAR_FROM_QUARTERS = f"""
    SELECT area_fips, industry_code, year, min("#line") AS "#line", bool_or({HIDDEN}) AS hidden,
        {_text_or_sum(f"[{ESTABLISHMENTS}]", f"sum(TRY_CAST({ESTABLISHMENTS} AS DOUBLE)) / {QUARTERS}")}
            AS establishments,
        CASE WHEN NOT {ONCE} THEN printf('%d rows for %d quarters', count(*), count(DISTINCT qtr))
            ELSE {_text_or_sum(MONTHS, f"sum({MONTHS_SUM}) / 3 / {QUARTERS}")} END AS jobs,
        {_text_or_sum("[total_qtrly_wages]", "sum(TRY_CAST(total_qtrly_wages AS DOUBLE))")} AS wages
    FROM {{raw}} GROUP BY area_fips, industry_code, year"""  # noqa: E501

# The office lists every cell with a firm, hidden or not: a quarter that is not there had none, so
# the year's average divides by four quarters (twelve months) whether or not all are listed.
quarterly = Layout(
    table="employment",
    signature=("area_fips", "own_code", "industry_code", "size_code", "year", "qtr",
               "disclosure_code", "month1_emplvl", "month2_emplvl", "month3_emplvl",
               "total_qtrly_wages"),
    optional=("qtrly_estabs", "qtrly_estabs_count"),
    where=f"{OURS} AND ({{quarter}} = '' OR trim(qtr) = {{quarter}})",
    demands=(
        Demand(
            "{quarter} <> '' OR count(DISTINCT (year, qtr)) = 4 * count(DISTINCT year)",
            "a year needs its four quarters, and this file does not have them all",
            "Put the rows of all four into one file, or say --set quarter=1 to let one stand"
            " for the year.",
        ),
    ),
    reshape=YEAR_FROM_QUARTERS,
    columns=(
        Column("region", ("area_fips",), required=True),
        Column("industry", ("industry_code",), required=True),
        Column("year", ("year",), required=True),
        Column("establishments", sql="establishments"),
        Column("jobs", sql="CASE WHEN NOT hidden OR jobs LIKE '% rows for %' THEN jobs END"),
        # wages are those of a year; one quarter's are not known to be a fourth of them
        Column("wages", sql="CASE WHEN NOT hidden AND {quarter} = '' THEN wages END"),
        Column("suppressed", sql="hidden"),
        Column("flags", sql="CASE WHEN hidden THEN 'N' END"),
    ),
)  # fmt: skip

regions = Layout(
    table="regions",
    signature=("area_fips", "own_code", "area_title", "industry_title"),
    repeated=True,
    columns=(
        Column("region", ("area_fips",), required=True),
        Column("name", ("area_title",)),
        Column("level", sql="""CASE
            WHEN trim(area_fips) = 'US000' THEN 'country'
            WHEN area_fips LIKE 'CS%' THEN 'combined_area'
            WHEN area_fips LIKE 'C%' THEN 'metropolitan_area'
            WHEN area_fips LIKE 'US%' THEN 'country_part'
            WHEN trim(area_fips) LIKE '__000' THEN 'state'
            ELSE 'county' END"""),
        Column("parent", sql="""CASE
            WHEN trim(area_fips) = 'US000' THEN NULL
            WHEN regexp_full_match(trim(area_fips), '\\d{5}') AND NOT trim(area_fips) LIKE '__000'
                THEN left(trim(area_fips), 2) || '000'
            ELSE 'US000' END"""),
    ),
)  # fmt: skip

# 311 belongs to 31-33, 441 to 44-45, 481 to 48-49; all other sectors are their two first digits
SECTOR = """CASE
    WHEN left(trim(industry_code), 2) IN ('31', '32', '33') THEN '31-33'
    WHEN left(trim(industry_code), 2) IN ('44', '45') THEN '44-45'
    WHEN left(trim(industry_code), 2) IN ('48', '49') THEN '48-49'
    ELSE left(trim(industry_code), 2) END"""

industries = Layout(
    table="industries",
    signature=("area_fips", "own_code", "area_title", "industry_code", "industry_title"),
    where=NAICS_OR_TOTAL,
    repeated=True,
    columns=(
        Column("scheme", sql="'naics'"),
        Column("industry", ("industry_code",), required=True),
        Column("name", ("industry_title",)),
        Column("parent", sql=f"""CASE
            WHEN trim(industry_code) = '10' THEN NULL
            WHEN trim(industry_code) = {SECTOR} THEN '10'
            WHEN length(trim(industry_code)) = 3 THEN {SECTOR}
            ELSE left(trim(industry_code), length(trim(industry_code)) - 1) END"""),
        Column("digits", sql=f"""CASE
            WHEN trim(industry_code) = '10' THEN '0'
            WHEN trim(industry_code) = {SECTOR} THEN '2'
            ELSE CAST(length(trim(industry_code)) AS VARCHAR) END"""),
    ),
)  # fmt: skip

qcew = source(
    Source(
        name="qcew",
        title="Quarterly Census of Employment and Wages (QCEW)",
        publisher="US Bureau of Labor Statistics",
        licence="public domain",
        layouts=(annual, quarterly, regions, industries),
        address="https://data.bls.gov/cew/data/files/{year}/csv/{year}_annual_singlefile.zip",
        addresses={
            "area": "https://data.bls.gov/cew/data/api/{year}/a/area/{area}.csv",
            "industry": "https://data.bls.gov/cew/data/api/{year}/a/industry/{industry}.csv",
        },
        options={
            "ownership": "whose jobs: 5 private (default), 0 all, 1 federal, 2 state, 3 local "
            "government",
            "quarter": "1 to 4: take this quarter of a quarterly file for the whole year",
        },
        defaults={"ownership": "5", "quarter": ""},
        example="milieu add my-study qcew 2016_annual_singlefile.zip",
    )
)
