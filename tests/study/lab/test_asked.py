"""What the lab is asked, as an address has it."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milieu.core.errors import UserError
from milieu.policy.declare import INSTRUMENTS
from milieu.study.lab.asked import Asked, asked
from milieu.study.lab.assumptions import ASSUMPTIONS, shocks_of, world_of
from milieu.study.lab.starts import STARTS


def test_an_address_is_read_and_written_again():
    question = asked(do="training:1.5@growth,external_linkage:2", assume="demand:1.5", years=8)
    assert question.doses == {"training": 1.5, "external_linkage": 2.0}
    assert question.starts == {"training": "growth"}
    assert question.query == "do=training:1.5@growth,external_linkage:2&assume=demand:1.5&years=8"


def test_what_is_usual_is_not_said():
    assert asked().query == ""
    assert asked(do="training:0", assume="demand:0").query == ""
    assert not asked(do="training:0").anything


@given(
    st.dictionaries(st.sampled_from(sorted(INSTRUMENTS)), st.floats(0.1, 3), max_size=4),
    st.sampled_from(sorted(STARTS)),
    st.sampled_from(sorted(ASSUMPTIONS)),
    st.integers(1, 40),
    st.integers(0, 1000),
)
def test_every_question_survives_its_options(doses, start, assumption, years, seed):
    do = ",".join(
        f"{name}:{dose:g}" + (f"@{start}" if start else "") for name, dose in doses.items()
    )
    one = ASSUMPTIONS[assumption]
    question = asked(do=do, assume=f"{assumption}:{one.low:g}", years=years, seed=seed)
    assert asked(**question.options) == question


@pytest.mark.parametrize(
    ("given", "where", "said"),
    [
        ({"do": "trainig:1"}, "do", "Did you mean 'training'?"),
        ({"do": "training:99"}, "do", "it must be 0 to 4"),
        ({"do": "training:nan"}, "do", "no number"),
        ({"do": "training"}, "do", "NAME:VALUE"),
        ({"do": "training:1,training:2"}, "do", "stands twice"),
        ({"do": "training:1@matury"}, "do", "Did you mean 'maturity'?"),
        ({"assume": "demnd:1"}, "assume", "Did you mean 'demand'?"),
        ({"assume": "demand:50"}, "assume demand", "it must be -5 to 5"),
        ({"start": "soon"}, "start", "no quarter"),
        ({"years": 99}, "years", "1 to 40"),
        ({"budget": math.nan}, "budget", "0 or more"),
        ({"gauge": "traning"}, "gauge", "Did you mean 'training'?"),
        ({"do": "training:1", "scenario": "x"}, "do", "as it stands"),
        ({"do": "a:1," * 2_000}, "do", "too long"),
    ],
)
def test_a_mistake_names_its_part_and_the_nearest_right_name(given, where, said):
    with pytest.raises(UserError) as raised:
        asked(**given)
    assert raised.value.where == where
    assert said in str(raised.value)


def test_demand_grows_by_the_same_part_each_year():
    shocks = shocks_of({"demand": 2.0}, 8100, 3)
    assert [round(one.size, 6) for one in shocks] == [0.02, 0.0404, 0.061208]
    assert [(one.first, one.last) for one in shocks] == [(8100, 8103), (8104, 8107), (8108, 8111)]
    assert shocks_of({}, 8100, 3) == ()


def test_assumptions_set_parameters_in_their_own_units():
    assert world_of({"frontier": 4.0, "captivity": 50.0}) == {
        "world.frontier_growth": pytest.approx(0.01),
        "upgrading.captivity": pytest.approx(0.5),
    }
    usual = {name: one.as_it_is for name, one in ASSUMPTIONS.items()}
    assert world_of(usual) == {}


def test_an_empty_question_is_nothing():
    assert Asked().options == {}
