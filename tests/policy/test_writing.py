"""What is written is read again as the same scenario."""

from hypothesis import given
from hypothesis import strategies as st

from milieu.policy.conflicts import STAGE_NAMES
from milieu.policy.declare import INSTRUMENTS, Eligibility, instruments
from milieu.policy.observed import OBSERVED
from milieu.policy.reading import Known, parse_scenario, read_scenario
from milieu.policy.scenario import Scenario
from milieu.policy.schedule import Explanation, Measure, Shock
from milieu.policy.triggers import Trigger
from milieu.policy.writing import scenario_text, write_scenario
from tests.policy.made import measure, parsed

START = 4 * 2026
ANYTHING = Known(None, None, OBSERVED, None)
words = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=12).filter(
    lambda text: text.strip() != ""
)
names = st.from_regex(r"[a-z]{1,5}\.[a-z_]{1,8}", fullmatch=True)
finite = st.floats(-1e9, 1e9)
dates = st.tuples(st.integers(0, 39), st.integers(0, 39)).map(sorted)


@st.composite
def measures(draw, name):
    first, last = draw(dates)
    stage = draw(st.sampled_from(sorted(STAGE_NAMES)))
    least = draw(st.floats(0.01, 1))
    when = draw(
        st.sampled_from(
            [
                None,
                Trigger(stage, above=least, keep_above=least / 3, delay=draw(st.integers(0, 40))),
                Trigger("log_wage", below=2.0, keep_below=draw(st.floats(2, 9))),
                Trigger("jobs", above=9.5, keep_above=draw(st.floats(-1, 9))),
            ]
        )
    )
    eligible = None
    if name in ("loan_guarantee", "training"):
        eligible = draw(st.none() | st.builds(Eligibility, jobs_max=st.floats(1, 1e6)))
    intensity = draw(st.floats(0, INSTRUMENTS[name].largest_intensity))
    places = tuple(draw(st.lists(words, max_size=2, unique=True)))
    return Measure(name, intensity, START + first, START + last, places, eligible, when)


@st.composite
def scenarios(draw):
    chosen = draw(
        st.lists(st.sampled_from([i.name for i in instruments()]), max_size=4, unique=True)
    )
    shocks = [
        Shock("demand", draw(st.floats(-0.99, 5)), *(START + q for q in draw(dates))),
        Shock("technology", draw(st.floats(-0.5, 0.5)), *(START + q for q in draw(dates))),
    ]
    off = draw(st.dictionaries(names, finite, min_size=1, max_size=2))
    return Scenario(
        name=draw(words),
        about=draw(st.just("") | words),
        start=START,
        horizon_years=10,
        budget=draw(st.just(float("inf")) | st.floats(0, 1e9)),
        schedule=tuple(draw(measures(name)) for name in chosen),
        shocks=tuple(draw(st.lists(st.sampled_from(shocks), max_size=2))),
        world=draw(st.dictionaries(names, finite, max_size=3)),
        explanations=(Explanation(draw(words), "graft", draw(words), "", off, ("incubator",)),),
    )


@given(scenarios())
def test_a_written_scenario_is_read_as_the_same(scenario):
    assert parse_scenario(scenario_text(scenario), "a.toml", ANYTHING) == scenario


def test_a_scenario_read_and_written_to_a_file_comes_back(tmp_path):
    scenario = parsed(measure(when='{ indicator = "jobs", above = 5, below = 9 }'))
    file = tmp_path / "a.toml"
    write_scenario(scenario, file)
    write_scenario(scenario, file)
    assert read_scenario(file) == scenario
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.toml"]
