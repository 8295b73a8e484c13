"""Filters of the atlas, read from an address."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from milieu.report.overview import Standing
from milieu.report.reading import clusters
from milieu.report.words import Amount
from milieu.web.choosing import NAMES, ORDERS, Choice, Known, chosen, in_order
from milieu.web.lines import Line
from tests.report.small_study import made

KNOWN = Known({"315": "Apparel", "334": "Computers"}, ["county"], [2014, 2013, 2000])
ONE = clusters(made(Path(), clusters=1).session())[0]


def line(jobs: float | None, rank: int | None = None, name: str = "x") -> Line:
    cluster = replace(ONE, stored_name=name)
    return Line(cluster, Amount(None, jobs, None), Amount(None, 2.0, None), rank, "published",
                Standing(), (), jobs, name.lower())  # fmt: skip


@given(some.dictionaries(some.sampled_from([*NAMES, "other"]), some.text(max_size=30)))
def test_any_address_is_read_and_what_is_wrong_is_said(given: dict[str, str]):
    choice = chosen(given, KNOWN)
    assert choice.sort in ORDERS and choice.page >= 0 and choice.year in KNOWN.years
    assert set(choice.faults) <= set(given)
    assert not set(choice.faults) & set(choice.query())


@pytest.mark.parametrize("year", ["²", "³²", "٢٠١٤", "-1", "2014.0", "1e3"])
def test_a_year_in_odd_signs_is_answered(year: str):
    assert chosen({"year": year}, KNOWN).year in KNOWN.years


@given(some.lists(some.one_of(some.none(), some.floats(0, 1e6)), max_size=20))
def test_unknown_figures_stand_last_in_either_order(figures: list[float | None]):
    lines = [line(jobs) for jobs in figures]
    known = sorted(jobs for jobs in figures if jobs is not None)
    for sort, wanted in (("jobs", known), ("-jobs", known[::-1])):
        sizes = [one.size for one in in_order(lines, sort)]
        assert sizes[: len(known)] == wanted and set(sizes[len(known) :]) <= {None}


def test_a_range_counts_as_large_as_it_may_be():
    ranged = Line(ONE, Amount(800.0, None, 1200.0), Amount(None, None, None), 1, "range only",
                  Standing(), (), 1000.0, "")  # fmt: skip
    assert Choice(min_jobs=1100.0).fits(ranged) and not Choice(min_jobs=1300.0).fits(ranged)


@pytest.mark.parametrize(
    ("given", "field", "said"),
    [
        ({"year": "2015"}, "year", "2014"),
        ({"year": "1999"}, "year", "2000"),
        ({"industry": "aparel"}, "industry", "apparel"),
        ({"min_jobs": "-5"}, "min_jobs", "from 0 up"),
        ({"level": "couny"}, "level", "county"),
        ({"sort": "job"}, "sort", "jobs"),
        ({"alarm": "lockin"}, "alarm", "lock_in"),
    ],
)
def test_the_nearest_right_value_is_named(given, field, said):
    assert said in chosen(given, KNOWN).faults[field]


def test_a_search_needs_every_word():
    found = line(1.0, name="Apparel in County 7")
    assert Choice(search="county apparel").fits(found)
    assert not Choice(search="county computers").fits(found)
