"""Scenario files: what is read, and how every mistake is answered."""

import math

import pytest

from milieu.core.errors import UserError
from milieu.policy.declare import INSTRUMENTS, Eligibility
from milieu.policy.observed import OBSERVED
from milieu.policy.quarters import quarter_of, quarter_text
from milieu.policy.reading import read_scenario
from milieu.policy.schedule import Measure, Shock
from milieu.policy.triggers import DELAY
from tests.policy.made import HEAD, PARAMETERS, PLACES, measure, parsed


def test_reads_all_that_a_scenario_can_say(tmp_path):
    file = tmp_path / "a.toml"
    file.write_text(
        'name = "All"\nabout = "Everything at once."\nstart = 2026\nhorizon_years = 20\n'
        "budget = 500\n"
        '[[measure]]\ninstrument = "loan_guarantee"\nintensity = 0.5\nfrom = "2027Q2"\nto = 2030\n'
        'places = ["north"]\neligible = { jobs_max = 50 }\n'
        'when = { stage = "decline", at_least = 0.6 }\n'
        '[[shock]]\nkind = "demand"\nsize = -0.2\nfrom = 2030\nto = "2030Q2"\n'
        '[world]\n"spin_off.hazard" = 0.01\ngraft.outside = 0.2\n'
        '[[explanation]]\nname = "spin-offs"\nmechanism = "spin_off"\n'
        'switch_off = { "spin_off.hazard" = 0 }\nleave_out = ["incubator"]\n',
        encoding="utf-8",
    )
    read = read_scenario(file, parameters=PARAMETERS, firms=dict.fromkeys(PLACES, 30.0))
    assert (read.name, read.about, read.quarters, read.budget) == (
        "All",
        "Everything at once.",
        80,
        500.0,
    )
    (one,) = read.schedule
    assert quarter_text(one.first) == "2027Q2" and quarter_text(one.last) == "2030Q4"
    assert one.eligible == Eligibility(jobs_max=50) and one.places == ("north",)
    assert one.when is not None
    assert (one.when.indicator, one.when.above, one.when.delay) == ("decline", 0.6, DELAY)
    assert one.when.keep_above == pytest.approx(0.5)
    assert read.shocks == (Shock("demand", -0.2, 4 * 2030, 4 * 2030 + 1),)
    assert read.world == {"spin_off.hazard": 0.01, "graft.outside": 0.2}
    (explanation,) = read.explanations
    assert explanation.switch_off == {"spin_off.hazard": 0.0}
    assert explanation.leave_out == ("incubator",)


def test_a_measure_without_dates_and_places_is_everywhere_all_the_time():
    (one,) = parsed(measure()).schedule
    assert one == Measure("loan_guarantee", 1.0, 4 * 2026, 4 * 2036 - 1)
    assert one.eligibility == INSTRUMENTS["loan_guarantee"].eligible


@pytest.mark.parametrize(
    ("written", "last", "quarter"),
    [
        ("2026Q3", False, "2026Q3"),
        ("2026-q4", False, "2026Q4"),
        (2026, False, "2026Q1"),
        (2026, True, "2026Q4"),
    ],
)
def test_quarters_are_written_in_several_ways(written, last, quarter):
    found = quarter_of(written, last=last)
    assert found is not None and quarter_text(found) == quarter


@pytest.mark.parametrize("wrong", ["2026Q5", "26Q1", "soon", 20260, True, 2026.5, None])
def test_what_is_no_quarter_is_none(wrong):
    assert quarter_of(wrong) is None


