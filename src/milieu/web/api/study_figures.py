"""Study figures: the atlas of a study with its rows, in the form that is asked for."""

from fastapi import Request, Response

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
from milieu.web.api.said import FigureSaid
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
    figure: FigureName,
    format: Format = "",
    screen: Screen = "",
) -> Response:
    """Return a figure: the rows behind it, its Vega-Lite specification, or its drawing."""
    form = form_of(request, format, ACCEPTED)

    def make() -> Response:
        found = one_of(study_figures(opened), figure)
        at = address(opened, "figures", figure, api=True)
        return answer_figure(found, form, screen, at)

    return answered(request, opened.token, make)
