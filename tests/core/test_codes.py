"""Codes say at which level they are and what contains them."""

import string
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from milieu.core.codes import INDUSTRY_SCHEMES, REGION_SCHEMES, Place, arrange, told
from milieu.core.errors import UserError

NAICS, NACE = INDUSTRY_SCHEMES["naics"], INDUSTRY_SCHEMES["nace"]
FIPS, NUTS = REGION_SCHEMES["fips"], REGION_SCHEMES["nuts"]


def test_naics_code_climbs_through_its_prefixes_to_its_sector_and_the_total():
    assert NAICS.ancestors("336211") == ("33621", "3362", "336", "31-33", "10")
    assert NAICS.ancestors("452319")[-2:] == ("44-45", "10")
    assert NAICS.ancestors("111") == ("11", "10")


@pytest.mark.parametrize(
    ("printed", "code", "digits"),
    [
        ("31", "31-33", 2),
        ("31-33", "31-33", 2),
        ("31----", "31-33", 2),
        ("44----", "44-45", 2),
        ("48", "48-49", 2),
        ("3362//", "3362", 4),
        ("113///", "113", 3),
        ("11111/", "11111", 5),
        ("------", "10", 0),
        ("00", "10", 0),
        ("10", "10", 0),
        ("95", "95", 2),
        ("951", "951", 3),
        ("99", "99", 2),
    ],
)
def test_naics_spellings_of_publishers_become_one(printed, code, digits):
    assert (NAICS.canonical(printed), NAICS.level(printed)) == (code, digits)
    assert not NAICS.other_cut(printed)
    assert NAICS.is_total(printed) == (digits == 0)


@pytest.mark.parametrize("code", ["01", "101", "102", "1011", "1029", "32", "49"])
def test_private_total_supersectors_and_parts_of_sectors_are_another_cut(code):
    assert NAICS.place(code) == Place(code, other_cut=True)


@pytest.mark.parametrize("code", ["12", "7", "3362A", "1234567", "abc", "30", "43"])
def test_code_that_is_not_naics_is_placed_nowhere(code):
    assert NAICS.place(code) == Place(code)


def test_new_york_jobs_are_counted_once(shared_data: Path):
    """State total of 2010: the sectors and government (95) add up to 00; 01 is another cut."""
    lines = (shared_data / "ny_qcew_2000_2014" / "panel.csv").read_text("utf-8").splitlines()
    cells = [line.split(",") for line in lines if line.startswith("State,") and ",2010," in line]
    jobs = {cell[2]: float(cell[5]) for cell in cells}
    tree = arrange(list(jobs), NAICS)
    total = tree.codes.index("10")
    sectors = sum(
        n for n, at in zip(jobs.values(), tree.row, strict=True) if tree.parent[at] == total
    )
    assert sectors == jobs["00"] == 8_341_310
    assert [c for c, cut in zip(tree.codes, tree.other_cut, strict=True) if cut] == ["01"]


@pytest.mark.parametrize(
    ("printed", "code", "digits", "parent"),
    [
        ("C", "C", 1, "TOTAL"),
        ("C14", "C14", 2, "C"),
        ("14", "C14", 2, "C"),
        ("C14.1", "C141", 3, "C14"),
        ("14.1", "C141", 3, "C14"),
        ("C141", "C141", 3, "C14"),
        ("14.13", "C1413", 4, "C141"),
        ("01", "A01", 2, "A"),
        ("G47", "G47", 2, "G"),
        ("99", "U99", 2, "U"),
        ("TOTAL", "TOTAL", 0, None),
    ],
)
def test_nace_spellings_become_one(printed, code, digits, parent):
    assert NACE.place(printed) == Place(code, digits, parent)


@pytest.mark.parametrize(
    "code", ["B-E", "B-N_X_K642", "B-S_X_O_S94", "C10-C12", "M_N", "C_HTC", "ICT_T"]
)
def test_nace_sums_are_another_cut(code):
    assert NACE.place(code) == Place(code, other_cut=True)


@pytest.mark.parametrize("code", ["A14", "04", "C1", "X", "C14.133"])
def test_code_that_is_not_nace_is_placed_nowhere(code):
    assert NACE.place(code) == Place(code)


@pytest.mark.parametrize(
    ("code", "level", "parent", "other_cut"),
    [
        ("01003", "county", "01000", False),
        ("01000", "state", "US000", False),
        ("US000", "nation", None, False),
        ("01999", "unknown_county", "01000", False),
        ("01998", "unknown_county", "01000", False),
        ("72000", "state", None, False),
        ("C1018", "metropolitan_area", None, True),
        ("CS106", "combined_area", None, True),
        ("USMSA", "nation_part", None, True),
        ("00123", None, None, False),
    ],
)
def test_fips_areas(code, level, parent, other_cut):
    assert FIPS.place(code) == Place(code, level, parent, other_cut)


