"""What an experiment answers, in sentences made from its numbers."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from milieu.core.language import _, in_sense
from milieu.policy.experiment import Experiment
from milieu.policy.experiment_effects import EVERYWHERE, TREATED, Cost, Place, year_index
from milieu.policy.experiment_estimates import FEWEST, Difference
from milieu.report.sentences import Sentence
from milieu.report.twin.difference_figure import differences_of
from milieu.report.twin.numbers import amount, coarse
from milieu.report.twin.shown import Ran
from milieu.report.words import (
    MINUS,
    Amount,
    after,
    before,
    between,
    is_zero,
    probability,
    together,
)

Outcomes = Mapping[str, NDArray[np.float64]]
OTHERS = ("patents", "value_added")


def nothing() -> str:
    """Return that no difference can be told from chance."""
    return _("no difference we can tell from zero")


def answers(experiment: Experiment, outcomes: Outcomes | None, ran: Ran) -> list[Sentence]:
    """Return the answer on jobs, what is left of it everywhere, then other outcomes and cost."""
    year = max(experiment.years)
    if experiment.replicates < FEWEST:
        few = _("There are {n}; {least} are the least, 200 are better.",
                n=experiment.replicates, least=FEWEST)  # fmt: skip
        return [(before(_("Too few runs to say anything.")), few)]
    index = year_index(experiment.start, year)
    jobs = experiment.effect("jobs", year)
    if outcomes is None:
        head = mean_sentence(jobs, ran.when(index))
    else:
        apart = differences_of(outcomes, "jobs", experiment.where)[:, index]
        head = range_sentence(apart, ran.when(index))
    unclear = ""
    if jobs.found == "cannot tell":
        unclear = _("On average over runs there is {nothing}.", nothing=nothing())
    rest = together(unclear, everywhere_sentence(experiment.effect("jobs", year, EVERYWHERE)))
    others = together(*(other_sentence(experiment.effect(name, year), name) for name in OTHERS))
    return [(head, after(rest)), ("", others), ("", cost_sentence(experiment, year))]


def everywhere_sentence(found: Difference) -> str:
    """Return what is left when what merely moves between places cancels out."""
    if found.found in ("higher", "lower"):
        said = more_or_less(amount(found.low, found.difference, found.high))
        return _("With all other places counted: {change} on average.", change=said)
    return _("With all other places counted: {change}.", change=_none(found))


def range_sentence(apart: NDArray[np.float64], when: str) -> str:
    """Return what 80 % of paired runs come to: "In the model: 130 to 630 more jobs by 2034 ...".

    apart   difference in each run, NaN where not known
    """
    known = apart[np.isfinite(apart)]
    if not len(known):
        return _("In the model: jobs by {when} are not known.", when=when)
    if not known.any():
        return _("In the model: the same jobs by {when} in every run.", when=when)
    low, middle, high = (float(q) for q in np.quantile(known, (0.1, 0.5, 0.9)))
    said: dict[str, object] = {
        "change": more_or_less(amount(low, middle, high)), "when": when,
    }  # fmt: skip
    if middle >= 0:
        return _("In the model: {change} by {when} (80\u00a0% of runs), fewer jobs in {chance}.",
                 chance=probability((known < 0).mean()), **said)  # fmt: skip
    return _("In the model: {change} by {when} (80\u00a0% of runs), more jobs in {chance}.",
             chance=probability((known > 0).mean()), **said)  # fmt: skip


def mean_sentence(found: Difference, when: str) -> str:
    """Return the mean effect with its range, where single runs are not at hand."""
    if found.found == "the same":
        return _("In the model: the same jobs by {when} in every run.", when=when)
    said = more_or_less(amount(found.low, found.difference, found.high))
    return _("In the model: {change} by {when} on average over runs (95\u00a0% range).",
             change=said, when=when)  # fmt: skip


def more_or_less(said: Amount) -> str:
    """Return a range as "130 to 630 more jobs", "40 fewer to 630 more jobs" and the like."""
    if said.ends is None:
        one = said.text
        if one.startswith(MINUS):
            return _("{n} fewer jobs", n=one.removeprefix(MINUS))
        return _("{n} more jobs", n=one)
    low, high = (end.removeprefix(MINUS) for end in said.ends)
    below = [end.startswith(MINUS) for end in said.ends]
    if all(below):
        return _("{low} to {high} fewer jobs", low=high, high=low)
    if below[0] and not is_zero(high):
        return _("{low} fewer to {high} more jobs", low=low, high=high)
    if below[0]:
        return _("{low} to {high} fewer jobs", low="0", high=low)
    return _("{low} to {high} more jobs", low=low, high=high)


def cost_sentence(experiment: Experiment, year: int) -> str:
    """Return what each additional job costs, here and with all places counted, or why not."""
    found, anywhere = (cost_of(experiment, "jobs", year, place) for place in (TREATED, EVERYWHERE))
    if found is None or found.money.found == "the same":
        return _("It costs no public money.")
    if found.found == "less of it":
        return _("What an additional job costs can not be told: jobs become fewer.")
    if found.found != "known":
        return _("What an additional job costs can not be told: on jobs there is {nothing}.",
                 nothing=nothing())  # fmt: skip
    if anywhere is None or anywhere.found != "known":
        return _(
            "Each additional job costs {cost} quarterly wages of public money; with all other "
            "places counted its cost can not be told.",
            cost=_ends(found),
        )
    return _(
        "Each additional job costs {cost} quarterly wages of public money; with all other places "
        "counted {everywhere} (95\u00a0% ranges).",
        cost=_ends(found),
        everywhere=_ends(anywhere),
    )


def cost_of(experiment: Experiment, outcome: str, year: int, place: Place = TREATED) -> Cost | None:
    """Return the cost of an outcome, if it was compared there and then."""
    wanted = (outcome, place, year)
    return next((c for c in experiment.costs if (c.outcome, c.place, c.year) == wanted), None)


def other_sentence(found: Difference, outcome: str) -> str:
    """Return the mean effect on patents or value added: "Patents a year: 3 to 9 more ...".

    outcome   one of OTHERS
    """
    change = _change(found)
    if outcome == "patents":
        return _("Patents a year: {change}.", change=change)
    if found.found in ("higher", "lower"):
        change = _money(found)
    return _("Value added a year: {change}.", change=change)


def _change(found: Difference) -> str:
    if found.found not in ("higher", "lower"):
        return _none(found)
    first, last = _nearest_first(found)
    if found.found == "higher":
        return _("{low} to {high} more on average", low=first, high=last)
    return _("{low} to {high} less on average", low=first, high=last)


def _money(found: Difference) -> str:
    first, last = _nearest_first(found)
    if found.found == "higher":
        return _("{low} to {high} quarterly wages more on average", low=first, high=last)
    return _("{low} to {high} quarterly wages less on average", low=first, high=last)


def _nearest_first(found: Difference) -> tuple[str, str]:
    """Return the ends of a range without signs, that nearer to zero first."""
    said = amount(found.low, found.difference, found.high)
    low, high = (end.removeprefix(MINUS) for end in said.ends or (said.text, said.text))
    return (high, low) if found.found == "lower" else (low, high)


def _none(found: Difference) -> str:
    return in_sense("of outcomes", "the same") if found.found == "the same" else nothing()


def _ends(cost: Cost) -> str:
    return between(coarse(cost.each.low), coarse(cost.each.high))
