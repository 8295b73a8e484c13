"""Home: the studies that are served; where there is only one, its atlas."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from milieu.web.page import page
from milieu.web.site import site

router = APIRouter()


@router.get("/", include_in_schema=False)
def home(request: Request) -> Response:
    """Show a card for each study."""
    shelf = site(request).shelf
    if len(shelf.folders) == 1:
        return RedirectResponse(f"/s/{next(iter(shelf.folders))}")
    studies = [shelf.open(name) for name in shelf.folders]
    return page(request, "home.html.j2", studies=studies)
