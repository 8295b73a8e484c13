from math import inf, nan

import pytest

from milieu.core.errors import UserError
from milieu.twin.exam.declare import FACTS, Fact, fact, measure
from tests.twin.exam.made_up import run


def made(low=0.9, high=1.2, share_needed=0.8, above_low=False):
    """A fact with a band."""
    return Fact(
        "f", "F", "ratio", low, high, "S", False, "", share_needed, lambda _: 1.0, above_low
    )


@pytest.mark.parametrize(
    ("low", "high", "above", "value", "passes"),
    [
        (0.9, 1.2, False, 0.9, True),
        (0.9, 1.2, False, 1.2, True),
        (0.9, 1.2, False, 1.21, False),
        (0.0, inf, True, 0.0, False),
        (0.0, inf, True, 1e-9, True),
        (0.0, inf, False, nan, False),
        (0.0, inf, False, inf, False),
    ],
)
def test_a_value_passes_inside_its_band_and_never_when_unknown(low, high, above, value, passes):
    assert made(low, high, above_low=above).passes(value) is passes


def test_bands_are_told_in_words():
    assert made().band == "0.9 to 1.2"
    assert made(-0.25, -0.14).band == "−0.25 to −0.14"
    assert made(0, inf, above_low=True).band == "above 0"
    assert made(0, inf).band == "at least 0"
    assert made(-inf, inf).band == "any value"
    assert made(0.3, 1.0, above_low=True).band == "above 0.3 to 1"


def test_a_band_upside_down_and_an_impossible_share_are_refused():
    with pytest.raises(UserError, match="Give the lower end first"):
        made(1.2, 0.9)
    with pytest.raises(UserError, match="share_needed"):
        made(share_needed=0)


def test_a_name_is_declared_once_and_a_misspelt_one_gets_the_nearest():
    with pytest.raises(ValueError, match="twice"):
        fact(label="L", unit="u", low=0, high=1, source="s")(FACTS["entry_rate"].estimate)
    with pytest.raises(UserError, match="Did you mean 'entry_rate'"):
        FACTS["entry_rat"]


def test_measure_refuses_arrays_that_do_not_fit():
    wrong = run(12)._replace(world=run(11).world)
    with pytest.raises(UserError, match="same quarters"):
        measure(wrong)
