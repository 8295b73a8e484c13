"""Cluster: one cluster in words and numbers, and its figures with their rows."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Path, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from milieu.report.drawing import Undrawn
from milieu.report.foresight_reading import leading, probabilities
from milieu.report.reading import Cluster
from milieu.web.api.asking import OpenedStudy, answered, form_of, problems, resource
from milieu.web.api.drawn import (
    ACCEPTED,
    CONTENT,
    FigureName,
    Format,
    Screen,
    answer_figure,
    one_of,
)
from milieu.web.api.said import (
    ClusterSaid,
    FigureCard,
    FigureSaid,
    card,
    cluster_said,
    rows_known,
    sentences,
)
from milieu.web.cluster import cluster_of, shown
from milieu.web.figures import cluster_figures
from milieu.web.links import address
from milieu.web.opened import Opened

router = resource("clusters")
ClusterName = Annotated[
    str, Path(description="The cluster's id, with its signs quoted.", examples=["0901-x503"])
]
Rows = list[dict[str, Any]]


class Words(BaseModel):
    """What is said of a cluster, in the language asked for."""

    verdict: list[str] = Field(description="How large it is, how sure that is, where it stands.")
    type: str
    source: str


class StageSaid(BaseModel):
    """Where it stands in its life, in the newest year."""

    year: int | None
    leading: str = Field(description="The most probable stage; empty where none is known.")
    probabilities: dict[str, float | None]
    years: Rows = Field(description="Rows of the result stages.")


class ClusterWhole(BaseModel):
    """A cluster in words and numbers."""

    cluster: ClusterSaid
    words: Words
    stage: StageSaid
    alarms: Rows = Field(description="Rows of the result alarms, of the newest year.")
    signs: Rows = Field(description="Rows of the result alarm_signs, of the newest year.")
    outlook: Rows = Field(description="Rows of the result outlook.")
    peers: Rows = Field(description="Rows of the result peers, the nearest first.")
    years: Rows = Field(description="Rows of the result cluster_years.")
    figures: list[FigureCard]


@router.get(
    "/s/{study}/c/{cluster:path}/figures/{figure}",
    summary="A figure of a cluster",
    response_model=FigureSaid,
    responses={**problems(409), 200: {"content": CONTENT, "description": "The figure."}},
)
def figure(
    request: Request,
    opened: OpenedStudy,
    cluster: ClusterName,
    figure: FigureName,
    format: Format = "",
    screen: Screen = "",
) -> Response:
    """Return a figure: the rows behind it, its Vega-Lite specification, or its drawing."""
    form = form_of(request, format, ACCEPTED)

    def make() -> Response:
        found = one_of(cluster_figures(opened, cluster), figure)
        at = address(opened, "c", cluster, "figures", figure, api=True)
        return answer_figure(found, form, screen, at)

    return answered(request, opened.token, make)


@router.get(
    "/s/{study}/c/{cluster:path}",
    summary="A cluster",
    response_model=ClusterWhole,
    responses=problems(409),
)
def cluster(request: Request, opened: OpenedStudy, cluster: ClusterName) -> Response:
    """Return a cluster in words and numbers: diagnosis, stage, alarms, outlook, figures."""

    def make() -> Response:
        return JSONResponse(whole(opened, cluster_of(opened, cluster)).model_dump(mode="json"))

    return answered(request, opened.token, make)


def whole(opened: Opened, one: Cluster) -> ClusterWhole:
    """Return a cluster in words and numbers."""
    found = shown(opened, one, Undrawn())
    foresight = found.known.foresight
    last: Mapping[str, Any] = foresight.stages[-1] if foresight.stages else {}
    return ClusterWhole(
        cluster=cluster_said(opened, one),
        words=Words(
            verdict=sentences(found.page.verdict),
            type="".join(found.page.type),
            source=found.page.source,
        ),
        stage=StageSaid(
            year=last.get("year"),
            leading=leading(last) if last else "",
            probabilities=probabilities(last) if last else {},
            years=rows_known(foresight.stages),
        ),
        alarms=rows_known(foresight.alarms),
        signs=rows_known(foresight.signs),
        outlook=rows_known(foresight.outlook),
        peers=rows_known(foresight.peers),
        years=rows_known(found.known.years),
        figures=[
            card(figure, address(opened, "c", one.id, "figures", name, api=True))
            for name, figure in found.figures.items()
        ],
    )
