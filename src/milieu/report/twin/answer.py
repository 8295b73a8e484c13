"""What an experiment answers, in sentences made from its numbers."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from milieu.policy.experiment import Experiment
from milieu.policy.experiment_effects import EVERYWHERE, TREATED, Cost, Place, year_index
from milieu.policy.experiment_estimates import FEWEST, Difference
from milieu.report.sentences import Sentence
from milieu.report.twin.difference_figure import differences_of
from milieu.report.twin.numbers import amount, coarse
from milieu.report.twin.shown import Ran
from milieu.report.words import MINUS, SPACE, Amount, probability

Outcomes = Mapping[str, NDArray[np.float64]]
NOTHING = "no difference we can tell from zero"
OTHERS = (
    ("patents", "Patents a year", ""),
    ("value_added", "Value added a year", "quarterly wages "),
)


def answers(experiment: Experiment, outcomes: Outcomes | None, ran: Ran) -> list[Sentence]:
    """Return the answer on jobs, what is left of it everywhere, then other outcomes and cost."""
    year = max(experiment.years)
    if experiment.replicates < FEWEST:
        few = f"There are {experiment.replicates}; {FEWEST} are the least, 200 are better."
        return [("Too few runs to say anything. ", few)]
    index = year_index(experiment.start, year)
    jobs = experiment.effect("jobs", year)
    if outcomes is None:
        head = mean_sentence(jobs, ran.when(index))
    else:
        apart = differences_of(outcomes, "jobs", experiment.where)[:, index]
        head = range_sentence(apart, ran.when(index))
    unclear = f" On average over runs there is {NOTHING}." if jobs.found == "cannot tell" else ""
    everywhere = f" {everywhere_sentence(experiment.effect('jobs', year, EVERYWHERE))}"
    others = " ".join(
        other_sentence(experiment.effect(name, year), label, unit) for name, label, unit in OTHERS
    )
    return [(head, unclear + everywhere), ("", others), ("", cost_sentence(experiment, year))]


def everywhere_sentence(found: Difference, noun: str = "jobs") -> str:
    """Return what is left when what merely moves between places cancels out."""
    if found.found in ("higher", "lower"):
        said = more_or_less(amount(found.low, found.difference, found.high), noun)
        return f"With all other places counted: {said} on average."
    return f"With all other places counted: {_none(found)}."


def range_sentence(apart: NDArray[np.float64], when: str, noun: str = "jobs") -> str:
    """Return what 80 % of paired runs come to: "In the model: 130 to 630 more jobs by 2034 ...".

    apart   difference in each run, NaN where not known
    """
    known = apart[np.isfinite(apart)]
    if not len(known):
        return f"In the model: {noun} by {when} are not known."
    if not known.any():
        return f"In the model: the same {noun} by {when} in every run."
    low, middle, high = (float(q) for q in np.quantile(known, (0.1, 0.5, 0.9)))
    said = more_or_less(amount(low, middle, high), noun)
    other, share = ("fewer", (known < 0).mean()) if middle >= 0 else ("more", (known > 0).mean())
    held = f"(80{SPACE}% of runs)"
    return f"In the model: {said} by {when} {held}, {other} {noun} in {probability(share)}."


def mean_sentence(found: Difference, when: str, noun: str = "jobs") -> str:
    """Return the mean effect with its range, where single runs are not at hand."""
    if found.found == "the same":
        return f"In the model: the same {noun} by {when} in every run."
    said = more_or_less(amount(found.low, found.difference, found.high), noun)
    return f"In the model: {said} by {when} on average over runs (95{SPACE}% range)."


def more_or_less(said: Amount, noun: str) -> str:
    """Return a range as "130 to 630 more jobs", "40 fewer to 630 more jobs" and the like."""
    if said.ends is None:
        one = said.text
        return f"{one.removeprefix(MINUS)} {'fewer' if one.startswith(MINUS) else 'more'} {noun}"
    low, high = said.ends
    if low.startswith(MINUS) and high.startswith(MINUS):
        return f"{high.removeprefix(MINUS)} to {low.removeprefix(MINUS)} fewer {noun}"
    if low.startswith(MINUS) and high.strip("0"):
        return f"{low.removeprefix(MINUS)} fewer to {high} more {noun}"
    if low.startswith(MINUS):
        return f"0 to {low.removeprefix(MINUS)} fewer {noun}"
    return f"{low} to {high} more {noun}"


def cost_sentence(experiment: Experiment, year: int) -> str:
    """Return what each additional job costs, here and with all places counted, or why not."""
    found, anywhere = (cost_of(experiment, "jobs", year, place) for place in (TREATED, EVERYWHERE))
    if found is None or found.money.found == "the same":
        return "It costs no public money."
    if found.found != "known":
        why = "jobs become fewer" if found.found == "less of it" else f"on jobs there is {NOTHING}"
        return f"What an additional job costs can not be told: {why}."
    head = f"Each additional job costs {_ends(found)} quarterly wages of public money"
    if anywhere is None or anywhere.found != "known":
        return f"{head}; with all other places counted its cost can not be told."
    return f"{head}; with all other places counted {_ends(anywhere)} (95{SPACE}% ranges)."


def cost_of(experiment: Experiment, outcome: str, year: int, place: Place = TREATED) -> Cost | None:
    """Return the cost of an outcome, if it was compared there and then."""
    wanted = (outcome, place, year)
    return next((c for c in experiment.costs if (c.outcome, c.place, c.year) == wanted), None)


def other_sentence(found: Difference, label: str, unit: str = "") -> str:
    """Return the mean effect on a further outcome: "Patents a year: 3 to 9 more on average."""
    if found.found not in ("higher", "lower"):
        return f"{label}: {_none(found)}."
    said = amount(found.low, found.difference, found.high)
    low, high = (end.removeprefix(MINUS) for end in said.ends or (said.text, said.text))
    first, last = (high, low) if found.found == "lower" else (low, high)
    way = "more" if found.found == "higher" else "less"
    return f"{label}: {first} to {last} {unit}{way} on average."


def _none(found: Difference) -> str:
    return "the same" if found.found == "the same" else NOTHING


def _ends(cost: Cost) -> str:
    return f"{coarse(cost.each.low)} to {coarse(cost.each.high)}"
