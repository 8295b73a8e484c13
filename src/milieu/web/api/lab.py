"""Lab: what is known of a question about a cluster: a quick estimate, runs, or neither."""

import math
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Path, Query, Request, Response
from pydantic import BaseModel, Field

from milieu.core.errors import UserError
from milieu.policy.quick_estimate import Quick
from milieu.report.twin.lab_words import quick_sentence
from milieu.study.lab.answer import plain
from milieu.study.lab.asked import MOST_LETTERS, NONE, YEARS, asked
from milieu.study.lab.asking import Asking
from milieu.web.api.asking import problems, resource
from milieu.web.faults import NotHere
from milieu.web.lab.desk import Desk, task_of
from milieu.web.lab.question import lab_address
from milieu.web.links import quoted
from milieu.web.site import site

router = resource("lab")
ClusterName = Annotated[
    str, Path(description="The cluster's id, with its signs quoted.", examples=["0901-x503"])
]
Long = Annotated[str, Query(max_length=MOST_LETTERS)]


class QuickSaid(BaseModel):
    """A quick estimate of one outcome: ends and middle of 80 % of runs, by year."""

    years: list[int]
    low: list[float]
    middle: list[float]
    high: list[float]
    error: list[list[float]] = Field(
        description="Of low, middle and high: four of five experiments lie within it."
    )


class LabSaid(BaseModel):
    """What is known of a question."""

    cluster: str
    question: str = Field(description="As the address has it.")
    sentence: str = Field(description="The quick estimate in words; empty without one.")
    quick: dict[str, QuickSaid] = Field(description="By outcome; empty without an estimate.")
    stored: int = Field(description="Experiments between which is read.")
    tested: dict[str, float] = Field(description="Largest intensity tested, by instrument.")
    within: bool = Field(description="Whether the question lies within what was tested.")
    cost: float | None = Field(description="About, of the dearest year, quarterly wages.")
    wage: float | None = Field(description="Quarterly wage in national currency.")
    can_run: bool
    why_not: str
    task: str = Field(description="Address of the task that answers it; empty for none.")
    answer: dict[str, Any] | None = Field(description="What runs came to so far; null for none.")
    page: str


@router.get(
    "/s/{study}/lab/{cluster:path}", summary="What is known of a question", responses=problems()
)
def lab(
    request: Request,
    response: Response,
    study: Annotated[str, Path(description="Name of the study.")],
    cluster: ClusterName,
    do: Annotated[Long, Query(description="external_linkage:2,training:1@growth")] = "",
    assume: Annotated[Long, Query(description="demand:1.5")] = "",
    against: Annotated[str, Query(description="`none`, or a saved scenario.")] = NONE,
    scenario: Annotated[str, Query(description="A saved scenario in place of `do`.")] = "",
    years: Annotated[int, Query(ge=1, le=40, description="Years to follow.")] = YEARS,
    start: Annotated[str, Query(description="First quarter, 2026Q1.", max_length=10)] = "",
    budget: Annotated[float | None, Query(ge=0, description="Money a year.")] = None,
    seed: Annotated[int, Query(ge=0, le=2**32 - 1, description="Seed of all chances.")] = 0,
) -> LabSaid:
    """Return the quick estimate and what runs came to; ask for runs by a task `experiment`."""
    response.headers["Cache-Control"] = "no-store"
    desk = Desk(site(request).shelf.open(study))
    try:
        ground = desk.grounds.of(cluster)
    except UserError as error:
        raise NotHere(error) from None
    question = asked(
        do=do,
        assume=assume,
        against=against,
        scenario=scenario,
        years=years,
        start=start,
        budget=math.inf if budget is None else budget,
        seed=seed,
    )
    return _said(request, desk, desk.asking(ground, question))


def _said(request: Request, desk: Desk, asking: Asking) -> LabSaid:
    study, ground, quick = desk.opened.name, asking.ground, asking.quick()
    found = asking.answer()
    task = task_of(site(request).tasks, study, ground.cluster, asking.question)
    id = found[0] if found else task.id if task else ""
    first = asking.sides.b.start // 4 - 1
    return LabSaid(
        cluster=ground.cluster,
        question=asking.question.query,
        sentence=sentence(quick, first),
        quick={name: _quick(one, first) for name, one in quick.items()},
        stored=len(asking.between.points),
        tested=asking.between.largest,
        within=asking.between.holds(asking.question.doses),
        cost=asking.cost if ground.stage else None,
        wage=ground.wage if math.isfinite(ground.wage) else None,
        can_run=asking.can_run,
        why_not=ground.why_not,
        task=f"/api/v1/s/{quoted(study)}/tasks/{id}" if id else "",
        answer=finite(plain(found[1])) if found else None,
        page=lab_address(desk.opened, ground.cluster, asking.question),
    )


def sentence(quick: Mapping[str, Quick], first: int) -> str:
    """Return a quick estimate of jobs in words."""
    if not quick:
        return ""
    jobs = quick["jobs"]
    low, high = (float(end[-1]) for end in jobs.outer)
    last = first + jobs.value.shape[1] - 1
    return quick_sentence(low, float(jobs.value[1, -1]), high, last)


def finite(value: Any) -> Any:
    """Return a value with null for what is no number, or without end."""
    if isinstance(value, dict):
        return {name: finite(one) for name, one in value.items()}
    if isinstance(value, list):
        return [finite(one) for one in value]
    return None if value in ("nan", "inf", "-inf") else value


def _quick(one: Quick, first: int) -> QuickSaid:
    low, middle, high = one.value.tolist()
    years = list(range(first, first + len(low)))
    return QuickSaid(years=years, low=low, middle=middle, high=high, error=one.error.tolist())
