"""From ties of firms and regions to the openness of regions and clusters."""

import numpy as np
import pytest

from milieu.indicators.external_link_share import external_link_share
from milieu.study.steps import links
from milieu.study.steps.links import CORES, budget_of
from milieu.study.study import Study
from tests.study.part import build_part
from tests.study.small import make_study

# 311 has its cluster in North, 313 in West; nobody knows where the union has its seat
FIRMS = {
    "a": ("North", "311"),
    "b": ("North", "3111"),  # of a class below 311
    "c": ("North", "336"),
    "d": ("West", "313"),
    "e": ("West", "313"),
    "f": ("Moor", "313"),
    "g": ("North", ""),
}
LINKS = (
    (2002, "a", "b", "supply", 3),
    (2002, "b", "a", "supply", 1),
    (2002, "a", "c", "supply", 2),
    (2002, "a", "d", "supply", 4),
    (2002, "d", "e", "supply", ""),
    (2002, "g", "South", "supply", 5),
    (2002, "c", "36061", "supply", 7),  # a county of which the study has no jobs
    (2002, "a", "union", "membership", 1),
    (2010, "d", "e", "co-invention", 2),
    (2010, "e", "d", "co-invention", 2),
)


def with_links(folder, ties=LINKS, firms=FIRMS) -> Study:
    study = make_study(folder, hide=False)
    lines = ["firm,region,industry,jobs", *(f"{f},{r},{i},9" for f, (r, i) in firms.items())]
    (folder / "firms.csv").write_text("\n".join(lines), encoding="utf-8")
    study.add("firm_points", [folder / "firms.csv"])
    lines = ["year,from,to,kind,weight", *(",".join(map(str, tie)) for tie in ties)]
    (folder / "links.csv").write_text("\n".join(lines), encoding="utf-8")
    study.add("links", [folder / "links.csv"])
    build_part(study, "cells", "clusters", "links")
    return study


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Study:
    return with_links(tmp_path_factory.mktemp("links"))


def one(study, **only):
    (row,) = study.table("openness", **only).to_pylist()
    return row


def test_ties_of_a_region_inside_and_outside_by_hand(built):
    north = one(built, region="North", kind="supply")
    # a-b both ways and a-c stay; a-d, g-South and that to a county elsewhere leave
    assert (north["internal"], north["external"], north["unplaced"]) == (6, 16, 0)
    assert north["openness"] == pytest.approx(10 / 22)
    assert north["external_share"] == pytest.approx(16 / 22)
    assert 0 < north["p_open"] <= 1
    assert one(built, region="South", kind="supply")["external"] == 5


def test_ties_of_a_cluster_are_those_of_its_firms_in_its_region_and_industry(built):
    food = one(built, cluster="311-north", kind="supply")
    # a and b are members, b by the class above its own; c is not of the industry
    assert (food["internal"], food["external"]) == (4, 6)
    assert one(built, cluster="313-west", kind="supply")["internal"] == 1


def test_sales_are_as_concentrated_as_their_buyers(built):
    food = one(built, cluster="311-north", kind="supply")
    assert food["buyers"] == 4  # b 3, c 2, d 4 from a, and a 1 from b
    assert food["buyer_concentration"] == pytest.approx((9 + 4 + 16 + 1) / 100)
    assert one(built, region="North", kind="membership")["buyers"] is None


def test_an_end_that_nobody_can_place_is_neither_inside_nor_outside(built):
    row = one(built, region="North", kind="membership")
    assert (row["internal"], row["external"], row["unplaced"]) == (0, 0, 1)
    assert row["openness"] is None
    assert row["external_share"] is None


def test_both_directions_are_one_tie_and_clusters_are_those_of_the_nearest_year(built):
    row = one(built, cluster="313-west", kind="co-invention")
    assert (row["year"], row["internal"], row["openness"]) == (2010, 4, -1)


