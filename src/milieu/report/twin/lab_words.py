"""What the lab says of an experiment: whole sentences made from its numbers."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from milieu.core.language import _
from milieu.policy.experiment import Experiment
from milieu.policy.experiment_effects import TREATED
from milieu.policy.experiment_estimates import SURE, Difference
from milieu.report.money import money, money_range
from milieu.report.sentences import Sentence
from milieu.report.twin.answer import cost_of
from milieu.report.twin.numbers import amount, signed, signed_range
from milieu.report.words import (
    MINUS,
    Amount,
    Kind,
    is_zero,
    number,
    percent,
    probability,
    together,
)

HELD = 80  # percent of runs
SURELY = round(100 * SURE)  # percent of cases, of averages over runs
COARSER = 4  # a quick estimate is rounded to a quarter of its range, not to a tenth


def held() -> str:
    """Return the share of runs that ranges hold: "80 %"."""
    return number(0.8, Kind.SHARE, 0.01)


@dataclass(frozen=True)
class Paid:
    """In which money amounts are said.

    wage   quarterly wage in national currency, NaN: amounts are said in quarterly wages
    sales  of the cluster, quarterly wages a year
    """

    wage: float
    sales: float

    @property
    def known(self) -> bool:
        """Return whether there is a wage."""
        return bool(self.wage > 0)

    def say(self, wages: float) -> str:
        """Return quarterly wages as money, or as they are: "290,000", "41 quarterly wages"."""
        if self.known:
            return money(wages * self.wage)
        return _("{n} quarterly wages", n=money(wages))

    def range(self, low: float, high: float) -> str:
        """Return two amounts: "110 to 210 quarterly wages", "290,000 to 1.3 million"."""
        if not self.known:
            return _("{range} quarterly wages", range=money_range(low, high))
        return money_range(low * self.wage, high * self.wage)

    def share(self, wages: float) -> str:
        """Return quarterly wages a year as a share of sales: "0.8 %"."""
        part = wages / self.sales if self.sales > 0 else np.nan
        return number(part if np.isfinite(part) else None, Kind.SHARE)


def jobs_sentence(
    low: float, middle: float, high: float, below: float, above: float, year: int, *, same: bool
) -> str:
    """Return what 80 % of runs come to: "In the model: 130 to 630 more jobs by 2034 ...".

    below, above   share of runs with fewer and with more jobs;  same: whether no run differs
    """
    if same:
        return _("In the model: the same jobs by {year} in every run.", year=year)
    said = amount(low, middle, high)
    ends = said.ends or (said.text, said.text)
    ahead = _plain(ends)
    if not _is_below(ends[0]) and not is_zero(ends[1]):
        return _(
            "In the model: {low} to {high} more jobs by {year} ({held} of runs), fewer jobs in "
            "{chance}.",
            low=ahead[0], high=ahead[1], year=year, held=percent(HELD), chance=probability(below),
        )  # fmt: skip
    if _is_below(ends[0]) and not _is_below(ends[1]) and not is_zero(ends[1]):
        return _(
            "In the model: {low} fewer to {high} more jobs by {year} ({held} of runs), more jobs "
            "in {chance}.",
            low=ahead[0], high=ahead[1], year=year, held=percent(HELD), chance=probability(above),
        )  # fmt: skip
    return _(
        "In the model: {low} to {high} fewer jobs by {year} ({held} of runs), more jobs in "
        "{chance}.",
        low=ahead[1], high=ahead[0], year=year, held=percent(HELD), chance=probability(above),
    )  # fmt: skip


def in_short(
    low: float, middle: float, high: float, spent: float, year: int, paid: Paid
) -> tuple[str, str]:
    """Return jobs and cost for a narrow strip: "Jobs by 2034: −15 to +35", "200,000 a year".

    low, middle, high   of 80 % of runs;  spent: public money a year, quarterly wages
    """
    jobs = amount(low, middle, high)
    return (
        _("Jobs by {year}: {range}", year=year, range=signed_range(jobs) or signed(jobs.text)),
        _("{money} a year", money=paid.say(spent)),
    )


def mean_sentence(found: Difference) -> str:
    """Return what holds of jobs on average over runs."""
    if found.found == "cannot tell":
        return _("On average over runs: no difference we can tell from zero.")
    if found.found == "the same":
        return ""
    low, high = _plain(_ends(amount(found.low, found.difference, found.high)))
    if found.found == "higher":
        return _("On average over runs: {low} to {high} more.", low=low, high=high)
    return _("On average over runs: {low} to {high} fewer.", low=high, high=low)


def others(found: Experiment, paid: Paid) -> list[str]:
    """Return what holds of patents and of value added on average over runs."""
    year = max(found.years)
    patents = found.effect("patents", year)
    added = found.effect("value_added", year)
    return [_patents(patents), _value_added(added, paid)]


def _patents(found: Difference) -> str:
    if found.found not in ("higher", "lower"):
        return _("Patents: no difference we can tell from zero.")
    low, high = _plain(_ends(amount(found.low, found.difference, found.high, Kind.RATIO)))
    if found.found == "higher":
        return _("Patents a year: {low} to {high} more on average.", low=low, high=high)
    return _("Patents a year: {low} to {high} fewer on average.", low=high, high=low)


def _value_added(found: Difference, paid: Paid) -> str:
    if found.found not in ("higher", "lower"):
        return _("Value added: no difference we can tell from zero.")
    range = paid.range(*sorted(abs(one) for one in (found.low, found.high)))
    if found.found == "higher":
        return _("Value added a year: {range} more on average.", range=range)
    return _("Value added a year: {range} less on average.", range=range)


def spending_sentence(spent: tuple[float, float, float], paid: Paid) -> str:
    """Return what it costs a year, counted in the runs."""
    low, middle, high = spent
    if not any(spent):
        return _("It costs no public money.")
    if paid.say(low) == paid.say(high):
        return _(
            "It costs {money} of public money a year, {share} of sales.",
            money=paid.say(middle), share=paid.share(middle),
        )  # fmt: skip
    return _(
        "It costs {range} of public money a year, {share} of sales in the middle.",
        range=paid.range(low, high), share=paid.share(middle),
    )  # fmt: skip


def price_sentence(found: Experiment, paid: Paid) -> str:
    """Return what an additional job and patent cost, or why that can not be told."""
    year = max(found.years)
    said = []
    for outcome, known, unknown in (
        ("jobs", _job_price, _no_job_price),
        ("patents", _patent_price, _no_patent_price),
    ):
        one = cost_of(found, outcome, year, TREATED)
        if one is None or one.money.found == "the same":
            continue
        if one.found == "known":
            said.append(known(paid.range(one.each.low_80, one.each.high_80), year))
        else:
            said.append(unknown())
    return together(*said)


def _job_price(range: str, years: int) -> str:
    return _(
        "Each additional job costs {range}, spent over {years} years.", range=range, years=years
    )


def _patent_price(range: str, years: int) -> str:
    del years
    return _("Each additional patent costs {range}.", range=range)


def _no_job_price() -> str:
    return _("What an additional job costs can not be told.")


def _no_patent_price() -> str:
    return _("What an additional patent costs can not be told.")


def sentences(
    head: str, found: Experiment, spent: tuple[float, float, float], paid: Paid
) -> list[Sentence]:
    """Return the whole answer: jobs first, then the others, then money."""
    jobs = found.effect("jobs", max(found.years))
    rest = [mean_sentence(jobs), *others(found, paid), _of_averages(found)]
    cost = [spending_sentence(spent, paid), price_sentence(found, paid)]
    return [(head, ""), ("", together(*rest)), ("", together(*cost))]


def _of_averages(found: Experiment) -> str:
    """Return what the ranges of averages hold; empty where none is said."""
    year = max(found.years)
    said = (found.effect(name, year).found for name in ("jobs", "patents", "value_added"))
    if not {"higher", "lower"} & set(said):
        return ""
    return _("These ranges of averages hold {share}.", share=percent(SURELY))


def quick_sentence(low: float, middle: float, high: float, year: int) -> str:
    """Return the quick estimate of jobs: "Quick estimate: about 100 to 700 more jobs by 2034".

    low, high   ends of 80 % of runs, the estimate's own error added
    """
    step = _coarse(high - low)
    first, last = (round(one / step) * step for one in (low, high))
    texts = [number(abs(one), Kind.COUNT, step) for one in (first, last)]
    del middle
    if first >= 0:
        return _("Quick estimate: about {low} to {high} more jobs by {year}.",
                 low=texts[0], high=texts[1], year=year)  # fmt: skip
    if last > 0:
        return _("Quick estimate: about {low} fewer to {high} more jobs by {year}.",
                 low=texts[0], high=texts[1], year=year)  # fmt: skip
    return _("Quick estimate: about {low} to {high} fewer jobs by {year}.",
             low=texts[1], high=texts[0], year=year)  # fmt: skip


def off_sentence(before: Mapping[str, float]) -> str:
    """Return that the quick estimate was off.

    before   low, middle, high and error of the estimate of jobs, and `now`, the middle of runs
    """
    return _(
        "The quick estimate was off: it had {before} jobs in the middle of runs, give or take "
        "{error}; there are {now}.",
        before=_signed(before["middle"]), error=number(before["error"], Kind.COUNT),
        now=_signed(before["now"]),
    )  # fmt: skip


def _coarse(range_of: float) -> float:
    """Return a round step of about a quarter of a range: 1, 2 or 5 times a power of ten."""
    least = max(range_of / COARSER, 1.0)
    power = 10.0 ** np.floor(np.log10(least))
    return float(next(m * power for m in (1, 2, 5, 10) if m * power >= least * (1 - 1e-9)))


def _ends(said: Amount) -> tuple[str, str]:
    return said.ends or (said.text, said.text)


def _plain(ends: tuple[str, str]) -> tuple[str, str]:
    return ends[0].removeprefix(MINUS), ends[1].removeprefix(MINUS)


def _is_below(text: str) -> bool:
    return text.startswith(MINUS)


def _signed(value: float) -> str:
    text = number(value, Kind.COUNT)
    return text if _is_below(text) or is_zero(text) else f"+{text}"