MISTAKES = {
    "unknown instrument": (
        measure("loan_garantee"),
        "line 5: no instrument 'loan_garantee'. Did you mean 'loan_guarantee'?",
    ),
    "no instrument": ("[[measure]]\n", "line 4: instrument is missing. Add `instrument = ...`."),
    "begins too early": (
        measure(begin='"2025Q4"'),
        "line 6: from is 2025Q4, outside the horizon. The scenario runs from 2026Q1 to 2035Q4.",
    ),
    "ends too late": (
        measure(to="2036"),
        "line 6: to is 2036Q4, outside the horizon. The scenario runs from 2026Q1 to 2035Q4.",
    ),
    "ends before it begins": (
        measure(begin="2030", to="2029"),
        "line 7: it ends in 2029Q4, before it begins in 2030Q1. Change `from` or `to`.",
    ),
    "no date": (
        measure(begin='"spring"'),
        'line 6: from is "spring", but it must be a quarter such as "2026Q1", or a year.',
    ),
    "negative intensity": (
        measure(intensity="-1"),
        "line 6: intensity is -1, but it can not be negative. Use 0 to leave the instrument out.",
    ),
    "too strong": (
        measure(intensity="50"),
        "line 6: intensity is 50, but loan_guarantee goes up to 5. 1 is a usual programme.",
    ),
    "endless": (measure(intensity="inf"), "line 6: intensity is inf, but loan_guarantee goes up"),
    "not a number": (
        measure(intensity='"much"'),
        'line 6: intensity is "much", but it must be a number.',
    ),
    "NaN": (measure(intensity="nan"), "line 6: intensity is nan, but it must be a number."),
    "a truth": (measure(intensity="true"), "line 6: intensity is true, but it must be a number."),
    "unknown key": (measure(intensty="1"), "line 6: no key 'intensty'. Did you mean 'intensity'?"),
    "unknown table": ("[[mesure]]\n", "line 4: no key 'mesure'. Did you mean 'measure'?"),
    "one table, not a list": (
        '[measure]\ninstrument = "incubator"\n',
        "line 4: measure is a table, but it must be tables, each begun by [[measure]].",
    ),
    "unknown place": (
        measure(places='["nroth"]'),
        "line 6: no place 'nroth'. Did you mean 'north'?",
    ),
    "places as text": (
        measure(places='"north"'),
        'line 6: places is "north", but it must be a list of texts, such as',
    ),
    "no places": (measure(places="[]"), "line 6: places is empty. Leave it out for all places."),
    "unknown bound": (
        measure(eligible="{ job_max = 5 }"),
        "line 6: no key 'job_max'. Did you mean 'jobs_max'?",
    ),
    "nobody eligible": (
        measure(eligible="{ jobs_min = 300 }"),
        "line 6: no firm has jobs of at least 300 and at most 250.",
    ),
    "eligible does nothing": (
        measure("infrastructure", eligible="{ jobs_max = 50 }"),
        "line 6: infrastructure acts on whole clusters, so it can not be kept for some firms.",
    ),
    "unknown stage": (
        measure(when='{ stage = "declin" }'),
        "line 6: no stage 'declin'. Did you mean 'decline'?",
    ),
    "never true stage": (
        measure(when='{ stage = "decline", at_least = 1.5 }'),
        "line 6: a probability is never at least 1.5: this is never true.",
    ),
    "always true stage": (
        measure(when='{ stage = "decline", at_least = 0 }'),
        "line 6: a probability is always at least 0: this is always true.",
    ),
    "stage ends above its beginning": (
        measure(when='{ stage = "decline", at_least = 0.5, until = 0.6 }'),
        "line 6: it would end below 0.6 although it begins at 0.5.",
    ),
    "stage and indicator": (
        measure(when='{ stage = "decline", indicator = "jobs" }'),
        "line 6: when needs either a stage or an indicator. Name one of them.",
    ),
    "unknown figure": (
        measure(when='{ indicator = "reputtion", below = 0.3 }'),
        "line 6: no observed figure 'reputtion'. Did you mean 'reputation'?",
    ),
    "no threshold": (
        measure(when='{ indicator = "reputation" }'),
        "line 6: when needs above or below. Say from which value on.",
    ),
    "contradictory thresholds": (
        measure(when='{ indicator = "reputation", below = 0.2, above = 0.4 }'),
        "line 6: nothing is above 0.4 and below 0.2 at once.",
    ),
    "never true figure": (
        measure(when='{ indicator = "reputation", above = 1.4 }'),
        "line 6: reputation lies between 0 and 1: this is never true.",
    ),
    "figure ends before it begins": (
        measure(when='{ indicator = "jobs", below = 100, until = 50 }'),
        "line 6: it would end above 50 although it begins at 100.",
    ),
    "negative delay": (
        measure(when='{ stage = "decline", delay_quarters = -1 }'),
        "line 6: delay_quarters is -1, but it must be 0 to 40.",
    ),
    "twice at once": (
        measure() + measure(begin="2030", places='["north"]'),
        "line 6: loan_guarantee is in force already by line 4, from 2030Q1 to 2035Q4.",
    ),
    "twice in one stage": (
        2 * measure(when='{ stage = "decline" }'),
        "line 7: loan_guarantee is in force already by line 4, from 2026Q1 to 2035Q4.",
    ),
    "sometimes and always": (
        measure() + measure(when='{ stage = "decline" }'),
        "line 6: loan_guarantee is in force already by line 4, from 2026Q1 to 2035Q4.",
    ),
    "for other firms": (
        measure(to="2029") + measure(begin="2030", eligible="{ jobs_max = 9 }"),
        "line 10: loan_guarantee is for other firms than in line 4.",
    ),
    "unknown shock": (
        '[[shock]]\nkind = "demnd"\nsize = 1\n',
        "line 5: no kind of shock 'demnd'. Did you mean 'demand'?",
    ),
    "impossible shock": (
        '[[shock]]\nkind = "demand"\nsize = -1.5\n',
        "line 6: size is -1.5, but it must be -0.99 or more, a share of demand.",
    ),
    "far jump": (
        '[[shock]]\nkind = "technology"\nsize = 0.7\n',
        "line 6: size is 0.7, but it must be -0.5 to 0.5 turns.",
    ),
    "unknown parameter": (
        '[world]\n"graft.contacts" = 1\n"spin_of.hazard" = 0.01\n',
        "line 5: no parameter 'graft.contacts'.",
    ),
    "misspelt parameter": (
        "[world]\nspin_of.hazard = 0.01\n",
        "line 5: no parameter 'spin_of.hazard'. Did you mean 'spin_off.hazard'?",
    ),
    "parameter out of range": (
        '[world]\n\n"spin_off.hazard" = 0.5\n',
        "line 6: spin_off.hazard is 0.5, but it must lie between 0 and 0.03",
    ),
    "unknown mechanism": (
        '[[explanation]]\nname = "a"\nmechanism = "spinoff"\n',
        "line 6: no mechanism 'spinoff'. Did you mean 'spin_off'?",
    ),
    "nothing switched off": (
        '[[explanation]]\nname = "a"\nmechanism = "graft"\n',
        "line 4: nothing is switched off. Name at least one parameter.",
    ),
    "broken TOML": (
        "[[measure]\n",
        "line 4: this is no valid TOML: ",
    ),
}


