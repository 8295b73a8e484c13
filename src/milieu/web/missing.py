"""Missing: what a page that can not be shown still offers: its study, and what is nearest."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote

from fastapi import Request

from milieu.core.errors import UserError
from milieu.web.faults import Fault
from milieu.web.links import address
from milieu.web.naming import called, nearest
from milieu.web.opened import Opened
from milieu.web.site import site

STUDIES = "/s/"


@dataclass(frozen=True)
class Left:
    """The study that a missing page belongs to, and the nearest clusters: name and address."""

    opened: Opened | None = None
    near: Sequence[tuple[str, str]] = field(default=())


def left_of(request: Request, *, near: bool = True) -> Left:
    """Return what is left of the page that was asked for; nothing outside of a study.

    near   whether the nearest clusters are looked for

    Only a study that is read already is looked into: an error costs no reading.
    """
    path = request.url.path
    name, _, part = path.removeprefix(STUDIES).partition("/")
    if not path.startswith(STUDIES) or unquote(name) not in site(request).shelf.folders:
        return Left()
    opened = _opened(request, unquote(name))
    if opened is None or not opened.is_read:
        return Left()
    kind, _, asked = part.partition("/")
    wanted = near and kind in ("c", "lab")
    return Left(opened, _nearest(opened, kind, unquote(asked)) if wanted else ())


def _opened(request: Request, name: str) -> Opened | None:
    shelf = site(request).shelf
    for day in (request.query_params.get("as_of", ""), ""):
        try:
            opened = shelf.open(name, day)
        except (Fault, UserError):
            continue
        if opened.is_read:
            return opened
    return None


def _nearest(opened: Opened, kind: str, asked: str) -> list[tuple[str, str]]:
    """Return the clusters whose id or name is most like what was asked for."""
    names = {one.id: one.name for one in opened.content.clusters}
    near = nearest(asked.strip("/"), names)
    return [(called(id, names), address(opened, kind, id)) for id in near]
