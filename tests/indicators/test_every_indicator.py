"""What every declared indicator keeps to; a new one joins by existing.

Inputs are made by the names of the parameters. An indicator that needs an array by a new name adds
the name to `FULL` below.
"""

import inspect
import warnings
from pathlib import Path

import numpy as np
import pytest

from milieu.core.errors import UserError
from milieu.indicators.declare import INDICATORS

REGIONS, INDUSTRIES = 24, 6
PARTS = {"patenting_firms": "firms", "rd_unit_firms": "firms", "rd_active_firms": "firms"}
LINKS = ("external_links", "internal_links")
FULL = ("jobs", "jobs_before", "jobs_after", "firms", "patents", *LINKS, *PARTS)


def inputs(name, regions=REGIONS, industries=INDUSTRIES):
    """Arrays for all that the indicator can not do without."""
    random = np.random.default_rng(7)
    arrays = {}
    for need in INDICATORS[name].needs:
        if need == "herfindahl":
            arrays[need] = random.uniform(0.05, 0.5, industries)
        elif need in ("group", "knowledge_intensive"):  # one number for each industry
            arrays[need] = np.arange(industries) % 2.0
        elif need in FULL:
            arrays[need] = random.integers(1, 200, (regions, industries)).astype(float)
        else:
            pytest.fail(f"{name} needs {need!r}: add the name to FULL in this file")
    for part, whole in PARTS.items():
        if part in arrays:
            arrays[part] = np.minimum(arrays[part], arrays[whole])
    return arrays


def values(name, arrays):
    known = INDICATORS[name]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return known.value(known.formula(**arrays))


def shape(name, regions, industries):
    of = INDICATORS[name].of
    return {
        "cell": (regions, industries),
        "region": (regions,),
        "industry": (industries,),
        "nation": (),
    }[of]


def every_part(name, arrays):
    result = INDICATORS[name].formula(**arrays)
    return result if isinstance(result, tuple) else (result,)


@pytest.fixture(params=list(INDICATORS))
def name(request):
    return request.param


def test_says_what_it_is(name):
    known = INDICATORS[name]
    assert known.unit
    assert any(character.isdigit() for character in known.source), "name author and year"
    assert known.about.startswith("Return ")
    assert " = " in known.about, "write the formula"
    for word in ("return ", "raises ", "NaN"):
        assert word in known.about, f"the description lacks {word!r}"
    for parameter in inspect.signature(known.formula).parameters:
        assert parameter in known.about or "totals as in" in known.about, parameter


def test_returns_one_value_for_each_of_what_it_describes_within_its_range(name):
    for part in every_part(name, inputs(name)):
        assert part.shape == shape(name, REGIONS, INDUSTRIES)
        assert part.dtype == np.float64
    known, value = INDICATORS[name], values(name, inputs(name))
    assert np.isfinite(value).all()
    assert known.low is None or value.min() >= known.low
    assert known.high is None or value.max() <= known.high


def test_unknown_stays_unknown(name):
    for need, array in inputs(name).items():
        arrays = inputs(name)
        arrays[need] = array.copy()
        first = (0,) * array.ndim
        arrays[need][first] = np.nan
        value = values(name, arrays)
        assert np.isnan(value.ravel()[0]), f"{need} unknown, but {name} is {value.ravel()[0]}"


def test_all_unknown_and_no_jobs_at_all_give_no_number_out_of_range(name):
    known = INDICATORS[name]
    for filling in (np.nan, 0.0):
        arrays = {need: np.full_like(array, filling) for need, array in inputs(name).items()}
        value = values(name, arrays)
        assert not np.isinf(value).any()
        assert np.isnan(value).all() or (known.part and (value == 0).all())


@pytest.mark.parametrize(("regions", "industries"), [(1, INDUSTRIES), (REGIONS, 1), (1, 1)])
def test_takes_a_single_region_and_a_single_industry(name, regions, industries):
    value = values(name, inputs(name, regions, industries))
    assert value.shape == shape(name, regions, industries)
    assert not np.isinf(value).any()


