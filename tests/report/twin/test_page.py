"""Pages on the twin: what they say is what the figures and tables hold, and they are strict."""

from dataclasses import replace
from functools import cache, partial
from pathlib import Path

import numpy as np
import pytest

from milieu.core.errors import UserError
from milieu.policy.experiment import FIRMS, Experiment, Pair
from milieu.policy.experiment_effects import costs, effects
from milieu.policy.experiment_firms import firm_effects
from milieu.policy.gauge import Gauge, responses
from milieu.report.twin.page import Ran, exam_page, experiment_page, simulation_page
from milieu.twin.ensemble import Case, ensemble
from milieu.twin.exam.ablation import ABLATIONS
from milieu.twin.exam.comparison import compare
from milieu.twin.exam.curves import CURVES
from milieu.twin.exam.declare import FACTS
from milieu.twin.exam.industries import AcrossIndustries
from milieu.twin.exam.marks import joint, marks
from milieu.twin.exam.record import Record, recorded
from milieu.twin.exam.response import inverted_u
from milieu.twin.exam.sitting import Result
from milieu.twin.observe import Run
from milieu.twin.run import run
from milieu.twin.start import Setting
from tests.report.page import Page
from tests.report.test_document import EVIL
from tests.twin.steady import Steady

SETTING = Setting(clusters=4, quarters=80)
PLACES = ("elsewhere", "North", "South", "East")
START, YEARS, WHERE = 40, (5, 10), (1, 2)
RUNS = 12
RAN = Ran(
    "grants",
    PLACES,
    RUNS,
    0,
    "milieu simulate - grants",
    first_year=2016,
    baseline="nothing",
    about="Grants for some.",
    assumptions=("Talent is as many as there are jobs.",),
)


@cache
def one() -> Run:
    return run(SETTING, 0)


@cache
def both() -> dict[str, np.ndarray]:
    """Return outcomes of two scenarios, shape (runs, 2, years, clusters), and counts of firms."""
    grant = Steady(add=0.04, places=WHERE, start=START)
    cases = (Case("nothing", SETTING), Case("grants", SETTING, grant))
    return dict(ensemble(cases, RUNS, observe=Pair(WHERE, START, YEARS), firms=True).values)


def outcomes() -> dict[str, np.ndarray]:
    """Return outcomes of one scenario, shape (runs, years, clusters)."""
    return {name: values[:, 0] for name, values in both().items() if name != FIRMS}


@cache
def pair() -> tuple[Run, Run]:
    """Return the first runs of both scenarios."""
    grant = Steady(add=0.04, places=WHERE, start=START)
    return run(SETTING, 0), run(SETTING, 0, 0, grant)


@cache
def tried() -> Experiment:
    values = both()
    return Experiment(
        ("nothing", "grants"), RUNS, 0, START, WHERE, YEARS,
        effects(values, WHERE, START, YEARS), firm_effects(values[FIRMS], YEARS),
        costs(values, WHERE, START, YEARS),
    )  # fmt: skip


def gauged(curve: tuple[float, ...] = (0.0, 0.2, 0.3, 0.2, 0.0)) -> Gauge:
    """Return a gauge of planted responses: productivity as given, value added not to be told."""
    random = np.random.default_rng(1)
    doses = np.array([0.0, 1.0, 2.0, 4.0, 8.0])
    worlds, noise = random.normal(0, 1, (40, 1)), partial(random.normal, 0, size=(40, 5))
    productivity = worlds + np.array(curve) + noise(scale=0.02)
    return responses(doses, np.tile(doses * 100, (40, 1)), productivity, noise(scale=1.0))


