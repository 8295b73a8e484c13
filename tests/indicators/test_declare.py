"""Declarations of indicators."""

from functools import partial

import numpy as np
import pytest

from milieu.core.errors import UserError
from milieu.indicators.declare import INDICATORS, declared
from milieu.indicators.hoover import hoover
from milieu.indicators.shift_share import shift_share


def test_every_declared_name_is_that_of_the_function_and_of_its_file():
    for name, known in INDICATORS.items():
        assert known.formula.__name__ == name
        assert known.formula.__module__ == f"milieu.indicators.{name}"


def test_a_formula_finds_its_declaration_also_with_options_filled_in():
    assert declared(hoover) is INDICATORS["hoover"]
    assert declared(partial(hoover, region_total=None)) is INDICATORS["hoover"]
    assert declared(np.sum) is None


def test_tells_which_arrays_it_needs_and_which_part_stands_for_it():
    known = INDICATORS["shift_share"]
    assert known.needs == ("jobs_before", "jobs_after")
    result = shift_share(np.array([[10.0]]), np.array([[15.0]]), [20.0], [20.0])
    assert known.value(result) == 5
    assert known.about.startswith("Return the parts of the change of jobs")


def test_a_misspelt_name_is_answered_with_the_nearest_one():
    with pytest.raises(UserError, match="Did you mean 'hoover'"):
        INDICATORS["hover"]
