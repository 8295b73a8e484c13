"""Policy lab: try instruments in a cluster, at once as an estimate, then by runs that come in."""

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from milieu.core.errors import UserError
from milieu.core.language import _
from milieu.report.diagnosis import alarm_name
from milieu.report.money import money
from milieu.study import scenarios
from milieu.study.lab.asked import NONE, Asked
from milieu.study.lab.asking import Asking, problem_of
from milieu.study.lab.sides import question_of as question_of_scenario
from milieu.twin.observe import QUARTERS
from milieu.web.answers import complaint, told
from milieu.web.faults import Fault
from milieu.web.lab import answers as shown_answers
from milieu.web.lab.desk import (
    QUICK_ANSWERS,
    Desk,
    Place,
    before_it,
    preparing,
    submit,
    task_of,
    usual_seconds,
)
from milieu.web.lab.entrance import entrance
from milieu.web.lab.question import doses_said, from_form, is_form, lab_address, question_of
from milieu.web.lab.sliders import (
    assumptions,
    leading,
    said_cost,
    share_of_sales,
    sliders,
    starts,
)
from milieu.web.lab.untried import outlook
from milieu.web.opened import Opened
from milieu.web.page import page
from milieu.web.safety.forms import fields
from milieu.web.safety.people import person_of
from milieu.web.site import site
from milieu.web.tasks import words as task_words
from milieu.web.tasks.queue import Tasks
from milieu.web.tasks.task import State, Task

router = APIRouter(include_in_schema=False)
SEEN = 303  # after a form: ask for the page, so that "back" and "reload" ask for nothing again
MORE_RUNS = 1_000  # that may be asked for where the usual number leaves much open


@router.get("/s/{study}/lab")
def index(request: Request, study: str, search: str = "", scenario: str = "") -> Response:
    """Show the clusters that can be tried, those with alarms first."""
    opened = newest(request, study)
    return page(
        request,
        "lab.html.j2",
        opened=opened,
        listed=entrance(opened, search[:200]),
        search=search[:200],
        scenario=scenario if scenario in scenarios.names(opened.study) else "",
        saved=scenarios.saved(opened.study),
    )


@router.get("/s/{study}/lab/{path:path}")
def lab(request: Request, study: str, path: str) -> Response:
    """Show what is asked of a cluster, and what is known of the answer."""
    opened = newest(request, study)
    desk = Desk(opened)
    place = desk.place(path)
    query = dict(request.query_params)
    if is_form(query):
        return _from_form(request, opened, desk, place, query)
    try:
        question = question_of(query, place.scenario)
    except UserError as error:
        return _shown(request, desk, place, Asked(), wrong=error, status=400)
    return _shown(request, desk, place, question, deleted=query.get("deleted", ""))


@router.post("/s/{study}/lab/{path:path}")
async def act(request: Request, study: str, path: str) -> Response:
    """Run, stop, go on, prepare, or save; then show the page."""
    given = await fields(request)
    return await run_in_threadpool(_act, request, study, path, given)


def newest(request: Request, study: str) -> Opened:
    """Return the study as it is now: runs always begin from the newest figures."""
    return site(request).shelf.open(study)


def _act(request: Request, study: str, path: str, given: Mapping[str, str]) -> Response:
    desk = Desk(newest(request, study))
    place = desk.place(path)
    question = Asked()
    try:
        question = question_of({**request.query_params, **given}, place.scenario)
        asking = desk.asking(place.ground, question)
        address = _done(request, desk, asking, given) or lab_address(
            desk.opened, place.ground.cluster, question
        )
    except (UserError, Fault) as error:
        wrong = error.error if isinstance(error, Fault) else error
        status = error.status if isinstance(error, Fault) else 400
        return _shown(request, desk, place, question, wrong=wrong, status=status, given=given)
    return RedirectResponse(address, SEEN)


def _done(request: Request, desk: Desk, asking: Asking, given: Mapping[str, str]) -> str:
    """Do what a button asks; return where to go, "" for the same question."""
    tasks, study = site(request).tasks, desk.opened.name
    owner, act = person_of(request).name, given.get("act", "")
    if leave := given.get("leave", ""):
        _leave(tasks, study, leave)
    if act == "run":
        runs = {"runs": MORE_RUNS, "settle": False} if given.get("more") else {}
        _check(asking)
        submit(tasks, asking, study, owner, **runs)  # type: ignore[arg-type]
    elif act == "stop":
        tasks.stop(study, given.get("task", ""))
    elif act == "resume":
        tasks.resume(study, given.get("task", ""))
    elif act == "prepare":
        options = {"cluster": asking.ground.cluster, "assume": asking.question.assume,
                   "years": asking.question.years}  # fmt: skip
        tasks.submit(study, QUICK_ANSWERS, options, owner=owner)
    elif act == "save":
        over = given.get("over") == "yes"
        made = scenarios.save(desk.opened.study, given.get("name", ""), asking.sides.b, over=over)
        kept = Asked(scenario=made.name, against=asking.question.against)
        return lab_address(desk.opened, asking.ground.cluster, kept)
    else:
        raise UserError(_("there is no such button"), where="act")
    return ""


def _leave(tasks: Tasks, study: str, id: str) -> None:
    """Stop the runs of a question that is not asked any more; what they made stays."""
    try:
        if tasks.get(study, id).state.active:
            tasks.stop(study, id)
    except Fault:  # it ended meanwhile
        return


