"""Study: what it is about, its vintages, and the clusters of the atlas with the same filters."""

from typing import Annotated

from fastapi import Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from milieu.web.answers import FILTER
from milieu.web.api.asking import AsOf, StudyName, answered, links, problems, resource
from milieu.web.api.said import Range, known, ranged, sentences
from milieu.web.choosing import ALARM_CODES, ORDERS, PAGE, STAGE_CODES, chosen, in_order
from milieu.web.lines import Line, lines
from milieu.web.links import address
from milieu.web.opened import Opened
from milieu.web.pages.atlas import known_of, said
from milieu.web.site import opened as study_of

router = resource("studies", any_parameter=True)
MOST = 1000  # clusters of a page


class AlarmSaid(BaseModel):
    """An alarm that is raised or under watch."""

    alarm: str
    state: str


class LineSaid(BaseModel):
    """A cluster in one year, as the atlas lists it."""

    id: str
    name: str
    level: str
    regions: list[str]
    industries: list[str]
    rank: int | None
    jobs: Range
    location_quotient: Range
    status: str
    stage: str
    stage_chance: str = Field(description="In words; empty where no stage is named.")
    alarms: list[AlarmSaid]
    robustness: float | None
    longitude: float | None
    latitude: float | None
    address: str
    page: str


class StudySaid(BaseModel):
    """A study and the clusters that the filters leave."""

    name: str
    title: str
    about: str
    made_up: bool
    as_of: str = Field(description="The day as known on; empty for today.")
    days: list[str] = Field(description="Days on which something was added, the newest first.")
    newest_year: int
    years: list[int] = Field(description="Of which clusters are known, the newest first.")
    levels: list[str]
    said: list[str] = Field(description="The first answers, in words.")
    stale: list[str] = Field(description="Steps whose results are older than the tables.")
    year: int
    total: int = Field(description="Clusters of the year.")
    found: int = Field(description="Clusters that the filters leave.")
    page: int
    pages: int
    clusters: list[LineSaid]
    data: str = Field(description="Address of the tables.")
    tasks: str = Field(description="Address of the tasks.")


def text(about: str, *known: str) -> object:
    """Return the description of a filter."""
    return Query(description=about + (f" One of: {', '.join(known)}." if known else ""))


@router.get(
    "/s/{study}",
    summary="A study and its clusters",
    response_model=StudySaid,
    responses=problems(409),
)
def study(
    request: Request,
    study: StudyName,
    as_of: AsOf = "",
    search: Annotated[str, text("Words of a cluster's name, id, place or industry.")] = "",
    industry: Annotated[str, text("Code, its first digits, or name.")] = "",
    stage: Annotated[str, text("Stage.", *STAGE_CODES)] = "",
    alarm: Annotated[str, text("Alarm.", *ALARM_CODES)] = "",
    min_jobs: Annotated[str, text("Least number of jobs.")] = "",
    definition: Annotated[str, text("Least share of definitions, in percent.", "75", "50")] = "",
    level: Annotated[str, text("Level of regions.")] = "",
    year: Annotated[str, text("A year; the newest without it.")] = "",
    sort: Annotated[str, text("Order.", *ORDERS)] = "",
    page: Annotated[str, text("Which page, from 1.")] = "",
    per_page: Annotated[int, Query(ge=1, le=MOST, description="Clusters of a page.")] = PAGE,
    view: Annotated[str, text("Of the dashboard; nothing here hangs on it.")] = "",
) -> Response:
    """Return what a study is about, and a page of the clusters that the filters leave."""
    found = study_of(request, study)
    return answered(request, found.token, lambda: _said(request, found, per_page))


def _said(request: Request, opened: Opened, per_page: int) -> Response:
    content = opened.content
    options = opened.kept("known", lambda: known_of(opened))
    asked = {name: said for name, said in request.query_params.items() if name != "per_page"}
    choice = chosen(asked, options)
    if choice.faults:
        raise RequestValidationError(
            [
                {"type": FILTER, "loc": ("query", name), "msg": what}
                for name, what in choice.faults.items()
            ]
        )
    everything = lines(opened, choice.year)
    found = in_order([line for line in everything if choice.fits(line)], choice.sort)
    pages = max(1, -(-len(found) // per_page))
    first = (choice.page - 1) * per_page
    settings = opened.study.settings
    answer = StudySaid(
        name=opened.name,
        title=settings.name,
        about=settings.about,
        made_up=settings.made_up,
        as_of=opened.as_of,
        days=opened.days,
        newest_year=content.newest,
        years=list(options.years),
        levels=list(options.levels),
        said=sentences(said(opened, content)),
        stale=opened.stale,
        year=choice.year,
        total=len(everything),
        found=len(found),
        page=choice.page,
        pages=pages,
        clusters=[line_said(opened, line) for line in found[first : first + per_page]],
        data=address(opened, "data", api=True),
        tasks=address(opened, "tasks", api=True),
    )
    return JSONResponse(answer.model_dump(), headers=dict(links(request, choice.page, pages)))


def line_said(opened: Opened, line: Line) -> LineSaid:
    """Return a cluster of the atlas' list."""
    one = line.cluster
    longitude, latitude = one.place or (None, None)
    return LineSaid(
        id=one.id,
        name=one.name,
        level=one.level,
        regions=one.regions.split(),
        industries=one.industries.split(),
        rank=line.rank,
        jobs=ranged(line.jobs, "jobs"),
        location_quotient=ranged(line.quotient, "ratio"),
        status=line.status,
        stage=line.stage,
        stage_chance=line.standing.chance,
        alarms=[AlarmSaid(alarm=code, state=state) for state, code in line.alarms],
        robustness=known(one.robustness),
        longitude=known(longitude),
        latitude=known(latitude),
        address=address(opened, "c", one.id, api=True),
        page=address(opened, "c", one.id),
    )
