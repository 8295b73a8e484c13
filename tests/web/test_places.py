"""Names on the map of the atlas: of the largest places, off each other and off circles."""

import re
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as some

from milieu.web.land import WIDTH
from milieu.web.places import NAMED, Place, _covered, _names, _offers


@dataclass(frozen=True)
class Called(Place):
    """A place whose name is given."""

    name: str = "Kelvasum"

    @property
    def label(self) -> str:
        return self.name


def test_a_name_goes_to_the_side_where_no_circle_is():
    alone = _names([Called([], 300, 200, 20)])
    assert 'x="325"' in alone and "text-anchor" not in alone
    beside = _names([Called([], 300, 200, 20), Called([], 340, 200, 8, "B")])
    assert beside.startswith('<text x="275" y="204.5" text-anchor="end">Kelvasum')


def test_a_name_stays_on_the_map():
    shut = [Called([], 30, 200, 20), Called([], 70, 200, 8, "B")]  # no room to the left
    assert 'x="30"' in _names(shut)
    assert _covered(_offers(shut[0])[1][2], shut[0], shut) >= len(shut)


@given(
    some.lists(
        some.tuples(some.floats(0, WIDTH), some.floats(0, 400), some.floats(2, 30)), max_size=20
    )
)
def test_at_most_five_are_named_and_their_names_do_not_lie_on_each_other(found):
    places = [Called([], *one, f"Place {at}") for at, one in enumerate(found)]
    said = re.findall(r"<text [^>]*>Place (\d+)</text>", _names(places))
    assert len(said) == len(set(said)) <= NAMED
    assert bool(said) == bool(places)
