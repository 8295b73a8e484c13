"""Assets: scripts, icon and style sheet; what is addressed by its version is kept for ever."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from milieu.core.errors import unknown_name
from milieu.web.assets import answer, content, names, small
from milieu.web.faults import NotHere
from milieu.web.site import site
from milieu.web.vega import NAME, vega_script

router = APIRouter()


@router.get("/static/{name}", include_in_schema=False)
def asset(request: Request, name: str) -> Response:
    """Answer with a file of the site's own."""
    if name == NAME:
        return answer(request, name, *vega_script(site(request).state))
    if name not in names():
        raise NotHere(unknown_name("file", name[:80], names()))
    return answer(request, name, content(name), small(name))
