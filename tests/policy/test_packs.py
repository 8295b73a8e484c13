"""The founding cases as scenarios."""

import pytest

from milieu.core.errors import UserError
from milieu.policy.packs import pack_file, packs
from milieu.policy.reading import read_scenario
from milieu.twin.parameters import PARAMETERS

RANGES = {name: (one.low, one.high) for name, one in PARAMETERS.items()}
every_pack = pytest.mark.parametrize("name", packs())


def pack(name):
    return read_scenario(pack_file(name), parameters=RANGES, places=["elsewhere", name])


def test_the_two_founding_cases_are_there():
    assert packs() == ("bangalore", "hsinchu")
    with pytest.raises(UserError, match="Did you mean 'hsinchu'"):
        pack_file("hsincho")


@every_pack
def test_a_pack_is_a_scenario_of_parameters_that_the_twin_has(name):
    scenario = pack(name)
    assert scenario.schedule and scenario.world and scenario.about
    assert all(one.places == (name,) for one in scenario.schedule)
    moved = [key for key, value in scenario.world.items() if value != PARAMETERS[key].default]
    assert len(moved) == len(scenario.world) or name == "hsinchu"


@every_pack
def test_each_explanation_switches_its_mechanism_off_and_changes_the_scenario(name):
    scenario = pack(name)
    assert scenario.explanations
    for one in scenario.explanations:
        assert one.about and one.source
        assert all(key.startswith(one.mechanism + ".") for key in one.switch_off)
        for key, value in one.switch_off.items():
            low, high = RANGES[key]
            assert low <= value <= high and scenario.world[key] != value
        assert scenario.without(one) != scenario
        assert set(one.leave_out) <= {m.instrument for m in scenario.schedule}
