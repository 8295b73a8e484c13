"""How numbers are written is recognised where it is clear, and asked where it is not."""

import pytest

from milieu.core.errors import UserError
from milieu.sources.engine.dialect import Dialect, Numbers, read_numbers

SEMICOLON = Dialect(";", ("jobs",), 1, ())
COMMA = Dialect(",", ("jobs",), 1, ())


@pytest.mark.parametrize(
    ("cells", "numbers"),
    [
        (["1", "20"], Numbers(".", "")),
        (["1,5"], Numbers(",", ".")),
        (["1.234,5", "1.234"], Numbers(",", ".")),
        (["1.234.567"], Numbers(",", ".")),
        (["1.5"], Numbers(".", "")),
        (["1,234.5"], Numbers(".", ",")),
        (["1,234,567"], Numbers(".", ",")),
        (["1.5", "1,234"], Numbers(".", ",")),
        (["1.5", "1,5"], Numbers(".", "")),
        (["many", ":"], Numbers(".", "")),
    ],
)
def test_decimal_sign_and_thousands_are_those_that_some_number_proves(cells, numbers):
    assert read_numbers(cells, SEMICOLON, "x.csv") == numbers


@pytest.mark.parametrize("cell", ["1.234", "-1.234", "1,234"])
def test_a_number_that_may_be_a_thousand_or_a_fraction_is_never_guessed(cell):
    with pytest.raises(UserError, match=r"x\.csv: .* may be a thousand or a fraction.*--decimal"):
        read_numbers(["1", cell], SEMICOLON, "x.csv")


def test_a_point_is_a_fraction_where_commas_stand_between_fields():
    assert read_numbers(["1.234"], COMMA, "x.csv") == Numbers()
