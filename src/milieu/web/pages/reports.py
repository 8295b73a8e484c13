"""Reports: a form that has a report written, on a study, a cluster or an experiment."""

from collections import Counter
from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from milieu.core.errors import UserError
from milieu.core.language import LANGUAGES, language
from milieu.report.document import PAGES
from milieu.web.answers import complaint
from milieu.web.naming import cluster_meant
from milieu.web.opened import Opened
from milieu.web.page import page
from milieu.web.safety.people import person_of
from milieu.web.site import opened as study_of
from milieu.web.site import site
from milieu.web.tasks import words as task_words

router = APIRouter(include_in_schema=False)
KIND = "report"
SEEN = 303  # after a form: ask for the page, so that "back" and "reload" ask for nothing again
SHOWN = 10  # reports that were written, the newest


@router.get("/s/{study}/report")
def form(
    request: Request,
    study: str,
    cluster: Annotated[str, Query(max_length=300)] = "",
    task: Annotated[str, Query(max_length=16)] = "",
) -> Response:
    """Show the form, filled in for what one comes from."""
    return _shown(request, study, given={"cluster": cluster, "task": task})


@router.post("/s/{study}/report")
def ask(
    request: Request,
    study: str,
    cluster: Annotated[str, Form(max_length=300)] = "",
    task: Annotated[str, Form(max_length=16)] = "",
    format: Annotated[str, Form(max_length=8)] = "pdf",
    language: Annotated[str, Form(max_length=8)] = "en",
    clusters: Annotated[str, Form(max_length=8)] = "",
    as_of: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """Put the report into the queue, or say beside the field what is wrong."""
    texts = {"cluster": cluster.strip(), "task": task, "format": format, "language": language,
             "clusters": clusters.strip(), "as_of": as_of}  # fmt: skip
    try:
        meant = cluster_meant(cluster, _named(study_of(request, study)), "cluster")
        given = {name: text for name, text in {**texts, "cluster": meant}.items() if text}
        made = site(request).tasks.submit(study, KIND, given, owner=person_of(request).name)
    except UserError as error:
        return _shown(request, study, status=400, given=texts, wrong=error)
    return RedirectResponse(f"/s/{quote(study)}/tasks/{made.id}", SEEN)


def _shown(
    request: Request,
    study: str,
    *,
    given: Mapping[str, str],
    status: int = 200,
    wrong: UserError | None = None,
) -> Response:
    opened = study_of(request, study)
    named = _named(opened)
    said: dict[str, Any] = {"format": "pdf", "language": language(), "clusters": "",
                            "as_of": opened.as_of, **given}  # fmt: skip
    found = complaint(wrong) if wrong else None
    place = found.where.lstrip("-").replace("-", "_") if found else ""
    tasks = [task for task in site(request).tasks.all(study) if task.kind == KIND]
    answer = page(
        request,
        "report_form.html.j2",
        status=status,
        opened=opened,
        given=said,
        named=named,
        alone={name for name, n in Counter(named.values()).items() if n == 1},
        usual=PAGES,
        texts=LANGUAGES,
        wrong={place: f"{found.what}. {found.next}"} if found else {},
        written=tasks[:SHOWN],
        say=task_words,
    )
    answer.headers["Cache-Control"] = "no-store"  # the list below is old at once
    return answer


def _named(opened: Opened) -> dict[str, str]:
    return {one.id: one.name for one in opened.content.clusters}