def test_fips_agrees_with_the_kinds_that_the_publisher_prints(shared_data: Path):
    ours = {"metropolitan_area": "msa", "combined_area": "csa"}
    lines = (shared_data / "us_qcew_2016" / "areas.csv").read_text("utf-8").splitlines()[1:]
    for line in lines:
        code, kind = line.split(",")[0], line.rpartition(",")[2]
        level = FIPS.level(code)
        assert ours.get(str(level), level) == kind, line


@pytest.mark.parametrize(
    ("code", "level", "parent", "other_cut"),
    [
        ("AT", "country", None, False),
        ("EE", "country", None, False),
        ("EE0", "nuts1", "EE", False),
        ("AT1", "nuts1", "AT", False),
        ("AT11", "nuts2", "AT1", False),
        ("AT112", "nuts3", "AT11", False),
        ("ATZZZ", "nuts3", "ATZZ", False),
        ("EU27_2020", "group", None, True),
        ("EA19", "group", None, True),
        ("AT001MC", "metropolitan_area", None, True),
        ("Wien", None, None, False),
    ],
)
def test_nuts_regions(code, level, parent, other_cut):
    place = NUTS.place(code)
    assert (place.level, place.parent, place.other_cut) == (level, parent, other_cut)


def test_plain_codes_say_nothing_but_what_a_table_tells():
    plain = REGION_SCHEMES["plain"]
    assert plain.place("Albany County") == Place("Albany County")
    table = [Place("Albany County", "county", "New York State"), Place("New York State", "state")]
    known = told(plain, table)
    assert known.ancestors("Albany County") == ("New York State",)
    assert known.level("Erie County") is None


def test_table_in_which_a_region_contains_itself_is_refused():
    circle = told(REGION_SCHEMES["plain"], [Place("a", "x", "b"), Place("b", "x", "a")])
    with pytest.raises(UserError, match="contain itself"):
        circle.ancestors("a")


def test_tree_steps_over_levels_that_the_table_leaves_out():
    tree = arrange(["3362", "10", "31", "336211", "31-33", "1013"], NAICS)
    assert tree.codes == ("10", "1013", "31-33", "3362", "336211")
    assert tree.parent.tolist() == [-1, -1, 0, 2, 3]
    assert tree.row.tolist() == [3, 0, 2, 4, 2, 1]
    assert tree.levels == (0, None, 2, 4, 6)


def test_31_beside_32_is_refused_because_31_could_be_all_of_manufacturing():
    with pytest.raises(
        UserError, match=r"industry 31 usually means the whole sector 31-33, but 32"
    ):
        arrange(["31", "32", "33"], NAICS)


def test_million_codes_take_about_a_second():
    codes = np.array([f"{n:06d}" for n in range(110_000, 120_000)] * 100, dtype=object)
    begin = time.perf_counter()
    tree = arrange(codes, NAICS)
    assert time.perf_counter() - begin < 5
    assert len(tree.row) == 1_000_000 and tree.codes[tree.row[-1]] == "119999"


codes = st.one_of(
    st.from_regex(r"[0-9]{2,6}", fullmatch=True),
    st.from_regex(r"[A-U][0-9]{0,2}(\.?[0-9]{1,2})?", fullmatch=True),
    st.from_regex(r"[A-Z]{2}[0-9A-Z]{0,3}", fullmatch=True),
    st.text(string.printable, max_size=9),
)
schemes = st.sampled_from([*INDUSTRY_SCHEMES.values(), *REGION_SCHEMES.values()])


@given(codes, schemes)
def test_parents_climb_and_end_at_a_total_or_where_nothing_is_known(code, scheme):
    chain = [code, *scheme.ancestors(code)]
    levels = [scheme.level(step) for step in chain]
    if levels[0] is None or scheme.other_cut(code):
        assert len(chain) == 1
    else:
        assert len(set(levels)) == len(levels)
        assert scheme.is_total(chain[-1]) or scheme.level(chain[-1]) == "state"
    if all(isinstance(level, int) for level in levels):
        assert levels == sorted(levels, reverse=True)


@given(codes, schemes)
def test_one_spelling_stays_as_it_is(code, scheme):
    place = scheme.place(code)
    assert scheme.place(place.code) == place