def test_chances_are_those_of_the_permutation_test(built):
    """Ends in the order of their names; a county elsewhere is a group of its own."""
    ends = ["36061", "South", "a", "b", "c", "d", "e", "g"]
    group = {"36061": 3, "South": 1, "d": 2, "e": 2}
    ties = {("a", "b"): 4, ("a", "c"): 2, ("a", "d"): 4, ("d", "e"): 1, ("South", "g"): 5,
            ("36061", "c"): 7}  # fmt: skip
    pairs = sorted(ties)
    expected = external_link_share(
        np.array([ends.index(x) for x, _ in pairs]),
        np.array([ends.index(y) for _, y in pairs]),
        np.array([group.get(end, 0) for end in ends]),
        np.array([ties[pair] for pair in pairs], float),
        seed=2025,
    )
    north = one(built, region="North", kind="supply")
    assert north["expected_share"] == pytest.approx(expected.expected[0], abs=0.03)
    assert north["p_open"] == pytest.approx(expected.p_open[0], abs=0.05)
    assert north["p_closed"] == pytest.approx(expected.p_closed[0], abs=0.05)


def test_a_star_of_stars_has_a_core_and_small_networks_have_none(built, tmp_path, monkeypatch):
    assert one(built, cluster="311-north", kind="supply")["core_fit"] is None
    monkeypatch.setattr(links, "CORE_DRAWS", 9)
    firms = {f"f{n:02d}": ("North", "311") for n in range(16)}
    inner = [(2002, f"f{i:02d}", f"f{j:02d}", "supply", 1) for i in range(4) for j in range(i)]
    outer = [(2002, f"f{n:02d}", f"f{n % 4:02d}", "supply", 1) for n in range(4, 16)]
    study = with_links(tmp_path, [*inner, *outer], firms)
    row = one(study, cluster="311-north")
    assert row["core_fit"] > 0.5
    assert row["core_p"] in [n / 10 for n in range(1, 11)]
    assert row["core_expected"] is not None


def test_a_wider_region_says_nothing_about_the_narrower_ones(tmp_path):
    study = Study.create(tmp_path / "s", template="us")
    lines = ["region,industry,year,jobs,establishments"]
    lines += [f"3600{n},{i},2000,{100 + n},5" for n in (1, 3, 5) for i in ("311", "312")]
    (tmp_path / "p.csv").write_text("\n".join(lines), encoding="utf-8")
    study.add("long_table", [tmp_path / "p.csv"])
    (tmp_path / "l.csv").write_text(
        "year,from,to,kind\n2000,36001,36000,supply\n2000,36001,37001,supply\n", encoding="utf-8"
    )
    study.add("links", [tmp_path / "l.csv"])
    build_part(study, "cells", "clusters", "links")
    row = one(study, region="36001")
    assert (row["internal"], row["external"], row["unplaced"]) == (0, 1, 1)


def test_without_links_the_step_is_skipped(tmp_path):
    study = make_study(tmp_path)
    states = {o.step: o for o in study.build(until="links")}
    assert (states["links"].state, states["links"].why) == ("skipped", "would need links")


def test_every_kind_of_tie_gets_cores_in_its_newest_year_only():
    kinds = [(2003, "supply"), (2002, "ownership"), (2002, "supply")]
    budget = budget_of(kinds, 2)
    assert budget.cores == {(2003, "supply"): CORES // 2, (2002, "ownership"): CORES // 2}
    assert budget_of([(2000, str(kind)) for kind in range(99)], 1).cores[2000, "98"] == 1
    assert budget.looks > budget_of(kinds * 5, 2).looks


def test_loose_pairs_have_no_core(tmp_path):
    firms = {f"f{n:02d}": ("North", "311") for n in range(12)}
    ties = [(2002, f"f{n:02d}", f"f{n + 1:02d}", "supply", 1) for n in (*range(0, 12, 2), 1, 3, 5)]
    study = with_links(tmp_path, ties, firms)
    row = one(study, cluster="311-north")
    assert row["internal"] == 9 and row["core_fit"] is None
