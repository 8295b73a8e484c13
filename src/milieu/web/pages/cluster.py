"""Cluster: where one stands, what comes, and on what all of it rests."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from milieu.report.drawing import Drawings
from milieu.web.cluster import cluster_of, shown
from milieu.web.page import page
from milieu.web.site import opened as study_of
from milieu.web.site import site
from milieu.web.tasks.task import Task

router = APIRouter()
TRIED = 10  # runs shown, the newest


@router.get("/s/{study}/c/{cluster:path}", include_in_schema=False)
def cluster(request: Request, study: str, cluster: str) -> Response:
    """Show one cluster."""
    opened = study_of(request, study)
    one = cluster_of(opened, cluster)
    with Drawings() as drawings:
        found = shown(opened, one, drawings)
        return page(
            request,
            "cluster_page.html.j2",
            drawings=drawings,
            keep=True,
            opened=opened,
            content=opened.content,
            shown=found,
            c=one,
            standing=opened.content.overview.of(one.id),
            tried=tried(request, study, one.id),
        )


def tried(request: Request, study: str, cluster: str) -> list[Task]:
    """Return the simulations and experiments that were run for a cluster, the newest first."""
    tasks = site(request).tasks.all(study)
    return [task for task in tasks if task.options.get("cluster") == cluster][:TRIED]