@cache
def sat() -> Result:
    """Return an exam of 40 seeds in which all facts but the first lie in their band."""
    random = np.random.default_rng(2)
    values = {name: _inside(name, random) for name in FACTS}
    missed = next(name for name, fact in FACTS.items() if not fact.starred)
    values[missed] = np.full(40, np.nan)
    curve, ablation = CURVES[0], ABLATIONS[0]
    response = inverted_u(np.array(curve.doses), random.normal(0, 1, (12, len(curve.doses))))
    made = compare(random.normal(1, 0.1, 12), random.normal(0, 0.1, 12), "falls")
    return Result(7, 40, 12, SETTING, 1234.0, marks(values), joint(values), [],
                  [(curve, response)], [(ablation, made)], [],
                  AcrossIndustries(40, 0.6, 0.4, 0.8))  # fmt: skip


def _inside(name: str, random: np.random.Generator) -> np.ndarray:
    low, high = np.clip([FACTS[name].low, FACTS[name].high], -5, 5)
    return random.uniform(low, high, 40) * 0.5 + 0.25 * (low + high)


def record() -> Record:
    return recorded(sat())


def simulated(folder: Path, ran: Ran = RAN, **options) -> Page:
    file = simulation_page(folder / "simulation.html", ran, outcomes(), **options)
    return Page(file.read_text("utf-8"))


def compared(folder: Path, ran: Ran = RAN, values=None, **options) -> Page:
    file = experiment_page(folder / "experiment.html", ran, tried(), values, **options)
    return Page(file.read_text("utf-8"))


def names(page: Page) -> list[str]:
    return [figure.attrs["data-figure"] for figure in page.all("figure")]


def test_a_simulation_shows_stages_technology_tiers_firms_ties_cost_and_risk(tmp_path: Path):
    page = simulated(tmp_path, one=one(), exam=record())
    assert {"by-stage", "circle", "tiers", "sizes", "ties", "cost-by-size", "cost-of-entering",
            "risk"} < set(names(page))  # fmt: skip
    assert sum(name.startswith("course-") for name in names(page)) == 3
    text = page.all("main")[0].text
    assert "In the model: " in text and "jobs in 2035" in text
    assert RAN.command in text and RAN.assumptions[0] in text and RAN.about in text
    assert record().sentence in text and "are no forecasts" in text


def test_without_records_of_firms_it_says_so(tmp_path: Path):
    page = simulated(tmp_path)
    assert set(names(page)) == {"by-stage", "course-1", "course-2", "course-3"}
    assert "nothing to show of single firms" in page.all("main")[0].text


def test_a_page_without_an_exam_says_that_trust_is_not_known(tmp_path: Path):
    assert "No result of the exam is at hand" in simulated(tmp_path).all("main")[0].text
    assert "No result of the exam" not in simulated(tmp_path, exam=record()).all("main")[0].text


def test_the_answer_is_the_end_of_the_lines_and_of_the_table(tmp_path: Path):
    page = compared(tmp_path, values=both())
    (figure,) = [f for f in page.all("figure") if f.attrs["data-figure"] == "difference"]
    rows = [[c.text for c in page.all("td", within=row)] for row in page.all("tr", within=figure)]
    last = [row for row in rows if row and row[:2] == ["Jobs", "2035"]]
    low, high = (end.strip("+−") for end in last[0][3].split(" to "))
    lead = next(e for e in page.all("div") if e.attrs.get("class") == "lead").text
    assert f"{low} " in lead and f"{high} more jobs by 2035" in lead
    texts = [text.text for text in page.all("text", within=figure)]
    assert last[0][2] in texts and "nothing" in texts


def test_an_experiment_shows_differences_effects_gains_more_of_it_and_costs(tmp_path: Path):
    page = compared(tmp_path, values=both(), gauge=gauged(), instrument="Grant", exam=record())
    assert names(page) == ["difference", "gauge", "effects", "gains"]
    text = page.all("main")[0].text
    assert "Log productivity: beyond about" in text
    assert "Value added less public money: it can not be told whether more of it helps" in text
    assert "Public money" in text and "North and South" in text and "12 paired runs" in text


def test_unit_cost_and_what_must_be_known_first_are_shown_where_they_are_given(tmp_path: Path):
    page = compared(tmp_path, replace(RAN, caution="B is tried in another world."), pair=pair())
    assert "cost-between" in names(page)
    assert "B is tried in another world." in page.all("main")[0].text


