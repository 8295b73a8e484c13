import numpy as np
import pytest

from milieu.core.errors import UserError
from milieu.twin.exam.ablation import ABLATIONS, ablation
from milieu.twin.exam.curves import CURVES
from milieu.twin.parameters import PARAMETERS
from tests.twin.exam.made_up import ordinary


def test_names_are_unique_and_a_misspelt_one_gets_the_nearest():
    assert len({each.name for each in ABLATIONS}) == len(ABLATIONS)
    assert ablation("no_graft").phenomenon == "lock-in"
    with pytest.raises(UserError, match="Did you mean 'no_graft'"):
        ablation("no_graf")


@pytest.mark.parametrize("each", ABLATIONS, ids=lambda each: each.name)
def test_every_ablation_switches_something_and_measures_it_in_a_run(each):
    assert each.switches and all(name.count(".") == 1 for name in each.switches)
    made = ordinary(np.random.default_rng(1))
    made.clusters["homogeneity"], made.clusters["distance"] = 0.95, 0.1
    assert np.isfinite(each.outcome(made))
    if each.path:
        assert each.path(made).shape == (6,)
    assert bool(each.lever) == bool(each.doses)


@pytest.mark.parametrize(
    "each",
    ABLATIONS,
    ids=lambda each: each.name,
)
def test_every_switch_moves_a_parameter_of_the_twin_within_its_range(each):
    for name, value in each.switches.items():
        known = PARAMETERS[name]
        assert known.low <= value <= known.high
        assert value != known.default, f"{name} is {value:g} with the mechanism too"


@pytest.mark.parametrize("each", [e for e in (*ABLATIONS, *CURVES) if e.lever])
def test_every_dose_is_one_that_the_lever_can_have(each):
    known = PARAMETERS[each.lever]
    assert known.lever
    assert all(known.low <= dose <= known.high for dose in each.doses)


@pytest.mark.parametrize("each", ABLATIONS, ids=lambda each: each.name)
def test_an_effect_of_the_declared_sign_is_found(each):
    random = np.random.default_rng(2)
    sign = 1 if each.expected == "rises" else -1
    if each.doses:
        doses = np.array(each.doses)
        world = random.normal(0, 1, (50, 1))
        trap, none = world + 4 * doses - 30 * doses**2, world + 4 * doses
        before, after = (side + random.normal(0, 0.02, (50, len(doses))) for side in (trap, none))
    else:
        before = random.normal(0, 1, 50)
        after = before + sign * 0.5 + random.normal(0, 0.2, 50)
    assert each.compare(before, after).found == "as expected"
    assert each.compare(after, before).found == "the other way"


def test_every_phenomenon_that_the_exam_must_show_has_an_ablation():
    assert {each.phenomenon for each in ABLATIONS} == {
        "lock-in",
        "race to the bottom",
        "life cycle",
        "efficiency trap",
        "limits to concentration",
    }
