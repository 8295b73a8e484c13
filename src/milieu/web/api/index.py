"""Index: where everything of the API begins, and the studies that are served."""

from urllib.parse import quote

from fastapi import Request, Response
from pydantic import BaseModel, Field

from milieu import __version__
from milieu.web.api.asking import problems, resource
from milieu.web.site import site

router = resource("studies")


class Index(BaseModel):
    """Where to go from here."""

    version: str = Field(description="Of milieu.")
    studies: str
    tasks: str = Field(description="Kinds of task.")
    method: str
    description: str = Field(description="This API as OpenAPI.")
    page: str = Field(description="The same for people.")


class StudyCard(BaseModel):
    """A study that is served."""

    name: str = Field(description="In addresses.")
    title: str
    about: str
    made_up: bool = Field(description="Whether all its numbers are invented.")
    address: str
    page: str


@router.get("", summary="Index", responses=problems())
def index() -> Index:
    """Return the addresses from which everything else is found."""
    return Index(
        version=__version__,
        studies="/api/v1/studies",
        tasks="/api/v1/tasks/kinds",
        method="/api/v1/method",
        description="/api/v1/openapi.json",
        page="/api",
    )


@router.get("/studies", summary="Studies", responses=problems())
def studies(request: Request, response: Response) -> list[StudyCard]:
    """Return the studies that are served."""
    response.headers["Cache-Control"] = "private, no-cache"
    shelf = site(request).shelf
    return [
        StudyCard(
            name=name,
            title=one.study.settings.name,
            about=one.study.settings.about,
            made_up=one.study.settings.made_up,
            address=f"/api/v1/s/{quote(name)}",
            page=f"/s/{quote(name)}",
        )
        for name in shelf.folders
        for one in [shelf.open(name)]
    ]
