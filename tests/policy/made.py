"""Scenario texts for tests."""

from milieu.policy.observed import OBSERVED
from milieu.policy.reading import Known, parse_scenario
from milieu.policy.scenario import Scenario

HEAD = 'name = "Try"\nstart = "2026Q1"\nhorizon_years = 10\n'
PARAMETERS = {"spin_off.hazard": (0.0, 0.03), "graft.outside": (0.0, 0.6)}
PLACES = ("north", "south")


def parsed(text: str, **known) -> Scenario:
    """Return the scenario of HEAD and a text."""
    usual = {"parameters": PARAMETERS, "places": PLACES, "observed": OBSERVED}
    return parse_scenario(HEAD + text, "try.toml", Known(**(usual | known)))


def measure(instrument: str = "loan_guarantee", **keys: str) -> str:
    """Return a table of a measure; values as they stand in the file. `begin` is `from`."""
    rows = {"instrument": f'"{instrument}"', **keys}
    rows = {{"begin": "from"}.get(key, key): value for key, value in rows.items()}
    return "[[measure]]\n" + "".join(f"{key} = {value}\n" for key, value in rows.items())
