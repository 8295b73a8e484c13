"""Sliders: what can be done and assumed, each with what a reader must know before moving it."""

import math
from dataclasses import dataclass

from milieu.core.language import _
from milieu.policy.declare import Instrument
from milieu.report.money import money
from milieu.report.words import Kind, capital, listed, number, plain, probability
from milieu.study.lab.asking import Asking
from milieu.study.lab.assumptions import ASSUMPTIONS, Assumption
from milieu.study.lab.grounds import Ground
from milieu.study.lab.starts import STARTS

FIRST = 5  # instruments that are not folded away
PARTS = 50  # steps of a slider, about
YEAR = 4  # quarters


@dataclass(frozen=True)
class Slider:
    """One instrument.

    each      money a year at intensity 1, national currency or quarterly wages; NaN: not known
    usual     the same in words
    answers   failures found here that it answers, in words; "" for none
    fits      which stages it suits, and how probably the cluster is in one where that is not likely
    timely    whether the cluster's stage suits, or is not known
    warnings  where it may do harm
    tested    largest intensity between which quick answers are read; 0 for none
    start     name of when it begins
    """

    name: str
    label: str
    about: str
    dose: float
    most: float
    step: float
    each: float
    cost: str
    share: str
    answers: str
    fits: str
    timely: bool
    usual: str
    reasons: tuple[str, ...]
    warnings: tuple[str, ...]
    tested: float
    start: str

    @property
    def value(self) -> str:
        """Return the dose as a field holds it."""
        return f"{self.dose:g}"


@dataclass(frozen=True)
class Assumed:
    """One assumption with its value."""

    one: Assumption
    value: float

    @property
    def moved(self) -> bool:
        """Return whether it is not as it is."""
        return self.value != self.one.as_it_is


def sliders(asking: Asking) -> tuple[list[Slider], list[Slider]]:
    """Return the instruments that are shown at once, and those that are folded away.

    Those that answer the diagnosis come first; one that is in use is never folded away.
    """
    ordered = asking.ground.in_order()
    made = [_slider(asking, one) for one in ordered]
    first = [one for at, one in enumerate(made) if at < FIRST or one.dose]
    return first, [one for one in made if one not in first]


def assumptions(asking: Asking) -> list[Assumed]:
    """Return the assumptions with their values."""
    given = asking.question.assumed
    return [Assumed(one, given.get(name, one.as_it_is)) for name, one in ASSUMPTIONS.items()]


def starts() -> list[tuple[str, str]]:
    """Return when a measure may begin: names and words."""
    return [(one.name, _(one.label)) for one in STARTS.values()]


def said_cost(ground: Ground, wages: float) -> str:
    """Return quarterly wages a year as money a year, or as they are."""
    if math.isfinite(ground.wage):
        return _("{money} a year", money=money(wages * ground.wage))
    return _("{n} quarterly wages a year", n=money(wages))


def share_of_sales(asking: Asking, wages: float) -> str:
    """Return money as a share of what is sold; empty where it is not known."""
    part = wages / asking.sales if asking.sales else math.nan
    if not math.isfinite(part):
        return ""
    return _("{share} of sales", share=number(part, Kind.SHARE))


def _slider(asking: Asking, one: Instrument) -> Slider:
    ground, question = asking.ground, asking.question
    candidate = ground.candidates.get(one.name)
    dose = question.doses.get(one.name, 0.0)
    each = ground.cost(one.name)
    answers = listed([plain(v.failure.value) for v in candidate.answers]) if candidate else ""
    return Slider(
        one.name,
        _(one.label),
        _(one.about),
        dose,
        one.largest_intensity,
        step_of(one.largest_intensity),
        each * ground.wage if math.isfinite(ground.wage) else each,
        said_cost(ground, each * dose),
        share_of_sales(asking, each * dose),
        answers,
        fits(ground, one, answers),
        not ground.is_untimely(one),
        said_cost(ground, each),
        tuple(candidate.reasons) if candidate else (),
        tuple(candidate.cautions) if candidate else (),
        asking.between.largest.get(one.name, 0.0) if asking.between.enough else 0.0,
        question.starts.get(one.name, ""),
    )


def fits(ground: Ground, one: Instrument, answers: str) -> str:
    """Return which stages an instrument suits; where the cluster is in none, what it answers, too.

    answers   failures found here that it answers, in words; "" for none
    """
    stages = listed([_(stage.value) for stage in one.suits])
    if not ground.is_untimely(one):
        return _("fits {stages}", stages=stages)
    chance = probability(ground.stage_share(one))
    if answers:
        return _(
            "answers a failure found here ({failures}), but fits {stages}, where the cluster is "
            "with {chance} only",
            failures=answers,
            stages=stages,
            chance=chance,
        )
    return _("fits {stages}, where the cluster is with {chance} only", stages=stages, chance=chance)


def step_of(most: float) -> float:
    """Return a round step of about a fiftieth of a slider."""
    rough = most / PARTS
    power = 10.0 ** math.floor(math.log10(rough))
    return float(f"{next(m * power for m in (1, 2, 5, 10) if m * power >= rough * 0.999):.6g}")


def leading(ground: Ground, stage: str) -> str:
    """Return where the cluster stands: "Most probably in maturity: 65 % (13 in 20)".

    stage   in which all pages say that it stands: that of its most probable course, which need not
            be the most probable of the last year alone
    """
    if stage not in ground.stages:
        return _("where it stands in its life is not known")
    chance = probability(ground.stages[stage])
    return capital(_("most probably in {stage}: {chance}", stage=_(stage), chance=chance))
