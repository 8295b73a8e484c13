"""Knowledge-intensive business services."""

import tomllib

import numpy as np
import pytest
from hypothesis import given
from numpy.testing import assert_allclose

from milieu.core.errors import UserError
from milieu.indicators.knowledge_intensive_services import (
    CODES,
    knowledge_intensive,
    knowledge_intensive_services,
)

from .strategies import jobs_matrices


def test_equals_share_and_quotient_worked_out_by_hand():
    jobs = np.array([[10.0, 30.0], [10.0, 150.0]])
    found = knowledge_intensive_services(jobs, np.array([1.0, 0.0]))
    assert_allclose(found.share, [1 / 4, 1 / 16])
    assert_allclose(found.quotient, [2.5, 0.625])  # against 20 of 200


def test_the_codes_cover_what_starts_with_them_and_nothing_above():
    codes = ["62", "6201", "J62", "M71.12", "M", "J", "74", "75", "6", "162"]
    expected = [True, True, True, True, False, False, False, False, False, False]
    assert knowledge_intensive(codes, "nace").tolist() == expected
    codes = ["54", "541", "5415", "541512", "5419", "518210", "55", "335411"]
    expected = [False, False, True, True, False, True, False, False]
    assert knowledge_intensive(codes, "naics").tolist() == expected


def test_every_classification_names_its_source():
    for table in tomllib.loads(CODES.read_text("utf-8")).values():
        assert any(character.isdigit() for character in table["source"])
        assert table["codes"] == sorted(table["codes"])


def test_an_unknown_classification_is_answered_with_the_nearest():
    with pytest.raises(UserError, match="Did you mean 'nace'"):
        knowledge_intensive(["62"], "nacee")


@given(jobs_matrices(least=1))
def test_does_not_depend_on_unit_and_order(jobs):
    k = np.arange(jobs.shape[1]) % 2.0
    found = knowledge_intensive_services(jobs, k)
    assert_allclose(knowledge_intensive_services(jobs * 3, k).share, found.share)
    turned = knowledge_intensive_services(jobs[::-1, ::-1], k[::-1])
    assert_allclose(turned.share, found.share[::-1])
    rest = knowledge_intensive_services(jobs, 1 - k)
    assert_allclose(found.share + rest.share, 1)
    weights = jobs.sum(axis=1) / jobs.sum()
    assert_allclose((weights * found.quotient).sum(), 1)


def test_unknown_cells_of_other_industries_do_not_matter_if_the_totals_are_given():
    jobs = np.array([[np.nan, 30.0], [10.0, np.nan]])
    found = knowledge_intensive_services(jobs, np.array([0.0, 1.0]), np.array([40.0, 30.0]))
    assert_allclose(found.share, [0.75, np.nan])
    without = knowledge_intensive_services(jobs, np.array([0.0, 1.0]))
    assert np.isnan(without.share).all()


def test_an_industry_of_unknown_kind_matters_only_where_it_has_jobs():
    jobs = np.array([[0.0, 30.0], [10.0, 30.0]])
    found = knowledge_intensive_services(jobs, np.array([np.nan, 1.0]))
    assert_allclose(found.share, [1, np.nan])


def test_a_region_without_jobs_is_nan_and_a_part_above_its_total_refused():
    found = knowledge_intensive_services(np.array([[0.0, 0.0], [1.0, 1.0]]), np.array([1.0, 0.0]))
    assert_allclose(found.share, [np.nan, 0.5])
    with pytest.raises(UserError, match="region_total"):
        knowledge_intensive_services(np.array([[9.0]]), np.array([1.0]), np.array([5.0]))
    with pytest.raises(UserError, match="knowledge_intensive"):
        knowledge_intensive_services(np.array([[9.0]]), np.array([2.0]))
