"""App: pages, API, tasks and safety put together."""

from importlib import import_module
from importlib.resources import files
from pkgutil import iter_modules

from fastapi import APIRouter, FastAPI
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles

from milieu import __version__
from milieu.web.site import Site
from milieu.web.style import style

TITLE = "milieu"


def make_app(site: Site) -> FastAPI:
    """Return the application that serves a site."""
    app = FastAPI(title=TITLE, version=__version__, docs_url=None, redoc_url=None)
    app.state.site = site
    for folder in ("pages", "api"):
        for router in routers(folder):
            app.include_router(router)
    app.get("/static/style.css", include_in_schema=False)(style_sheet)
    app.mount("/static", StaticFiles(directory=str(files("milieu.web") / "static")))
    return app


def style_sheet() -> Response:
    """Return the one style sheet."""
    return Response(style(), media_type="text/css")


def routers(folder: str) -> list[APIRouter]:
    """Return the routers of the files of a folder; the folder is the list."""
    package = import_module(f"milieu.web.{folder}")
    modules = [
        import_module(f"{package.__name__}.{found.name}")
        for found in iter_modules(package.__path__)
    ]
    return [module.router for module in modules if hasattr(module, "router")]
