"""Study figures: the atlas of a study with its rows, in the form that is asked for."""

from typing import Annotated

from fastapi import Path, Query, Request, Response

from milieu.core.errors import unknown_name
from milieu.web.api.asking import OpenedStudy, answered, problems, resource
from milieu.web.api.drawn import CONTENT, answer_figure, form_of
from milieu.web.api.said import FigureSaid
from milieu.web.faults import NotHere
from milieu.web.figures import study_figures
from milieu.web.links import address

router = resource("study")


@router.get(
    "/s/{study}/figures/{figure}",
    summary="A figure of the study",
    response_model=FigureSaid,
    responses={**problems(409), 200: {"content": CONTENT, "description": "The figure."}},
)
def figure(
    request: Request,
    opened: OpenedStudy,
    figure: Annotated[str, Path(description="The figure's name.", examples=["atlas"])],
    format: Annotated[
        str, Query(description="json, csv, vega or svg; else by the header Accept.")
    ] = "",
    screen: Annotated[
        str, Query(description="wide, narrow or any: the drawing for this screen.")
    ] = "",
) -> Response:
    """Return a figure: the rows behind it, its Vega-Lite specification, or its drawing."""
    form = form_of(request, format)

    def make() -> Response:
        found = study_figures(opened)
        if figure not in found:
            raise NotHere(unknown_name("figure", figure, found))
        at = address(opened, "figures", figure, api=True)
        return answer_figure(found[figure], form, screen, at)

    return answered(request, opened.token, make)
