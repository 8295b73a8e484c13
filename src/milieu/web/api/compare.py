"""Compare: up to ten clusters side by side, in words and numbers, with the figures' rows."""

from typing import Annotated

from fastapi import Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from milieu.core.errors import UserError
from milieu.core.language import _
from milieu.report.comparing.choosing import choice
from milieu.report.comparing.page import Comparison
from milieu.report.comparing.reading import MOST
from milieu.report.figure import Figure
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
    Range,
    card,
    cluster_said,
    ranged,
)
from milieu.web.faults import NotHere
from milieu.web.links import address
from milieu.web.opened import Opened
from milieu.web.pages.compare import clusters_of, made_of

router = resource("clusters")
Asked = Annotated[
    list[str] | None,
    Query(
        alias="c",
        description=f"Ids of clusters, with commas between or said again; at most {MOST}.",
    ),
]


class Topic(BaseModel):
    """What is told apart, and what is said of it."""

    topic: str
    said: list[str]


class MeasureSaid(BaseModel):
    """One figure of all clusters that are compared."""

    name: str
    label: str
    values: dict[str, Range] = Field(description="By the cluster's letter.")


class Compared(BaseModel):
    """Clusters side by side."""

    clusters: dict[str, ClusterSaid] = Field(description="By the letter they are called by.")
    differences: list[Topic]
    measures: list[MeasureSaid]
    figures: list[FigureCard]


@router.get(
    "/s/{study}/compare",
    summary="Compare clusters",
    response_model=Compared,
    responses=problems(409),
)
def compare(request: Request, opened: OpenedStudy, c: Asked = None) -> Response:
    """Return up to ten clusters side by side: how they differ, with ranges."""

    def make() -> Response:
        wanted = wanted_of(opened, c or [])
        return JSONResponse(_said(opened, wanted).model_dump())

    return answered(request, opened.token, make)


@router.get(
    "/s/{study}/compare/figures/{figure}",
    summary="A figure of a comparison",
    response_model=FigureSaid,
    responses={**problems(409), 200: {"content": CONTENT, "description": "The figure."}},
)
def figure(
    request: Request,
    opened: OpenedStudy,
    figure: FigureName,
    c: Asked = None,
    format: Format = "",
    screen: Screen = "",
) -> Response:
    """Return a figure of a comparison: rows, Vega-Lite specification, or drawing."""
    form = form_of(request, format, ACCEPTED)

    def make() -> Response:
        wanted = wanted_of(opened, c or [])
        found = one_of(figures_of(made_of(opened, wanted)), figure)
        return answer_figure(found, form, screen, _at(opened, wanted, figure))

    return answered(request, opened.token, make)


def wanted_of(opened: Opened, asked: list[str]) -> list[Cluster]:
    """Return the clusters asked for; UserError for none or too many, NotHere for an unknown one."""
    found = choice(asked, clusters_of(opened))
    if found.unknown:
        raise NotHere(found.unknown[0])
    if not found.wanted:
        what = _("no cluster is named")
        raise UserError(what, where="c", next=_("Name up to {n}: ?c=ID,ID", n=MOST))
    if found.left_out:
        what = _("{n} clusters are more than are compared", n=len(found.ids) + len(found.left_out))
        raise UserError(what, where="c", next=_("Name at most {n}.", n=MOST))
    return list(found.wanted)


def figures_of(made: Comparison) -> dict[str, Figure]:
    """Return the figures of a comparison by name."""
    return {one.name: one for one in made.figures}


def _at(opened: Opened, wanted: list[Cluster], figure: str) -> str:
    ids = ",".join(one.id for one in wanted)
    return address(opened, "compare", "figures", figure, api=True, c=ids)


def _said(opened: Opened, wanted: list[Cluster]) -> Compared:
    made = made_of(opened, wanted)
    return Compared(
        clusters={one.letter: cluster_said(opened, one.cluster) for one in made.compared.ones},
        differences=[Topic(topic=name, said=list(said)) for name, said in made.topics],
        measures=[
            MeasureSaid(
                name=one.name,
                label=one.label,
                values={named.letter: ranged(named.amount, one.unit) for named in one.figures},
            )
            for one in made.measures
        ],
        figures=[card(one, _at(opened, wanted, name)) for name, one in figures_of(made).items()],
    )