def test_without_outcomes_of_each_run_it_gives_the_mean_and_no_fan(tmp_path: Path):
    page = compared(tmp_path)
    assert names(page) == ["effects", "gains"]
    text = page.all("main")[0].text
    assert "on average over runs" in text and "More or less of it was not tried" in text


def test_the_exam_puts_failures_first_and_says_what_can_not_be_told(tmp_path: Path):
    file = exam_page(tmp_path / "exam.html", sat(), "milieu exam --seed 7", "2026-01-31")
    page = Page(file.read_text("utf-8"))
    assert names(page) == ["facts", "curves"]
    first = [c.text for c in page.all("td", within=page.all("tbody")[0])]
    assert first[0] == sat().marks[[m.met for m in sat().marks].index(False)].fact.label
    own = [mark for mark in sat().marks if not mark.fact.starred]
    text = page.all("main")[0].text
    assert f"passed {sum(m.met for m in own)} of {len(own)} entrance checks" in text
    assert "cannot tell (12 runs)" in text and "1 of 1 outcomes do what the theory says" in text
    assert "sat on 2026-01-31" in text


def evil() -> Ran:
    places = ("elsewhere", *(f"{EVIL}{n}" for n in range(1, 4)))
    return replace(RAN, scenario=EVIL, places=places, about=EVIL, command=EVIL, baseline=EVIL,
                   study=EVIL, assumptions=(EVIL,), set=((EVIL, EVIL),))  # fmt: skip


def test_names_are_data_and_pages_call_no_address(tmp_path: Path):
    pages = [
        simulated(tmp_path, evil(), one=one(), exam=record()),
        compared(tmp_path, evil(), both(), gauge=gauged(), instrument=EVIL),
        Page(exam_page(tmp_path / "exam.html", sat(), EVIL, EVIL).read_text("utf-8")),
    ]
    for page in pages:
        assert len(page.all("script")) == 1
        assert EVIL in page.all("main")[0].text
        for element in page.elements:
            assert not {"src", "srcset", "action", "data", "onclick"} & set(element.attrs)
            assert element.attrs.get("href", "#").startswith(("#", "data:,"))
        assert "default-src 'none'" in page.all("meta")[1].attrs["content"]


def test_every_drawing_has_words_for_it_and_a_table_behind(tmp_path: Path):
    for page in (simulated(tmp_path, one=one()), compared(tmp_path, values=both(), gauge=gauged())):
        for figure in page.all("figure"):
            (shown,) = [e for e in page.all("div", within=figure) if e.attrs.get("role") == "img"]
            assert shown.attrs["aria-label"].endswith("Table follows.")
            assert page.all("table", within=figure)
            screens = {e.attrs["class"] for e in page.all("div", within=shown)}
            assert screens == {"drawing wide", "drawing narrow"}


def test_made_up_numbers_are_called_so(tmp_path: Path):
    ran = replace(RAN, made_up=True)
    assert simulated(tmp_path, ran).all("strong", class_="invented")
    assert not simulated(tmp_path).all("strong", class_="invented")


def test_a_folder_that_is_not_there_is_answered_with_what_to_do(tmp_path: Path):
    with pytest.raises(UserError, match="where you may write"):
        exam_page(tmp_path / "no" / "exam.html", sat(), "milieu exam")


def test_clusters_without_any_firm_and_runs_of_one_year_are_shown_too(tmp_path: Path):
    nobody = {name: np.zeros_like(values) for name, values in outcomes().items()}
    empty = Page(simulation_page(tmp_path / "a.html", RAN, nobody, one=None).read_text("utf-8"))
    assert names(empty) == ["by-stage"] and "0 jobs in 2035" in empty.all("main")[0].text
    first = {name: values[:1, :1] for name, values in outcomes().items()}
    file = simulation_page(tmp_path / "b.html", replace(RAN, runs=1), first)
    text = Page(file.read_text("utf-8")).all("main")[0].text
    assert "jobs in 2016. " in text and "80\xa0% of runs" not in text.split("How it was run")[0]
