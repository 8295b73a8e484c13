"""Tasks: what is under way in the background, until when, and what came of it."""

from types import SimpleNamespace
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from milieu.core.errors import UserError
from milieu.study.step import in_order
from milieu.web.answers import complaint, told
from milieu.web.page import page
from milieu.web.safety.people import person_of
from milieu.web.site import opened, site
from milieu.web.tasks import words as task_words

router = APIRouter(include_in_schema=False)
PER_PAGE = 30
SEEN = 303  # after a form: ask for the page, so that "back" and "reload" ask for nothing again
MOST = 10_000  # pages


@router.get("/s/{study}/tasks")
def tasks(
    request: Request, study: str, number: Annotated[int, Query(alias="page", ge=1, le=MOST)] = 1
) -> Response:
    """Show the tasks of a study, the newest first."""
    return _list(request, study, number=number)


@router.post("/s/{study}/tasks")
def ask(
    request: Request,
    study: str,
    kind: Annotated[str, Form(max_length=80)],
    until: Annotated[str, Form(max_length=80)] = "",
    as_of: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """Put a task into the queue, or say beside the field what is wrong."""
    given = {name: text for name, text in (("until", until), ("as_of", as_of)) if text}
    try:
        task = site(request).tasks.submit(study, kind, given, owner=person_of(request).name)
    except UserError as error:
        return _list(request, study, status=400, given=given, wrong=_beside(given, error))
    return RedirectResponse(f"/s/{quote(study)}/tasks/{task.id}", SEEN)


@router.get("/s/{study}/tasks/{task}")
def one(request: Request, study: str, task: str) -> Response:
    """Show one task."""
    found = site(request).tasks.get(study, task)
    return _page(request, study, "task.html.j2", task=found)


@router.post("/s/{study}/tasks/{task}/stop")
def stop(request: Request, study: str, task: str) -> Response:
    """Ask a task to end."""
    site(request).tasks.stop(study, task)
    return RedirectResponse(f"/s/{quote(study)}/tasks/{task}", SEEN)


@router.post("/s/{study}/tasks/{task}/resume")
def resume(request: Request, study: str, task: str) -> Response:
    """Put a task back into the queue."""
    site(request).tasks.resume(study, task)
    return RedirectResponse(f"/s/{quote(study)}/tasks/{task}", SEEN)


@router.post("/s/{study}/tasks/{task}/delete")
def delete(request: Request, study: str, task: str) -> Response:
    """Delete a task with its results."""
    site(request).tasks.delete(study, task)
    return RedirectResponse(f"/s/{quote(study)}/tasks", SEEN)


def _list(request: Request, study: str, number: int = 1, **shown: Any) -> Response:
    every = site(request).tasks.all(study)
    first = (number - 1) * PER_PAGE
    return _page(
        request,
        study,
        "tasks.html.j2",
        **{
            "tasks": every[first : first + PER_PAGE],
            "number": number,
            "pages": max(1, -(-len(every) // PER_PAGE)),
            "active": [task for task in every if task.state.active],
            "steps": in_order(),
            "given": {},
            "wrong": None,
            **shown,
        },
    )


def _page(request: Request, study: str, template: str, status: int = 200, **shown: Any) -> Response:
    answer = page(
        request,
        template,
        status=status,
        opened=opened(request, study),
        say=task_words,
        told=told,
        **shown,
    )
    answer.headers["Cache-Control"] = "no-store"  # what is under way is old at once
    return answer


def _beside(given: dict[str, str], error: UserError) -> SimpleNamespace:
    """Return what is wrong and the field that it stands beside, "" where that is none."""
    said = complaint(error)
    field = said.where if said.where in given else ""
    return SimpleNamespace(field=field, what=said.what, next=said.next)
