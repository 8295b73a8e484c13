"""The United States of 2016, read once."""

import pytest

from tests.hidden.us_2016 import UnitedStates, read_us_2016

THREE_STATES = ("10", "44", "50")  # Delaware, Rhode Island, Vermont: minutes less for the program
NEW_ENGLAND = ("09", "23", "25", "33", "44", "50")


@pytest.fixture(scope="session")
def new_england(shared_data) -> UnitedStates:
    """Six states with the metropolitan areas that lie wholly inside them."""
    return read_us_2016(shared_data, NEW_ENGLAND)


@pytest.fixture(scope="session")
def three_states(shared_data) -> UnitedStates:
    """Three small states that share no border."""
    return read_us_2016(shared_data, THREE_STATES)


@pytest.fixture(scope="session")
def united_states(shared_data) -> UnitedStates:
    """The whole year."""
    return read_us_2016(shared_data)
