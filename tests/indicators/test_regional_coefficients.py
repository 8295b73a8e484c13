"""Regional coefficients from location quotients."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.testing import assert_allclose

from milieu.core.errors import UserError
from milieu.indicators.output_multiplier import output_multiplier
from milieu.indicators.regional_coefficients import (
    cluster_shares,
    cross_industry_quotients,
    over_delta,
    regional_by_augmented_flegg,
    regional_by_cross_industry_quotients,
    regional_by_flegg,
    regional_by_simple_quotients,
    regional_output_multiplier,
    regional_upstreamness,
    simple_quotients,
)

from .input_output_tables import germany_1995, tables

# a region with a tenth of all jobs; SLQ 2, 0.5 and 0
JOBS = np.array([60.0, 40, 0])
NATIONAL = np.array([300.0, 600, 100])
JOBS_SLQ = [2, 2 / 3, 0]
A = np.array([[0.1, 0.2, 0.1], [0.3, 0.1, 0.1], [0.1, 0.1, 0.1]])
METHODS = (
    regional_by_simple_quotients,
    regional_by_cross_industry_quotients,
    regional_by_flegg,
    regional_by_augmented_flegg,
)


@st.composite
def regions(draw):
    """A national table with jobs in the nation and in a region of it."""
    table = draw(tables())
    n = len(table.output)
    national = draw(arrays.arrays(np.float64, n, elements=st.integers(1, 1000).map(float)))
    share = draw(arrays.arrays(np.float64, n, elements=st.sampled_from([0.0, 0.1, 0.4, 0.8, 1])))
    share[draw(st.integers(0, n - 1))] = 0.5
    return table, national * share, national


def test_quotients_by_hand():
    assert_allclose(simple_quotients(JOBS, NATIONAL), JOBS_SLQ)
    assert_allclose(
        cross_industry_quotients(JOBS, NATIONAL), [[2, 3, 0], [1 / 3, 2 / 3, 0], [0, 0, 0]]
    )


def test_regional_coefficients_by_hand():
    """lambda = log2(1.1)^0.3; only what the region makes too little of is scaled down."""
    size = np.log2(1.1) ** 0.3
    flegg = [
        [0.1, 0.2, 0],
        [0.3 / 3 * size, 0.1 * 2 / 3 * size, 0],
        [0, 0, 0],
    ]
    flegg[0][0] *= min(1, 2 * size)
    flegg[0][1] *= min(1, 3 * size)
    assert_allclose(
        regional_by_simple_quotients(A, JOBS, NATIONAL),
        [[0.1, 0.2, 0], [0.2, 0.1 * 2 / 3, 0], [0, 0, 0]],
    )
    assert_allclose(
        regional_by_cross_industry_quotients(A, JOBS, NATIONAL),
        [[0.1, 0.2, 0], [0.1, 0.1 * 2 / 3, 0], [0, 0, 0]],
    )
    assert_allclose(regional_by_flegg(A, JOBS, NATIONAL), flegg)
    assert_allclose(regional_by_augmented_flegg(A, JOBS, NATIONAL), flegg * np.log2([[3, 2, 2]]))


@settings(deadline=None, max_examples=25)
@given(regions())
def test_the_nation_as_a_region_keeps_its_coefficients(region):
    """lambda = log2(2) = 1 and all quotients are 1."""
    table, _, national = region
    for method in METHODS:
        assert_allclose(method(table.coefficients, national, national), table.coefficients)


@settings(deadline=None, max_examples=25)
@given(regions())
def test_a_region_buys_at_home_no_more_than_the_nation_and_less_the_larger_delta(region):
    table, jobs, national = region
    a = table.coefficients
    low, high = (regional_by_flegg(a, jobs, national, delta) for delta in (0.1, 0.4))
    assert (high <= low + 1e-15).all()
    assert (low <= regional_by_cross_industry_quotients(a, jobs, national) + 1e-15).all()
    assert (regional_by_cross_industry_quotients(a, jobs, national) <= a).all()
    assert_allclose(
        regional_by_flegg(a, jobs, national, 0),
        regional_by_cross_industry_quotients(a, jobs, national),
    )


@settings(deadline=None, max_examples=25)
@given(regions())
def test_an_industry_that_is_not_there_neither_sells_nor_buys(region):
    table, jobs, national = region
    for method in METHODS:
        values = method(table.coefficients, jobs, national)
        assert (values[jobs == 0] == 0).all()
        assert (values[:, jobs == 0] == 0).all()


@settings(deadline=None, max_examples=25)
@given(regions())
def test_quotients_do_not_depend_on_the_unit_of_jobs(region):
    table, jobs, national = region
    for method in METHODS:
        assert_allclose(
            method(table.coefficients, jobs / 1000, national / 1000),
            method(table.coefficients, jobs, national),
        )


@settings(deadline=None, max_examples=25)
@given(regions())
def test_multipliers_of_the_range_enclose_the_usual_delta_and_stay_below_the_nation(region):
    table, jobs, national = region
    values = regional_output_multiplier(table.coefficients, jobs, national)
    usual = output_multiplier(regional_by_flegg(table.coefficients, jobs, national))
    assert (values.low <= usual + 1e-12).all()
    assert (usual <= values.high + 1e-12).all()
    assert (values.low >= 1).all()
    assert (values.high <= output_multiplier(table.coefficients) + 1e-9).all()


@settings(deadline=None, max_examples=25)
@given(regions())
def test_flegg_quotients_never_sell_more_than_the_region_makes(region):
    """With output spread over regions as jobs are, regional upstreamness always exists."""
    table, jobs, national = region
    output = table.output * jobs / national
    values = regional_upstreamness(regional_by_flegg(table.coefficients, jobs, national), output)
    assert (np.isnan(values) == (output == 0)).all()
    assert (values[output > 0] >= 1).all()


@settings(deadline=None, max_examples=25)
@given(regions())
def test_shares_of_a_cluster_add_up_to_one(region):
    table, jobs, national = region
    output, members = table.output * jobs / national, np.arange(len(jobs)) % 2 == 0
    members[np.argmax(jobs)] = True
    shares = cluster_shares(
        regional_by_flegg(table.coefficients, jobs, national),
        table.value_added_coefficients,
        output,
        members,
    )
    assert_allclose(sum(shares), 1)
    assert min(shares) >= -1e-12


def test_shares_of_a_cluster_by_hand():
    """Of 1 spent, 0.5 is earned in the cluster, 0.2 paid to suppliers who earn half of it."""
    r = np.array([[0.0, 0], [0.2, 0]])
    shares = cluster_shares(r, np.array([0.5, 0.5]), np.array([10.0, 5]), np.array([True, False]))
    assert_allclose(shares, [0.5, 0.1, 0.4])


def test_a_small_german_region_buys_more_outside_the_larger_delta(shared_data):
    """Two in a hundred jobs, twice as much industry as in the nation."""
    table, national = germany_1995(shared_data)
    jobs = national * np.array([0.01, 0.04, 0.02, 0.015, 0.012, 0.014])
    output, industry = table.output * jobs / national, np.arange(6) == 1
    v = table.value_added_coefficients
    measure = partial(cluster_shares, value_added=v, output=output, members=industry)
    values = over_delta(measure, table.coefficients, jobs, national)
    assert values.low[2] < values.high[2]  # imported
    national_share = cluster_shares(table.coefficients, v, table.output, industry)
    assert values.low[2] > national_share.imported_share
    ups = over_delta(
        partial(regional_upstreamness, output=output), table.coefficients, jobs, national
    )
    assert (ups.low >= 1).all()
    assert (ups.low < ups.high).all()


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"coefficients": A[:2]}, "coefficients: has shape"),
        ({"coefficients": A[:2, :2]}, "quotients of jobs: has shape"),
        ({"coefficients": np.where(A == 0.3, np.nan, A)}, "is nan"),
        ({"jobs": JOBS[:2]}, r"national: has shape \(3,\)"),
        ({"jobs": np.array([1.0, -1, 0])}, r"jobs\[1\]: is -1"),
        ({"jobs": np.array([1.0, np.nan, 0])}, r"jobs\[1\]: is nan.*Estimate what is hidden"),
        ({"jobs": np.zeros(3)}, "jobs: has no jobs in any industry"),
        ({"jobs": np.array([301.0, 1, 1])}, r"jobs\[0\]: is 301, more than its total"),
    ],
)
def test_bad_input_is_one_clear_error(method, change, message):
    whole = {"coefficients": A, "jobs": JOBS, "national": NATIONAL}
    with pytest.raises(UserError, match=message):
        method(**(whole | change))


@pytest.mark.parametrize("delta", [-0.1, 1, np.nan])
def test_a_delta_out_of_range_is_refused(delta):
    with pytest.raises(UserError, match=r"delta: is .* at least 0 and below 1"):
        regional_by_flegg(A, JOBS, NATIONAL, delta)


def test_a_range_that_runs_backwards_is_refused():
    with pytest.raises(UserError, match=r"low: is 0.4, more than high, 0.1"):
        regional_output_multiplier(A, JOBS, NATIONAL, 0.4, 0.1)


def test_sales_that_exceed_output_are_refused():
    with pytest.raises(UserError, match="industry 0 makes 1 but would sell 5 inside the region"):
        regional_upstreamness(np.array([[0.0, 0.5], [0, 0]]), np.array([1.0, 10]))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"members": np.array([False, False])}, "members: have no output in the region"),
        ({"members": np.array([True])}, r"members: has shape \(1,\)"),
        ({"value_added": np.array([0.95, 0.5])}, "industry 0 would spend 1.15 per unit of output"),
        ({"value_added": np.array([0.5])}, r"value_added: has shape \(1,\)"),
        ({"output": np.array([np.nan, 1])}, r"output\[0\]: is nan"),
    ],
)
def test_a_cluster_that_can_not_be_right_is_refused(change, message):
    whole = {
        "regional": np.array([[0.0, 0], [0.2, 0]]),
        "value_added": np.array([0.5, 0.5]),
        "output": np.array([10.0, 5]),
        "members": np.array([True, False]),
    }
    with pytest.raises(UserError, match=message):
        cluster_shares(**(whole | change))
