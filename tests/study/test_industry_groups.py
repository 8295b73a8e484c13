"""A study whose clusters are found by its own groups of industries."""

import numpy as np
import pytest

from milieu.study.study import Study
from tests.study.part import build_part
from tests.study.small import INDUSTRIES, REGIONS

EXTRA = tuple(f"R{n:02d}" for n in range(20))
PLACES = (*REGIONS, *EXTRA)
CODES = (*INDUSTRIES, "321", "322", "323", "324")


def make_study(folder, method="linkage_groups", thresholds=""):
    """Thirty regions, ten industries; each two are at home together in three of them."""
    random = np.random.default_rng(5)
    lines = ["region,industry,year,jobs,establishments"]
    for year in (2000, 2001):
        home = np.arange(len(PLACES))[:, None] // 3 == np.arange(len(CODES)) // 2
        jobs = (random.poisson(200, home.shape) + 2000 * home).astype(int)
        for r, region in enumerate(PLACES):
            lines.append(f"{region},31,{year},{jobs[r].sum()},{jobs[r].sum() // 20}")
            for i, code in enumerate(CODES):
                lines.append(f"{region},{code},{year},{jobs[r, i]},{jobs[r, i] // 20}")
    (folder / "panel.csv").write_text("\n".join(lines), encoding="utf-8")
    study = Study.create(folder / "study", template="us")
    file = study.folder / "study.toml"
    text = file.read_text(encoding="utf-8")
    (old,) = [line for line in text.splitlines() if line.startswith("method =")]
    text = text.replace(old, f'method = "{method}"')
    section = "[clusters.thresholds]"
    file.write_text(text.replace(section, f"{section}\n{thresholds} #"), encoding="utf-8")
    study = Study.open(study.folder)
    study.add("long_table", [folder / "panel.csv"])
    build_part(study, "cells", "clusters", "industry_groups")
    return study


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Study:
    return make_study(tmp_path_factory.mktemp("groups"))


def test_industries_at_home_together_are_one_group_and_surely_so(built):
    rows = {row["industry"]: row for row in built.table("industry_groups").to_pylist()}
    assert set(rows) == set(CODES)
    for first, second in zip(CODES[::2], CODES[1::2], strict=True):
        assert rows[first]["group"] == rows[second]["group"] in (first, second)
        assert rows[first]["members"] == 2
        assert rows[first]["stability"] > 0.9
    assert {row["year"] for row in rows.values()} == {2001}
    assert {row["score"] for row in rows.values()} == {1.0}


def test_clusters_hold_whole_groups_and_exist_in_both_years(built):
    rows = built.table("clusters").to_pandas()
    pairs = {" ".join(CODES[n : n + 2]) for n in range(0, len(CODES), 2)}
    assert set(rows.industries) == pairs
    assert len(rows) == 15
    assert (rows.method == "linkage_groups").all()
    assert (rows.first_year == 2000).all() and (rows.last_year == 2001).all()
    assert rows.robustness.min() > 0.5
    assert rows.name.str.contains("and 1 more in").all()


def test_groups_are_there_whatever_way_clusters_are_found(built, tmp_path):
    other = make_study(tmp_path, method="location_quotient_rule")
    assert other.table("industry_groups").equals(built.table("industry_groups"))


def test_thresholds_of_the_study_shape_the_groups(tmp_path):
    study = make_study(tmp_path, thresholds="least_group = 4")
    groups = study.table("industry_groups").to_pandas()
    assert groups.group.nunique() <= 3
    members = groups.groupby("group").industry.apply(set).tolist()
    listed = study.table("clusters").to_pandas().industries
    assert all(set(codes.split()) in members for codes in listed)


def test_too_few_industries_make_no_groups_and_stop_no_build(tmp_path):
    study = Study.create(tmp_path / "s", template="us")
    lines = ["region,industry,year,jobs", *(f"R{r},311,2000,{r + 5}" for r in range(4))]
    (tmp_path / "p.csv").write_text("\n".join(lines), encoding="utf-8")
    study.add("long_table", [tmp_path / "p.csv"])
    states = build_part(study, "cells", "industry_groups")
    assert states["industry_groups"] == "done"
    assert len(study.table("industry_groups")) == 0
