import numpy as np
import pytest

from milieu.core.errors import UserError
from milieu.outlook.panel import Panel, last_known


def test_codes_may_be_texts_or_numbers_and_come_out_dense():
    panel = Panel.of(np.ones((3, 8)), None, ["b", "a", "b"], [70, 5, 5])
    assert panel.regions.tolist() == [1, 0, 1]
    assert panel.industries.tolist() == [1, 0, 0]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"values": np.ones(3)}, "two axes"),
        ({"values": [[1, -2.0]], "years": [2000, 2001]}, "below 0"),
        ({"values": [[1, np.inf]], "years": [2000, 2001]}, "not finite"),
        ({"years": [2000, 2002, 2003]}, "consecutive"),
        ({"years": [2000, 2001]}, "consecutive"),
        ({"values": np.ones((2, 0)), "years": []}, "years"),
        ({"regions": ["a"]}, "regions"),
        ({"kind": "counts"}, "Did you mean 'count'"),
        ({"breaks": np.zeros((2, 2), bool)}, "breaks"),
    ],
)
def test_a_panel_that_does_not_fit_is_answered_in_words(change, words):
    given = {"values": np.ones((2, 3)), "years": [2000, 2001, 2002]} | change
    with pytest.raises(UserError, match=words):
        Panel.of(given.pop("values"), given.pop("years"), **given)


def test_every_series_that_can_not_be_foreseen_has_its_reason():
    values = np.ones((4, 12))
    values[1] = np.nan
    values[2, 5:] = np.nan
    values[3, 7:] = np.nan
    panel = Panel.of(values, range(2000, 2012))
    assert panel.reasons() == [
        "",
        "nothing is known of it",
        "only 5 years are known, and 6 are needed",
        "nothing is known after 2006, more than 3 years before the origin",
    ]


def test_the_last_known_value_skips_unknown_years():
    assert last_known(np.array([[1, 2, np.nan], [3, 4, 5.0]])).tolist() == [2, 5]


def test_until_cuts_values_years_and_breaks_alike():
    panel = Panel.of(np.ones((2, 4)), range(2000, 2004), breaks=np.zeros((2, 4), bool)).until(2001)
    assert panel.values.shape == (2, 2) and panel.breaks.shape == (2, 2)
    assert panel.years.tolist() == [2000, 2001]
