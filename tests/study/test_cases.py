"""The founding literature's cases: cited facts, sums that match, shares that are computed."""

from datetime import date

import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as some

from milieu.core.contracts import CONTRACTS
from milieu.core.errors import UserError
from milieu.study.cases import CASES, claims, facts, parse_period, share, whole_years

PARKS = ("Hsinchu Science Park", "Southern Taiwan Science Park", "Central Taiwan Science Park")
BY_INDUSTRY = ("2017", "2017-01/06", "2018-01/04", "2020-01/10")


@pytest.mark.parametrize("case", CASES)
def test_facts_fulfil_the_contract_and_no_key_is_there_twice(case):
    table = facts(case)
    contract = CONTRACTS["observations"]
    assert table.column_names == [field.name for field in contract.fields]
    keys = [tuple(row[field.name] for field in contract.key) for row in table.to_pylist()]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("case", CASES)
def test_every_fact_has_citation_unit_quality_and_a_period_that_can_be_read(case):
    grades = {
        "reported", "derived", "rounded", "corrected", "projection", "estimate", "lower bound",
    }  # fmt: skip
    for row in facts(case).to_pylist():
        assert row["citation"].strip() and row["unit"].strip(), row
        assert row["quality"] in grades, row
        assert parse_period(row["period"]).days >= 1
        assert row["quality"] not in ("derived", "corrected") or row["note"], row


@pytest.mark.parametrize("park", PARKS)
@pytest.mark.parametrize("period", BY_INDUSTRY)
def test_industries_of_a_park_add_up_to_its_published_total(park, period):
    """Totals as printed beside the tables; seven figures of three decimals, so within 0.0035."""
    rows = [row for row in facts("hsinchu").to_pylist() if row["period"] == period]
    (total,) = (row["value"] for row in rows if row["cluster"] == park and row["unit"] == "NT$ bn")
    industries = [row["value"] for row in rows if row["cluster"].startswith(park + ": ")]
    assert len(industries) == 7
    printed_to = 0.5 if total == 1019 else 0.0005  # this one is printed as 1.019 trillion
    assert sum(industries) == pytest.approx(total, abs=7 * 0.0005 + printed_to)


def test_bangalore_has_36_percent_of_indias_software_exports_and_not_half():
    exports = {"period": "FY2004-05", "indicator": "software_exports_usd"}
    low, high = share(
        facts("bangalore"),
        exports | {"cluster": "Bangalore / Karnataka software"},
        exports | {"cluster": "India software industry"},
    )
    assert low == pytest.approx(6.27 / 17.5) and high == pytest.approx(6.27 / 17.3)
    assert round(100 * low) == round(100 * high) == 36


def test_claim_on_bangalore_disagrees_and_says_so_with_both_numbers_and_their_citations():
    half = next(claim for claim in claims("bangalore") if claim.verdict == "disagrees")
    for part in ("50 %", "6.27", "17.3 to 17.5", "36 %", "Business Standard 2005-04-29", "NASSCOM"):
        assert part in half.evidence
    assert half.claimed is not None and half.high is not None and half.high < half.claimed


def test_claims_that_agree_round_to_what_the_facts_give():
    growth, patents_per_firm = (c for c in claims("hsinchu") if c.verdict == "agrees")
    assert growth.low == growth.high == growth.claimed == 12.6
    assert patents_per_firm.low == pytest.approx(3026 / 369.8)
    assert round(patents_per_firm.low) == patents_per_firm.claimed
    assert "8.18 patents each" in patents_per_firm.evidence


@pytest.mark.parametrize("case", CASES)
def test_parts_of_years_are_never_drawn_as_years(case):
    table = facts(case)
    drawn = set(whole_years(table)["period"].to_pylist())
    parts = {text for text in table["period"].to_pylist() if not parse_period(text).whole_year}
    assert not drawn & parts
    assert all(len(text) == 4 or text.startswith("FY") for text in drawn)
    sums = table.filter(pc.equal(table["indicator"], "sales")).to_pylist()
    assert all(row["note"].startswith("part of a year") == (row["period"] in parts) for row in sums)


@pytest.mark.parametrize(
    ("text", "start", "end", "whole"),
    [
        ("2003", date(2003, 1, 1), date(2003, 12, 31), True),
        ("FY2004-05", date(2004, 4, 1), date(2005, 3, 31), True),
        ("FY1999-00", date(1999, 4, 1), date(2000, 3, 31), True),
        ("2016-H1", date(2016, 1, 1), date(2016, 6, 30), False),
        ("2016-H2", date(2016, 7, 1), date(2016, 12, 31), False),
        ("2016-Q1", date(2016, 1, 1), date(2016, 3, 31), False),
        ("2020-01/10", date(2020, 1, 1), date(2020, 10, 31), False),
        ("2020-01/12", date(2020, 1, 1), date(2020, 12, 31), True),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29), False),
        ("1980-12-15", date(1980, 12, 15), date(1980, 12, 15), False),
    ],
)
def test_a_period_has_the_days_that_its_text_says(text, start, end, whole):
    period = parse_period(text)
    assert (period.start, period.end, period.whole_year) == (start, end, whole)
    assert period.start <= period.middle <= period.end


@pytest.mark.parametrize(
    "text",
    ["", "FY2004-06", "FY2004", "2020-13", "2020-10/01", "2020-02-30", "2016-H3", "0000", "x"],
)
def test_what_is_no_period_is_refused_with_examples(text):
    with pytest.raises(UserError, match="Write it like"):
        parse_period(text)


@given(some.integers(1000, 9000))
def test_a_business_year_follows_on_the_one_before(year):
    now, after = (parse_period(f"FY{y}-{(y + 1) % 100:02d}") for y in (year, year + 1))
    assert now.whole_year and (after.start - now.end).days == 1


def test_misspelt_case_is_answered_with_the_nearest():
    with pytest.raises(UserError, match="Did you mean 'hsinchu'"):
        facts("hsinchuu")
