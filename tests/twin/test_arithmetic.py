import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from milieu.twin.arithmetic import exponential, exponentials, logarithm, power


@settings(deadline=None)  # the first call compiles
@given(st.floats(-708, 708))
def test_an_exponential_is_right_to_the_last_bits(x):
    assert exponential(x) == pytest.approx(math.exp(x), rel=5e-16)


@settings(deadline=None)  # the first call compiles
@given(st.floats(1e-300, 1e300))
def test_a_logarithm_is_right_to_the_last_bits(x):
    assert logarithm(x) == pytest.approx(math.log(x), rel=1e-15, abs=4e-16)


@settings(deadline=None)  # the first call compiles
@given(st.floats(1e-6, 1e6), st.floats(0, 3))
def test_a_power_is_right_to_the_last_digits(x, exponent):
    assert power(x, exponent) == pytest.approx(x**exponent, rel=3e-14)


def test_whole_cases_are_exact():
    assert exponential(0.0) == 1
    assert logarithm(1.0) == 0
    assert power(7.0, 0.0) == 1


def test_what_is_too_large_is_taken_as_the_largest():
    assert exponential(1e9) == exponential(708.0) < math.inf
    assert exponential(-1e9) == exponential(-708.0) > 0


def test_many_at_a_time_are_the_same_as_one_by_one():
    values = np.linspace(-5, 5, 1001)
    many = values.copy()
    exponentials(many, 1000)
    assert many[:1000].tolist() == [exponential(x) for x in values[:1000]]
    assert many[1000] == 5


@settings(deadline=None)  # the first call compiles
@given(st.floats(-700, 700))
def test_compiled_and_plain_functions_agree(x):
    assert exponential.py_func(np.float64(x)) == exponential(x)
    size = np.float64(abs(x) + 1e-3)
    assert logarithm.py_func(size) == logarithm(size)
