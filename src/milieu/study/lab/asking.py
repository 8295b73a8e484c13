"""Asking: a question about a cluster with everything that the study can say before it is run."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from milieu.core.errors import UserError
from milieu.policy.budget import costs
from milieu.policy.quick_estimate import Between, Quick
from milieu.study.lab.answer import Answer, Before
from milieu.study.lab.asked import NONE, Asked
from milieu.study.lab.grounds import Ground
from milieu.study.lab.marks import alike_of, mark_of
from milieu.study.lab.sides import Sides, sides_of
from milieu.study.lab.spread import SHOWN
from milieu.study.lab.stored import Stored, quick
from milieu.twin.observe import QUARTERS

if TYPE_CHECKING:
    from milieu.study.study import Study


@dataclass(frozen=True)
class Asking:
    """One question about one cluster.

    raises   UserError on first use of `sides` for a saved scenario that is not right
    """

    study: "Study"
    ground: Ground
    question: Asked
    stored: Stored

    @cached_property
    def sides(self) -> Sides:
        """Return what is tried and what it is compared with."""
        return sides_of(self.study, self.question, self.ground.first, self.ground.wage)

    @property
    def can_run(self) -> bool:
        """Return whether runs can answer it."""
        return self.ground.stage is not None and self.question.anything and not self.over_budget

    @cached_property
    def cost(self) -> float:
        """Return about what B costs in its dearest year, quarterly wages; an upper reckoning."""
        firms = {self.ground.cluster: self.ground.firms}
        quarterly = costs(self.sides.b, firms)
        years = quarterly[: len(quarterly) // QUARTERS * QUARTERS].reshape(-1, QUARTERS)
        return float(years.sum(axis=1).max()) if len(years) else 0.0

    @cached_property
    def sales(self) -> float:
        """Return what is sold a year, quarterly wages: in the runs, before them about as today."""
        found = self.answer()
        return found[1].sales if found else self.ground.sales

    @cached_property
    def over_budget(self) -> bool:
        """Return whether a quarter costs more than the budget allows."""
        firms = {self.ground.cluster: self.ground.firms}
        return bool(costs(self.sides.b, firms).max(initial=0.0) > self.sides.b.budget)

    @property
    def mark(self) -> str:
        """Return what tells its answer; "" where it can not be run."""
        stage = self.ground.stage
        return mark_of(self.sides, stage, self.question.seed) if stage else ""

    def answer(self) -> tuple[str, Answer] | None:
        """Return the task that answered this very question, and its answer; None for none."""
        return self.stored.find(self.mark) if self.question.anything and self.mark else None

    @cached_property
    def between(self) -> Between:
        """Return the stored experiments that differ from this one in nothing but doses."""
        stage = self.ground.stage
        return self.stored.between(alike_of(self.sides.b, stage)) if stage else Between(())

    def quick(self) -> Mapping[str, Quick]:
        """Return the quick estimate by outcome; empty where nothing near enough is stored."""
        question = self.question
        plain = question.doses and question.at_once and question.against == NONE
        return quick(self.between, question.doses, SHOWN) if plain else {}

    def before(self) -> dict[str, Before]:
        """Return the quick estimate of the last year, to be held against the runs."""
        return {name: before_of(one) for name, one in self.quick().items()}


def before_of(one: Quick) -> Before:
    """Return what a quick estimate says of the last year."""
    low, middle, high = (float(v) for v in one.value[:, -1])
    return Before(low, middle, high, float(one.error[1, -1]), one.points)


def problem_of(asking: Asking) -> UserError | None:
    """Return what is wrong with the scenarios of a question; None for nothing."""
    try:
        asking.sides  # noqa: B018  (made on first use)
    except UserError as error:
        return error
    return None
