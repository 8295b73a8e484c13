"""Page: templates into answers, in the reader's language, under a strict policy."""

import base64
import hashlib
from functools import lru_cache
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader
from markupsafe import Markup

from milieu import __version__
from milieu.core.language import LANGUAGES, language_tag
from milieu.report.drawing import Drawings
from milieu.report.page import OWN, environment
from milieu.web.assets import asset
from milieu.web.frame import Frame
from milieu.web.links import address, quoted, rows_address
from milieu.web.vega import vega_address

KEEP = "x-milieu-keep"  # header of a page that may be kept: the version it is of; see `keeping`
POLICY = (
    "default-src 'none'",
    "script-src 'self'",
    "connect-src 'self'",
    "img-src 'self' data:",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
)


def page(
    request: Request,
    template: str,
    *,
    drawings: Drawings | None = None,
    status: int = 200,
    keep: bool = False,
    **shown: Any,
) -> HTMLResponse:
    """Return a page filled in.

    drawings   those in it, all begun; their looks and shapes come with the page
    keep       whether it depends on nothing but its address and the version of its study, so that
               it can be kept for the next who asks
    shown      what the template names; `opened` is the study, None outside of any
    """
    looks = drawings.looks.rules() if drawings else ""
    shapes = Markup(drawings.shared.definitions() if drawings else "")
    body = (
        _environment()
        .get_template(template)
        .render(
            **{"opened": None, **shown},
            request=request,
            frame=Frame(request, shown.get("opened")),
            looks=Markup(looks),
            shapes=shapes,
            version=__version__,
            languages=LANGUAGES,
        )
    )
    headers = {"Content-Security-Policy": policy(looks)}
    if keep:
        headers[KEEP] = shown["opened"].token
    return HTMLResponse(body, status, headers=headers)


def policy(looks: str) -> str:
    """Return the content security policy: own scripts and styles, and a page's own looks."""
    checksum = base64.b64encode(hashlib.sha256(looks.encode()).digest()).decode()
    return "; ".join((*POLICY, f"style-src 'self' 'sha256-{checksum}'"))


@lru_cache
def _environment() -> Environment:
    made = environment(PackageLoader("milieu.web", "templates"), OWN)
    made.globals.update(asset=asset, address=address, quoted=quoted, rows_address=rows_address)
    made.globals.update(language_tag=language_tag, vega_address=vega_address())
    return made
