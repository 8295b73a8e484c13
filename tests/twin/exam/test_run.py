import numpy as np
import pytest
from numpy.lib.recfunctions import drop_fields

from milieu.core.errors import UserError
from milieu.twin.exam.run import check, years
from tests.twin.exam.made_up import run


def test_a_run_of_240_quarters_has_60_years_and_a_broken_year_does_not_count():
    assert years(run(60)) == 60
    assert years(run(3)._replace(world=run(3).world[:11])) == 2


def test_an_empty_run_and_a_right_one_are_fine():
    check(run(0))
    check(run(2, year=[0, 1, 1], firm=[1, 1, 2]))


@pytest.mark.parametrize(
    ("part", "field"),
    [("firm_years", "log_sales"), ("clusters", "homogeneity"), ("world", "frontier")],
)
def test_a_field_that_lacks_is_named(part, field):
    made = run(2)
    bare = made._replace(**{part: drop_fields(getattr(made, part), field, usemask=False)})
    with pytest.raises(UserError, match=f"Run.{part}: there is no field '{field}'"):
        check(bare)


@pytest.mark.parametrize("year", [-1, 2, 2001])
def test_years_outside_the_run_are_refused(year):
    with pytest.raises(UserError, match="Count years from 0"):
        check(run(2, year=[0, year], firm=[1, 2]))


def test_a_firm_that_stands_twice_in_a_year_is_refused():
    with pytest.raises(UserError, match="firm 9 stands twice in year 1"):
        check(run(2, year=[0, 1, 1, 1], firm=[9, 9, 8, 9]))


def test_clusters_and_world_must_be_equally_long():
    made = run(2)
    with pytest.raises(UserError, match="clusters has shape"):
        check(made._replace(clusters=made.clusters[:-1]))
    with pytest.raises(UserError, match="clusters has shape"):
        check(made._replace(clusters=np.ravel(made.clusters)))
