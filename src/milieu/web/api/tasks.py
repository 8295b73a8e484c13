"""Tasks as resources: ask for work in the background, watch it, stop it, fetch what it made."""

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Body, Header, Path, Query, Request, Response
from fastapi.responses import FileResponse, StreamingResponse
from pydantic import BaseModel, Field

from milieu.core.errors import UserError
from milieu.core.language import _
from milieu.web.answers import told
from milieu.web.api.asking import MOST_ROWS, Page, StudyName, links, problems, resource
from milieu.web.faults import NotHere
from milieu.web.head import HEAD
from milieu.web.safety.people import person_of
from milieu.web.site import site
from milieu.web.tasks.declare import KINDS
from milieu.web.tasks.events import Listeners, events
from milieu.web.tasks.task import State, Task

router = resource("tasks")
LISTENERS = Listeners()
STREAM = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
SAFE = {  # whatever a file holds, a browser runs nothing of it
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-cache",
    "Accept-Ranges": "none",
}
TaskName = Annotated[str, Path(description="The task's id.", examples=["5f2b8c0d91e4a637"])]


class Asked(BaseModel):
    """Work that is asked for."""

    kind: str = Field(description="Kind of task; /api/v1/tasks/kinds lists them.", max_length=80)
    options: dict[str, Any] = Field(
        default_factory=dict, description="What the kind can be asked; wrong ones are named."
    )


class ProgressSaid(BaseModel):
    """How far a task is."""

    what: str = Field(description="What is being done.")
    share: float = Field(description="Share that is done.", ge=0, le=1)
    seconds_left: float | None = Field(description="Null: not known yet.")
    at: str = Field(description="When this was said, UTC.")


class ResultSaid(BaseModel):
    """A file that a task made."""

    name: str
    bytes: int
    address: str


class TaskSaid(BaseModel):
    """A task."""

    id: str
    kind: str
    title: str = Field(description="What it does, in words.")
    owner: str = Field(description="Who asked for it.")
    options: dict[str, Any]
    state: State
    stopping: bool = Field(description="Whether it was asked to stop and has not ended yet.")
    why: str = Field(description="What went wrong, or why it ended early.")
    made: str = Field(description="When it was asked for, UTC.")
    started: str
    ended: str
    tries: int = Field(description="How often it was started.")
    progress: ProgressSaid
    results: list[ResultSaid]
    command: str = Field(description="The same by command line; empty if there is none.")
    address: str = Field(description="Of this task in the API.")
    page: str = Field(description="Of this task in the dashboard.")


class TaskList(BaseModel):
    """Tasks of a study, the newest first."""

    total: int
    page: int
    pages: int
    tasks: list[TaskSaid]


class KindSaid(BaseModel):
    """A kind of task."""

    name: str
    about: str
    options: dict[str, Any] = Field(description="JSON Schema of its options.")


def said(task: Task, study: str) -> TaskSaid:
    """Return a task as the API says it."""
    here = f"/api/v1/s/{quote(study)}/tasks/{task.id}"
    how = task.progress
    return TaskSaid(
        id=task.id,
        kind=task.kind,
        title=told(task.title),
        owner=task.owner,
        options=dict(task.options),
        state=task.state,
        stopping=bool(task.stop) and task.state.active,
        why=told(task.why),
        made=task.made,
        started=task.started,
        ended=task.ended,
        tries=task.tries,
        progress=ProgressSaid(
            what=told(how.what), share=how.share, seconds_left=how.seconds_left, at=how.at
        ),
        results=[
            ResultSaid(name=one.name, bytes=one.bytes, address=f"{here}/results/{quote(one.name)}")
            for one in task.results
        ],
        command=task.command(study),
        address=here,
        page=f"/s/{quote(study)}/tasks/{task.id}",
    )


@router.get("/tasks/kinds", summary="Kinds of task", responses=problems())
def kinds() -> list[KindSaid]:
    """Return what can be done in the background, with the options of each."""
    return [
        KindSaid(name=one.name, about=one.about, options=one.options.model_json_schema())
        for one in KINDS.values()
    ]


