"""The strongest pairs of industries, from a build and from matrices."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from milieu.indicators.coagglomeration import pairwise_coagglomeration
from milieu.study.steps.coagglomeration import strongest
from milieu.study.study import Study
from tests.study.part import build_part
from tests.study.small import INDUSTRIES, REGIONS

YEARS = (2000, 2001, 2002)


def jobs(year):
    """Each two neighboring industries are at home in the same two regions."""
    home = np.arange(len(REGIONS))[:, None] // 2 == np.arange(len(INDUSTRIES)) // 2
    return 50.0 + 900 * home + np.arange(len(INDUSTRIES)) * (year - 1990)


def make_study(folder, *, hide=False):
    """A study of the jobs above; the second and fifth industry hidden in every second region."""
    lines = ["region,industry,year,jobs,establishments"]
    for year in YEARS:
        for r, region in enumerate(REGIONS):
            cells = jobs(year)[r]
            lines.append(f"{region},31,{year},{cells.sum()},{cells.sum() // 25}")
            for i, code in enumerate(INDUSTRIES):
                shown = "" if hide and i in (1, 4) and r % 2 == 0 else cells[i]
                lines.append(f"{region},{code},{year},{shown},{cells[i] // 25}")
    (folder / "panel.csv").write_text("\n".join(lines), encoding="utf-8")
    study = Study.create(folder / "study", template="us")
    study.add("long_table", [folder / "panel.csv"])
    return study


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Study:
    study = make_study(tmp_path_factory.mktemp("pairs"))
    build_part(study, "cells", "coagglomeration")
    return study


def test_pairs_have_the_index_of_the_published_jobs(built):
    expected = pairwise_coagglomeration(jobs(2002))
    rows = built.table("coagglomeration", year=2002).to_pylist()
    shown = {(row["industry"], row["other"]): row["coagglomeration"] for row in rows}
    for i, one in enumerate(INDUSTRIES):
        for j, other in enumerate(INDUSTRIES):
            if i < j and expected[i, j] > 0:
                assert shown.pop((one, other)) == pytest.approx(expected[i, j])
    assert shown == {}
    best = {(row["industry"], row["other"]) for row in rows[:3]}
    assert best == {("311", "312"), ("313", "334"), ("335", "336")}


def test_the_first_and_the_last_year_are_there_and_no_other(built):
    rows = built.table("coagglomeration").to_pandas()
    assert set(rows.year) == {2000, 2002}


def test_hidden_cells_make_ranges_that_hold_the_value(tmp_path):
    study = make_study(tmp_path, hide=True)
    build_part(study, "cells", "coagglomeration")
    rows = study.table("coagglomeration").to_pandas()
    assert (rows.coagglomeration_low <= rows.coagglomeration).all()
    assert (rows.coagglomeration <= rows.coagglomeration_high).all()
    touched = rows.industry.isin(["312", "335"]) | rows.other.isin(["312", "335"])
    width = rows.coagglomeration_high - rows.coagglomeration_low
    assert (width[touched] > 0).all()


SQUARES = st.integers(1, 12).flatmap(
    lambda n: arrays.arrays(np.float64, (n, n), elements=st.sampled_from([-1.0, 0, 0.5, 1, np.nan]))
)


@given(SQUARES, st.integers(1, 4))
def test_no_pair_is_left_out_that_is_stronger_than_one_kept_for_both_its_industries(square, most):
    value = np.maximum(square, square.T)
    kept = np.zeros(value.shape, bool)
    kept[strongest(value, most)] = True
    assert not np.tril(kept).any()
    kept |= kept.T
    assert (value[kept] > 0).all()
    off = np.where(np.eye(len(value), dtype=bool), -1, np.nan_to_num(value, nan=-1))
    for i, j in zip(*np.nonzero((off > 0) & ~kept), strict=True):
        for row in (i, j):
            assert (off[row] >= off[i, j]).sum() > most


def test_only_so_many_partners_of_an_industry_are_kept():
    value = np.random.default_rng(0).random((60, 60))
    one, _ = strongest(value + value.T, 5)
    assert len(one) <= 60 * 5
