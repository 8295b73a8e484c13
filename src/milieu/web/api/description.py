"""Description: the API as OpenAPI, for programs and for people."""

from functools import lru_cache
from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse

from milieu import __version__
from milieu.web.answers import PROBLEM, Problem
from milieu.web.api.asking import ANY_TIME, WORDS, answered
from milieu.web.page import page
from milieu.web.site import site

router = APIRouter(include_in_schema=False)
API = "/api/v1"
ADDRESS = f"{API}/openapi.json"
UNCHANGED = "What who asks has in hand, by If-None-Match, is still right."
ABOUT = """\
The same results as on the pages: as JSON, CSV and Parquet.

Figures have a low end, a value and a high end (80 % range); null means unknown, never zero.
Everything that is read takes `as_of` (a day: as it was known then) and `lang` (en, zh), and is
answered with a strong ETag. What can not be answered is answered with problem details (RFC 9457)
that say where, what, and what to do next.
"""
TAGS = (
    ("studies", "Studies and the clusters of their atlas."),
    ("clusters", "One cluster, or several side by side: words, numbers, figures."),
    ("data", "Any table or result, by pages or whole; what changed."),
    ("study", "Figures of a whole study."),
    ("lab", "Policies tried in the twin: quick answers."),
    ("scenarios", "Policies that were saved."),
    ("tasks", "Work in the background: ask, watch, stop, resume, fetch."),
    ("method", "How every number is made."),
    ("me", "Who asks."),
)


@router.get(ADDRESS)
def openapi(request: Request) -> Response:
    """Return the description."""
    app: FastAPI = request.app
    return answered(request, "openapi", lambda: JSONResponse(described(app)))


@router.get("/api")
def people(request: Request) -> Response:
    """Show the description to people, with examples."""
    names = list(site(request).shelf.folders)
    return page(
        request,
        "api.html.j2",
        groups=groups(described(request.app)),
        base=str(request.base_url).rstrip("/"),
        study=names[0] if names else "STUDY",
        description=ADDRESS,
    )


@lru_cache(maxsize=4)
def described(app: FastAPI) -> dict[str, Any]:
    """Return the API of an application as OpenAPI: its pages are no part of it."""
    routes = [route for route in app.routes if getattr(route, "path", "/").startswith(API)]
    found = get_openapi(
        title="milieu",
        version=__version__,
        description=ABOUT,
        routes=routes or app.routes,
        tags=[{"name": name, "description": about} for name, about in TAGS],
    )
    found["paths"] = {
        path: operations for path, operations in found["paths"].items() if path.startswith(API)
    }
    for operations in found["paths"].values():
        for method, operation in operations.items():
            _with_problems(operation)
            if method == "get":
                operation["responses"].setdefault("304", {"description": UNCHANGED})
    found["components"]["schemas"].setdefault("Problem", _problem())
    found["components"]["securitySchemes"] = {
        "token": {
            "type": "http",
            "scheme": "bearer",
            "description": "A token of yours, where the site has accounts.",
        }
    }
    return found


def _with_problems(operation: dict[str, Any]) -> None:
    """Declare what any operation may be answered with beside what it declares itself."""
    of = {"content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
    for status in ANY_TIME:
        declared = operation["responses"].get(str(status), {})
        if PROBLEM not in declared.get("content", {}):
            operation["responses"][str(status)] = {"description": WORDS[status], **of}


def _problem() -> dict[str, Any]:
    """Return the schema of problem details."""
    return Problem.model_json_schema(ref_template="#/components/schemas/{model}")


def groups(description: dict[str, Any]) -> list[tuple[str, str, list[dict[str, Any]]]]:
    """Return the operations by tag: name, meaning, and each with method, path and summary."""
    operations = [
        {"method": method.upper(), "path": path, **said}
        for path, methods in description["paths"].items()
        for method, said in methods.items()
    ]
    others = {tag for one in operations for tag in one.get("tags", ())} - {n for n, _ in TAGS}
    found = []
    for name, about in (*TAGS, *((tag, "") for tag in sorted(others))):
        of = [one for one in operations if name in one.get("tags", ())]
        if of:
            found.append((name, about, of))
    return found