def test_takes_a_region_without_jobs(name):
    arrays = inputs(name)
    for array in arrays.values():
        if array.ndim == 2:
            array[3] = 0
    value = values(name, arrays)
    assert not np.isinf(value).any()
    assert np.isfinite(value).mean() >= 1 - 1 / REGIONS - 1e-9


def test_does_not_change_its_inputs_and_answers_the_same_twice(name):
    arrays = inputs(name)
    before = {need: array.copy() for need, array in arrays.items()}
    first, second = values(name, arrays), values(name, arrays)
    np.testing.assert_array_equal(first, second)
    for need, array in arrays.items():
        np.testing.assert_array_equal(array, before[need])


def test_has_a_test_of_its_own(name):
    assert name in Path(__file__).with_name(f"test_{name}.py").read_text()


def arranged(arrays, rows=None, columns=None):
    """The arrays with regions and industries in another order."""
    out = {}
    for need, array in arrays.items():
        if array.ndim == 2:
            array = array if rows is None else array[rows]
            array = array if columns is None else array[:, columns]
        elif columns is not None:
            array = array[columns]
        out[need] = array
    return out


def in_order(name, value, rows, columns):
    of = INDICATORS[name].of
    value = value[rows] if of in ("cell", "region") else value
    return value[..., columns] if of in ("cell", "industry") else value


def same(name, one, other):
    scale = np.abs(other[np.isfinite(other)]).max(initial=0.0)
    np.testing.assert_allclose(one, other, rtol=1e-7, atol=1e-9 * scale, err_msg=name)


def test_the_order_of_regions_and_industries_does_not_matter(name):
    random = np.random.default_rng(11)
    rows, columns = random.permutation(REGIONS), random.permutation(INDUSTRIES)
    turned = values(name, arranged(inputs(name), rows, columns))
    same(name, turned, in_order(name, values(name, inputs(name)), rows, columns))


COUNTED = {"location_quotient_interval": "more jobs say more: test of its own"}
IN_JOBS = ("jobs", "jobs_before", "jobs_after")
PER_JOB = {"patents_per_1000_jobs": 0.25}  # how the value follows the unit of jobs


def test_the_unit_of_jobs_does_not_matter(name):
    if name in COUNTED:
        pytest.skip(COUNTED[name])
    arrays = inputs(name)
    for need in set(IN_JOBS) & set(arrays):
        arrays[need] = arrays[need] * 4
    factor = 4.0 if INDICATORS[name].unit == "jobs" else PER_JOB.get(name, 1.0)
    same(name, values(name, arrays), factor * values(name, inputs(name)))


def test_a_region_without_anything_changes_no_other(name):
    wider = {
        need: np.vstack([array, np.zeros(INDUSTRIES)]) if array.ndim == 2 else array
        for need, array in inputs(name).items()
    }
    value = values(name, wider)
    if INDICATORS[name].of in ("cell", "region"):
        value = value[:-1]
    same(name, value, values(name, inputs(name)))


@pytest.mark.parametrize("wrong", [-1.0, np.inf])
def test_a_negative_or_infinite_number_is_one_clear_error(name, wrong):
    for need in inputs(name):
        arrays = inputs(name)
        arrays[need] = arrays[need].astype(float)
        arrays[need].flat[1] = wrong
        with pytest.raises(UserError, match=rf"{need}|{wrong:g}"):
            values(name, arrays)


def test_arrays_that_do_not_fit_are_one_clear_error(name):
    for need, array in inputs(name).items():
        if len(inputs(name)) == 1 and array.ndim == 2:
            wrong = {need: array[0]}  # a row is no matrix
        else:
            wrong = inputs(name) | {need: array[..., :-1]}
        with pytest.raises(UserError):
            values(name, wrong)
