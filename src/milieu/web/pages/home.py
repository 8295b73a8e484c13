"""Home: the studies that are served; where there is only one, its atlas."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from milieu.core.language import _, language, several
from milieu.lifecycle.stage import NOT_ENOUGH, STAGES
from milieu.report.words import Kind, number
from milieu.web.links import quoted
from milieu.web.opened import Opened
from milieu.web.page import page
from milieu.web.site import site

router = APIRouter()


@dataclass(frozen=True)
class Card:
    """What a study's card says.

    stages   color, name and number of clusters, as texts
    """

    said: str
    stages: Sequence[tuple[str, str, str]] = ()


@router.get("/", include_in_schema=False)
def home(request: Request) -> Response:
    """Show a card for each study."""
    shelf = site(request).shelf
    if len(shelf.folders) == 1:
        return RedirectResponse(f"/s/{quoted(next(iter(shelf.folders)))}")
    studies = [shelf.open(name) for name in shelf.folders]
    cards = {one.name: card(one) for one in studies}
    return page(request, "home.html.j2", studies=studies, cards=cards)


def card(opened: Opened) -> Card:
    """Return what a study's card says, made once for a version and language."""
    return opened.kept("card", lambda: _card(opened), language())


def _card(opened: Opened) -> Card:
    content = opened.content
    current = [one for one in content.clusters if one.last_year == content.newest]
    if not current:
        facts = opened.session().execute("SELECT count(*) FROM observations").fetchone()
        many = int(facts[0]) if facts else 0
        if not many:
            return Card(_("Nothing is built yet."))
        said = several("{n} cited fact", "{n} cited facts", many, n=number(many, Kind.COUNT))
        return Card(said)
    count = Counter(content.overview.of(one.id).stage or NOT_ENOUGH for one in current)
    said = several(
        "{n} cluster in {year}", "{n} clusters in {year}", len(current),
        n=number(len(current), Kind.COUNT), year=content.newest,
    )  # fmt: skip
    stages = [
        (stage.value, _(stage.value), number(count[stage.value], Kind.COUNT))
        for stage in STAGES
        if count[stage.value]
    ]
    return Card(said, stages)
