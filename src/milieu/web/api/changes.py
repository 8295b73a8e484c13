"""Changes: what the newest vintage did to the tables, and what the last watch told."""

from fastapi import Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from milieu.web.answers import told
from milieu.web.api.asking import OpenedStudy, answered, problems, resource
from milieu.web.opened import Opened
from milieu.web.vintages import changed, latest_news, vintages

router = resource("data")


class TableChange(BaseModel):
    """What a vintage did to the rows of a table; null where it is too large to compare."""

    table: str
    new: int | None
    revised: int | None
    gone: int | None


class ItemSaid(BaseModel):
    """A piece of news."""

    name: str = Field(description="The cluster or the file that it is about.")
    sentence: str


class NewsSaid(BaseModel):
    """What the last watch told, the most important first."""

    day: str
    headline: str
    items: list[ItemSaid]


class Changes(BaseModel):
    """What changed."""

    since: str = Field(description="Day of the vintage before; empty where there is none.")
    until: str = Field(description="Day of the newest vintage; empty where there is none.")
    what: str = Field(description="What was taken in last.")
    tables: list[TableChange]
    news: NewsSaid | None = Field(description="Null where nobody watches the study.")


@router.get(
    "/s/{study}/changes", summary="What changed", response_model=Changes, responses=problems()
)
def changes(request: Request, opened: OpenedStudy) -> Response:
    """Return what the newest vintage changed in the tables, and the news of the last watch."""
    return answered(request, opened.token, lambda: JSONResponse(changes_of(opened).model_dump()))


def changes_of(opened: Opened) -> Changes:
    """Return what changed in a study."""
    known = vintages(opened.study, opened.as_of)
    news = None if opened.as_of else latest_news(opened.study)
    tables = opened.kept("changed", lambda: changed(opened.study, opened.as_of))
    return Changes(
        since=known[1].day if len(known) > 1 else "",
        until=known[0].day if known else "",
        what=told(known[0].what) if known else "",
        tables=[
            TableChange(table=one.table, new=one.new, revised=one.revised, gone=one.gone)
            for one in tables
        ],
        news=NewsSaid(
            day=news.day,
            headline=news.headline,
            items=[ItemSaid(name=name, sentence=said) for name, said in news.sentences],
        )
        if news
        else None,
    )