@router.get("/s/{study}/tasks", summary="Tasks of a study", responses=problems())
def list_tasks(
    request: Request,
    response: Response,
    study: StudyName,
    state: Annotated[State | None, Query(description="Only those in this state.")] = None,
    page: Page = 1,
    per_page: Annotated[int, Query(ge=1, le=MOST_ROWS, description="Tasks of a page.")] = 50,
) -> TaskList:
    """Return the tasks of a study, the newest first."""
    tasks = [t for t in site(request).tasks.all(study) if state is None or t.state is state]
    pages = max(1, -(-len(tasks) // per_page))
    response.headers.update({**links(request, page, pages), "Cache-Control": "no-store"})
    shown = tasks[(page - 1) * per_page : page * per_page]
    return TaskList(total=len(tasks), page=page, pages=pages, tasks=[said(t, study) for t in shown])


@router.post("/s/{study}/tasks", summary="Ask for work", status_code=201, responses=problems(409))
def ask(
    request: Request, response: Response, study: StudyName, asked: Annotated[Asked, Body()]
) -> TaskSaid:
    """Put a task into the queue; its address is in `Location`."""
    task = site(request).tasks.submit(
        study, asked.kind, asked.options, owner=person_of(request).name
    )
    answer = said(task, study)
    response.headers["Location"] = answer.address
    return answer


@router.get("/s/{study}/tasks/{task}", summary="A task", responses=problems())
def one_task(request: Request, response: Response, study: StudyName, task: TaskName) -> TaskSaid:
    """Return a task as it is now."""
    response.headers["Cache-Control"] = "no-store"
    return said(site(request).tasks.get(study, task), study)


@router.delete(
    "/s/{study}/tasks/{task}",
    summary="Delete a task",
    status_code=204,
    response_class=Response,
    responses=problems(409),
)
def delete(request: Request, study: StudyName, task: TaskName) -> None:
    """Delete a task that has ended, with its results."""
    site(request).tasks.delete(study, task)


@router.post("/s/{study}/tasks/{task}/stop", summary="Stop a task", responses=problems(409))
def stop(request: Request, study: StudyName, task: TaskName) -> TaskSaid:
    """Ask a task to end; what it made stays, and it can be resumed."""
    return said(site(request).tasks.stop(study, task), study)


@router.post("/s/{study}/tasks/{task}/resume", summary="Resume a task", responses=problems(409))
def resume(request: Request, study: StudyName, task: TaskName) -> TaskSaid:
    """Put a task that did not get done back into the queue; it goes on where it stopped."""
    return said(site(request).tasks.resume(study, task), study)


@router.get(
    "/s/{study}/tasks/{task}/events",
    summary="Watch a task",
    response_class=StreamingResponse,
    responses={
        **problems(503),
        200: {"content": {"text/event-stream": {}}, "description": "Events."},
    },
)
def watch(
    request: Request,
    study: StudyName,
    task: TaskName,
    last_event_id: Annotated[
        str, Header(description="Number of the last event seen.", max_length=20)
    ] = "",
) -> StreamingResponse:
    """Return server-sent events: `state`, `progress`, those of the kind, and `end` at the end."""
    found = site(request).tasks.get(study, task)
    if request.scope.get(HEAD):
        return StreamingResponse(iter(()), media_type="text/event-stream", headers=STREAM)
    LISTENERS.check_room()
    last = int(last_event_id) if last_event_id.isascii() and last_event_id.isdigit() else 0
    return StreamingResponse(
        events(found, LISTENERS, last), media_type="text/event-stream", headers=STREAM
    )


@router.get(
    "/s/{study}/tasks/{task}/results/{file}",
    summary="A result of a task",
    response_class=FileResponse,
    responses={
        **problems(),
        200: {"content": {"*/*": {}}, "description": "The file."},
    },
)
def result(
    request: Request,
    study: StudyName,
    task: TaskName,
    file: Annotated[str, Path(description="The file's name.", max_length=200)],
) -> FileResponse:
    """Return a file that a task made, to keep."""
    found = site(request).tasks.get(study, task).result(file)
    if found is None:
        raise NotHere(
            UserError(
                _("this task made no file {name!r}", name=file[:80]),
                next=_("The task's `results` lists them."),
            )
        )
    request.scope["headers"] = [h for h in request.scope["headers"] if h[0] != b"range"]
    return FileResponse(found, filename=found.name, headers=SAFE)
