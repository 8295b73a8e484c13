from dataclasses import replace

import numpy as np
import pytest

from milieu.core.errors import UserError
from milieu.hidden.families import COVERING, ONE_SIDED, UNUSABLE
from tests.hidden.tables import nation

TABLE = np.array([[10, 20], [30, 40]])


def test_a_table_of_two_by_two_has_six_covering_families():
    families = nation(TABLE).families
    assert len(families) == 6
    assert (families.use == COVERING).all()
    assert sorted(families.total(nation(TABLE).jobs)) == [30, 40, 60, 70, 100, 100]


def test_a_cell_given_twice_is_refused():
    published = nation(TABLE)
    with pytest.raises(UserError, match="given twice"):
        replace(published, region=np.zeros(published.n, np.int32))


@pytest.mark.parametrize("column", ["jobs", "establishments"])
def test_negative_and_infinite_amounts_are_refused(column):
    for wrong in (-1.0, np.inf):
        amounts = getattr(nation(TABLE), column).copy()
        amounts[3] = wrong
        with pytest.raises(UserError, match=f"cell 3: {column}"):
            replace(nation(TABLE), **{column: amounts})


@pytest.mark.parametrize("tree", ["industry_parent", "region_parents"])
def test_parents_in_a_circle_are_refused(tree):
    circle = np.array([1, 2, 0], np.int32)
    with pytest.raises(UserError, match="circle"):
        replace(nation(TABLE), **{tree: circle if tree == "industry_parent" else (circle,)})


def test_columns_of_other_length_are_refused():
    with pytest.raises(UserError, match="jobs has shape"):
        replace(nation(TABLE), jobs=np.zeros(3))


def test_codes_that_are_not_whole_numbers_or_out_of_reach_are_refused():
    published = nation(TABLE)
    with pytest.raises(UserError, match="whole numbers"):
        replace(published, region=published.region.astype(float))
    with pytest.raises(UserError, match="allowed are 0 to 2"):
        replace(published, industry=published.industry + 1)


def test_a_family_with_a_missing_row_bounds_from_one_side_only():
    published = nation(TABLE, counts=np.full((2, 2), 30.0))
    keep = ~((published.region == 1) & (published.industry == 1))
    columns = ("region", "industry", "establishments", "jobs")
    short = replace(published, **{name: getattr(published, name)[keep] for name in columns})
    families = short.families
    broken = families.use == ONE_SIDED
    assert sorted(families.sizes[broken]) == [1, 1]
    assert (families.use[~broken] == COVERING).all()


def test_children_of_a_missing_row_move_up_to_the_next_row_above():
    """Three industries in a chain; the middle one has no row."""
    from milieu.hidden import Publication

    one = Publication(
        np.zeros(2, np.int32),
        np.array([0, 2], np.int32),
        np.array([5.0, 5.0]),
        np.array([50.0, np.nan]),
        (np.array([-1], np.int32),),
        np.array([-1, 0, 1], np.int32),
    )
    assert one.families.parent.tolist() == [0]
    assert one.families.child.tolist() == [1]


def test_a_family_whose_children_exceed_the_parent_is_set_aside():
    published = nation(TABLE)
    jobs = published.jobs.copy()
    jobs[(published.region == 1) & (published.industry == 0)] = 3
    families = replace(published, jobs=jobs).families
    assert (families.use == UNUSABLE).sum() == 1


def test_a_publication_without_cells_has_no_families():
    empty = nation(TABLE)
    columns = ("region", "industry", "establishments", "jobs")
    empty = replace(empty, **{name: getattr(empty, name)[:0] for name in columns})
    assert len(empty.families) == 0
