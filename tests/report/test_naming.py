"""Naming: industry and place in the order of the language, taken from the name that is stored."""

import pytest

from milieu.core.language import speaking
from milieu.report.naming import cluster_name, industry_of, place_of

STORED = "Parts in stock in and around Milan"


@pytest.mark.parametrize(
    ("stored", "named"),
    [
        ("集成电路 in 新竹", "集成电路 · 新竹"),
        ("Apparel in Milan", "Apparel · Milan"),
        ("集成电路 in and around 新竹", "集成电路 · 新竹及周边"),
        ("3152-36001", "3152-36001"),
        ("", ""),
    ],
)
def test_a_name_is_put_in_the_order_of_the_language(stored: str, named: str):
    assert cluster_name(stored) == stored
    with speaking("zh"):
        assert cluster_name(stored) == named


def test_the_place_is_what_stands_behind_the_last_in():
    assert place_of(STORED) == "Milan" and industry_of(STORED) == "Parts in stock"
    assert place_of("x") == "x" and industry_of("x") == ""
