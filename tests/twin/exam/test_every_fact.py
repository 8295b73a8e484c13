"""What every fact keeps to; a new one joins by existing."""

import warnings
from pathlib import Path

import numpy as np
import pytest

from milieu.twin.exam.declare import FACTS, measure
from tests.twin.exam.made_up import MadeUp, ordinary, run

HERE = Path(__file__).parent
STARRED = {"spin_off_hazard_ratio", "heterogeneity_lead", "location_hazard_ratio"}


@pytest.fixture(scope="module")
def made():
    """A run in which every fact is known."""
    return ordinary(np.random.default_rng(1))


@pytest.fixture(scope="module")
def values(made):
    return measure(made)


def test_the_exam_has_fifteen_facts_of_which_three_are_starred():
    assert len(FACTS) == 15
    assert {name for name, known in FACTS.items() if known.starred} == STARRED


@pytest.mark.parametrize("name", FACTS)
def test_it_tells_what_a_reader_must_know_and_has_a_file_and_a_test_of_its_name(name):
    known = FACTS[name]
    assert known.label and known.unit and known.source
    assert "NaN" in known.about or "unknown" in known.about or "left out" in known.about
    assert known.estimate.__module__.endswith(f"exam.facts.{name}")
    assert (HERE / "facts" / f"test_{name}.py").exists()


@pytest.mark.parametrize("name", FACTS)
def test_it_is_known_in_an_ordinary_run(name, values):
    assert np.isfinite(values[name])


@pytest.mark.parametrize("name", FACTS)
@pytest.mark.parametrize("years", [0, 1, 9, 10, 11, 25])
def test_it_is_unknown_without_firms(name, years):
    """Without a warning, and never zero; the frontier moves without them."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        value = FACTS[name].estimate(run(years))
    assert np.isnan(value) or (name == "productivity_growth" and years > 10)


@pytest.mark.parametrize("name", FACTS)
def test_it_is_unknown_with_one_firm_that_never_leaves(name):
    alone = run(60, year=np.arange(60), firm=np.full(60, 7))
    value = FACTS[name].estimate(alone)
    assert np.isnan(value) or name == "productivity_growth"


@pytest.mark.parametrize("name", FACTS)
def test_it_does_not_hang_on_the_order_of_records_or_on_names_of_firms(name, made, values):
    random = np.random.default_rng(2)
    records = made.firm_years[random.permutation(len(made.firm_years))]
    records["firm"] = np.uint64(2**63) - records["firm"]
    again = MadeUp(records, made.clusters, made.world)
    assert FACTS[name].estimate(again) == pytest.approx(values[name], rel=1e-9)


@pytest.mark.parametrize("name", FACTS)
def test_it_leaves_its_run_as_it_was(name, made):
    before = [part.copy() for part in made]
    FACTS[name].estimate(made)
    assert all((old == new).all() for old, new in zip(before, made, strict=True))


@pytest.mark.parametrize("name", FACTS)
def test_firms_of_which_nothing_is_known_do_not_break_it(name, made):
    """Every tenth record unknown: the value moves a little or is unknown, and nothing warns."""
    records = made.firm_years.copy()
    for field in ("log_sales", "log_productivity", "patents", "age"):
        records[field][::10] = np.nan
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        value = FACTS[name].estimate(MadeUp(records, made.clusters, made.world))
    assert value == pytest.approx(FACTS[name].estimate(made), rel=0.25, abs=0.05)


def test_linking_once_for_all_facts_changes_no_value(made, values):
    alone = {name: known.estimate(made) for name, known in FACTS.items()}
    assert alone == values