def _check(asking: Asking) -> None:
    """Raise UserError where runs can not answer a question."""
    if asking.ground.stage is None:
        raise UserError(asking.ground.why_not, next=asking.ground.next)
    if not asking.question.anything:
        raise UserError(_("nothing is done yet"), next=_("Move a slider first."))
    if asking.over_budget:
        raise UserError(
            _("the budget does not pay for this"),
            where="budget",
            next=_("Raise the budget or lower an intensity."),
        )


def _from_form(
    request: Request, opened: Opened, desk: Desk, place: Place, query: Mapping[str, str]
) -> Response:
    """Answer the form without a script: by the address of what it asks."""
    try:
        question = from_form(query)
    except UserError as error:
        return _shown(request, desk, place, Asked(), wrong=error, status=400, given=query)
    return RedirectResponse(lab_address(opened, place.ground.cluster, question), SEEN)


def _shown(
    request: Request,
    desk: Desk,
    place: Place,
    question: Asked,
    *,
    wrong: UserError | None = None,
    status: int = 200,
    deleted: str = "",
    given: Mapping[str, str] | None = None,
) -> Response:
    asking, whole = desk.asking(place.ground, question), True
    unread = problem_of(asking)
    if unread:
        wrong, asking = wrong or unread, desk.asking(place.ground, Asked())
        status = 404 if status == 200 and question.scenario else max(status, 400)
    elif question.scenario:
        as_sliders = question_of_scenario(asking.sides.b, place.ground.wage, place.ground.first)
        whole = as_sliders is not None
        if as_sliders:
            moved = replace(as_sliders, against=question.against, gauge=question.gauge)
            asking = desk.asking(place.ground, moved)
    saved_as = question.scenario if not unread else ""
    answer = page(
        request,
        "lab_cluster.html.j2",
        status=status,
        opened=desk.opened,
        ground=place.ground,
        question=asking.question,
        saved_as=saved_as,
        saved_name=scenarios.load(desk.opened.study, saved_as).name if saved_as else "",
        sliders_hold=whole,
        given=given or {},
        wrong=complaint(wrong) if wrong else None,
        **_left(asking, place, desk.opened.content.overview.of(place.ground.cluster).stage),
        **_right(request, desk, asking),
        names=scenarios.names(desk.opened.study),
        asked_at=lab_address(desk.opened, place.ground.cluster, question),
        say=task_words,
        told=told,
        deleted=deleted,
        inf=math.inf,
    )
    answer.headers["Cache-Control"] = "no-store"  # what is under way is old at once
    return answer


def _left(asking: Asking, place: Place, stage: str) -> dict[str, Any]:
    """Return what the sliders show; `stage`: in which the cluster stands on all pages."""
    first, more = sliders(asking)
    ground = asking.ground
    now = ground.stage.year if ground.stage else 0
    return {
        "first": first,
        "more": more,
        "assumptions": assumptions(asking),
        "starts": starts(),
        "leading": leading(place.ground, stage),
        "alarms": [alarm_name(alarm) for alarm in ground.alarms],
        "wage_then": money(QUARTERS * ground.wage) if 0 < ground.wage_year < now else "",
        "cost": said_cost(ground, asking.cost) if ground.stage else "",
        "cost_share": share_of_sales(asking, asking.cost) if ground.stage else "",
        "spent_share": _part(asking),
        "over": asking.over_budget if ground.stage else False,
        "title": doses_said(asking.question.doses),
    }


def _part(asking: Asking) -> float | None:
    """Return the part of the budget that is spent, 0 to 1; None without a budget."""
    ground, budget = asking.ground, asking.question.budget
    if not ground.stage or budget == math.inf or not ground.wage > 0:
        return None
    return min(asking.cost * ground.wage / budget, 1.0) if budget else 1.0


def _right(request: Request, desk: Desk, asking: Asking) -> dict[str, Any]:
    """Return what the answer shows: runs, else a quick estimate, and the task behind."""
    tasks, study, place = site(request).tasks, desk.opened.name, asking.ground.name
    found, shown = asking.answer(), None
    if found:
        shown = shown_answers.shown(asking, found[0], found[1], place)
    elif quick := asking.quick():
        shown = shown_answers.quick_shown(asking, quick, place)
    task = None
    if asking.question.anything and asking.ground.stage:
        task = _behind(tasks, study, found[0]) if found else None
        active = task_of(tasks, study, asking.ground.cluster, asking.question)
        if active and (task is None or active.state.active):
            task = active
    untried = not shown and not asking.question.anything and asking.ground.stage
    return {
        "shown": shown,
        "outlook": outlook(desk.opened, asking.ground) if untried else None,
        "answer": found[1] if found else None,
        "task": task,
        "waiting": before_it(tasks, study, task) if task and task.state is State.WAITING else 0,
        "preparing": preparing(tasks, study, asking.ground.cluster),
        "ready": asking.between.enough,
        "points": len(asking.between.points),
        "within": asking.between.holds(asking.question.doses),
        "takes": usual_seconds(tasks, study),
        "trusted": shown_answers.trusted(),
        "more_runs": MORE_RUNS,
        "nobody": NONE,
        "back": [one.sentence for one in asking.ground.diagnosed.diagnosis.verdicts if one.found],
    }


def _behind(tasks: Tasks, study: str, id: str) -> Task | None:
    """Return the task behind an answer; None if it was deleted meanwhile."""
    try:
        return tasks.get(study, id)
    except Fault:
        return None