@pytest.mark.parametrize("text, said", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_answered_with_file_line_and_what_to_do(text, said):
    with pytest.raises(UserError) as caught:
        parsed(text)
    assert str(caught.value).startswith(f"try.toml, {said}"), str(caught.value)


HEADS = {
    'start = "2026Q1"\nhorizon_years = 10\n': "line 1: name is missing. Add `name = ...`.",
    'name = ""\nstart = 2026\nhorizon_years = 10\n': 'line 1: name is "", but it must be text',
    'name = "a"\nstart = 2026\nhorizon_years = 2.5\n': (
        "line 3: horizon_years is 2.5, but it must be a whole number."
    ),
    'name = "a"\nstart = 2026\nhorizon_years = 0\n': (
        "line 3: horizon_years is 0, but it must be 1 to 250."
    ),
    'name = "a"\nstart = 2026\nhorizon_years = 5\nbudget = -3\n': (
        "line 4: budget is -3, but it must be 0 or more."
    ),
}


@pytest.mark.parametrize("text, said", HEADS.items())
def test_a_mistake_in_the_head_is_answered_with_its_line(tmp_path, text, said):
    file = tmp_path / "try.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UserError) as caught:
        read_scenario(file)
    assert str(caught.value).startswith(f"{file}, {said}"), str(caught.value)


def test_a_missing_or_unreadable_file_is_an_error_of_one_line(tmp_path):
    with pytest.raises(UserError, match="there is no such scenario"):
        read_scenario(tmp_path / "none.toml")
    file = tmp_path / "latin.toml"
    file.write_bytes(b'name = "\xe4"')
    with pytest.raises(UserError, match="can not be read"):
        read_scenario(file)
    with pytest.raises(UserError, match="can not be read"):
        read_scenario(tmp_path)


def test_a_budget_that_the_measures_exceed_is_answered_with_quarter_and_sum(tmp_path):
    file = tmp_path / "try.toml"
    file.write_text(HEAD + "budget = 10\n" + measure("training", begin="2030"), encoding="utf-8")
    assert read_scenario(file, firms={"north": 20.0}).budget == 10
    with pytest.raises(UserError) as caught:
        read_scenario(file, firms={"north": 100.0})
    assert str(caught.value) == (
        f"{file}, line 4: budget exceeded: in 2030Q1 the measures cost about 12 quarterly wages, "
        "but the budget is 10. Raise the budget or lower an intensity; the dearest is training "
        "with 12."
    )


def test_one_instrument_may_wait_for_different_stages_at_different_strengths():
    read = parsed(
        measure(intensity="2", when='{ stage = "growth" }')
        + measure(intensity="1", when='{ stage = "decline" }')
    )
    assert [one.intensity for one in read.schedule] == [2, 1]


def test_one_instrument_may_follow_itself_or_stand_in_two_places():
    read = parsed(measure(to="2029") + measure(begin="2030"))
    assert read.schedule[0].last + 1 == read.schedule[1].first
    assert len(parsed(measure(places='["north"]') + measure(places='["south"]')).schedule) == 2


def test_names_are_not_checked_where_nobody_says_which_are_right():
    text = measure(places='["anywhere"]') + '[world]\n"made.up" = 3\n'
    read = parsed(text, parameters=None, places=None)
    assert read.world == {"made.up": 3.0} and read.schedule[0].places == ("anywhere",)


def test_bounds_of_figures_are_ordered_and_stages_and_alarms_are_among_them():
    assert {"decline", "lock_in", "reputation", "firms"} <= set(OBSERVED)
    assert all(low < high and not math.isnan(low) for low, high in OBSERVED.values())
