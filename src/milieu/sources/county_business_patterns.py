"""County Business Patterns of the US Census Bureau: county files, 1998 and later (NAICS)."""

import re
from collections.abc import Mapping

from milieu.sources.declare import Column, Layout, Source, source

# Employment bands of `empflag`, which hides employment up to 2016; upper bound of M: none
BANDS = {
    "A": (0, 19), "B": (20, 99), "C": (100, 249), "E": (250, 499), "F": (500, 999),
    "G": (1_000, 2_499), "H": (2_500, 4_999), "I": (5_000, 9_999), "J": (10_000, 24_999),
    "K": (25_000, 49_999), "L": (50_000, 99_999), "M": (100_000, None),
}  # fmt: skip

# Counts of establishments by jobs. The smallest band holds those without jobs in March, too.
SIZES = (
    ('coalesce("n<5", n1_4)', 0, 4), ("n5_9", 5, 9), ("n10_19", 10, 19), ("n20_49", 20, 49),
    ("n50_99", 50, 99), ("n100_249", 100, 249), ("n250_499", 250, 499), ("n500_999", 500, 999),
    ("n1000_1", 1_000, 1_499), ("n1000_2", 1_500, 2_499), ("n1000_3", 2_500, 4_999),
    ("n1000_4", 5_000, None),
)  # fmt: skip
SIZE_COLUMNS = ("n<5", "n1_4", *(name for name, _, _ in SIZES[1:]))

FLAG = "upper(coalesce(trim(empflag), ''))"
HIDDEN = f"({FLAG} <> '' OR upper(coalesce(trim(emp_nf), '')) IN ('D', 'S'))"
PAY_HIDDEN = f"({HIDDEN} OR upper(coalesce(trim(ap_nf), '')) IN ('D', 'S'))"
CODE = "rtrim(trim(naics), '-/')"


def _of_band(at: int) -> str:
    """Return SQL for one bound of the band that `empflag` says; null without one."""
    cases = " ".join(
        f"WHEN '{flag}' THEN {'NULL' if band[at] is None else band[at]}"
        for flag, band in BANDS.items()
    )
    return f"CASE {FLAG} {cases} END"


def _of_sizes(at: int) -> str:
    """Return SQL for one bound that the numbers of establishments by size prove.

    A band that the office leaves out (N) can hold any number: it adds nothing to the lower bound,
    and the upper bound is not known then.
    """
    terms = []
    for name, *bounds in SIZES:
        number, bound = f"TRY_CAST({name} AS DOUBLE)", bounds[at]
        if at == 0:
            terms.append(f"coalesce({number} * {bound}, 0)")
        elif bound is None:
            terms.append(f"CASE WHEN {number} = 0 THEN 0 END")
        else:
            terms.append(f"{number} * {bound}")
    return " + ".join(terms)


def _bound(at: int) -> str:
    """Return SQL for a bound of hidden jobs, or for a text among the bands that is no count."""
    tighter = ("greatest", "least")[at]
    texts = ", ".join(name for name, _, _ in SIZES)
    odd = (
        f"list_filter([{texts}], lambda text: coalesce(trim(text), '') NOT IN ('', 'N')"
        " AND NOT coalesce(TRY_CAST(text AS DOUBLE) >= 0, false))[1]"
    )
    bound = f"{tighter}({_of_band(at)}, {_of_sizes(at)})"  # the one that is known, if one is null
    return f"CASE WHEN {HIDDEN} THEN coalesce({odd}, CAST({bound} AS VARCHAR)) END"


def year_of_name(name: str) -> Mapping[str, str]:
    """Return the year that a name such as cbp16co.txt says; the first year there is 1986."""
    found = re.search(r"cbp(\d\d)(?!\d)", name.lower())
    if not found:
        return {}
    year = int(found.group(1))
    return {"year": str(year + (1900 if year >= 86 else 2000))}


def _padded(name: str, digits: int) -> str:
    """Return SQL for a code with its leading zeros, which some editions leave out."""
    text = f"nullif(trim({name}), '')"
    return f"lpad({text}, CAST(greatest({digits}, length({text})) AS INTEGER), '0')"


county = Layout(
    table="employment",
    signature=("fipstate", "fipscty", "naics", "emp", "ap", "est"),
    optional=("empflag", "emp_nf", "ap_nf", "n1000", *SIZE_COLUMNS),
    columns=(
        Column("region", required=True, sql=f"{_padded('fipstate', 2)} || {_padded('fipscty', 3)}"),
        # codes as the Bureau of Labor Statistics prints them, so that both sources meet
        Column("industry", required=True, sql=f"""CASE
            WHEN trim(naics) IN ('------', '//////') THEN '10'
            WHEN {CODE} IN ('31', '31-33') THEN '31-33'
            WHEN {CODE} IN ('44', '44-45') THEN '44-45'
            WHEN {CODE} IN ('48', '48-49') THEN '48-49'
            ELSE {CODE} END"""),
        Column("year", ("{year}",), required=True),
        Column("establishments", ("est",)),
        Column("jobs", sql=f"CASE WHEN NOT {HIDDEN} THEN emp END"),
        Column("jobs_low", sql=_bound(0)),
        Column("jobs_high", sql=_bound(1)),
        # payroll is printed in thousands of dollars
        Column("wages", sql=f"CASE WHEN NOT {PAY_HIDDEN} THEN"
               " coalesce(CAST(TRY_CAST(ap AS DOUBLE) * 1000 AS VARCHAR), ap) END"),
        Column("suppressed", sql=HIDDEN),
        Column("flags", sql="concat_ws(' ', nullif(trim(empflag), ''), nullif(trim(emp_nf), ''))"),
    ),
)  # fmt: skip

county_business_patterns = source(
    Source(
        name="county_business_patterns",
        title="County Business Patterns (CBP)",
        publisher="US Census Bureau",
        licence="public domain",
        layouts=(county,),
        address="https://www2.census.gov/programs-surveys/cbp/datasets/{year}/cbp{yy}co.zip",
        options={
            "year": "the year, where the file's name (cbp16co.txt) does not say it",
            "yy": "last two digits of the year, for the download",
        },
        from_name=year_of_name,
        example="milieu add my-study county_business_patterns cbp16co.zip",
    )
)
