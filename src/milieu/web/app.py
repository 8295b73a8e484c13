"""App: pages, API, tasks and safety put together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from pkgutil import iter_modules

from fastapi import APIRouter, FastAPI
from fastapi.concurrency import run_in_threadpool

from milieu import __version__
from milieu.web.answers import add_answers
from milieu.web.head import HeadAsGet
from milieu.web.keeping import Keeping
from milieu.web.languages import Languages, OnlyLanguages
from milieu.web.safety.layers import guard
from milieu.web.site import Site
from milieu.web.timing import Timed
from milieu.web.warming import Warming

TITLE = "milieu"


def make_app(site: Site) -> FastAPI:
    """Return the application that serves a site."""
    app = FastAPI(
        title=TITLE,
        version=__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=served,
    )
    app.state.site = site
    add_answers(app)
    app.add_middleware(HeadAsGet)
    for folder in ("pages", "api"):
        for router in routers(folder):
            app.include_router(router)
    app.add_middleware(Keeping, site=site)
    app.add_middleware(OnlyLanguages)
    guard(app, site)
    app.add_middleware(Languages)
    app.add_middleware(Timed)  # around everything, so that the whole time is told
    return app


@asynccontextmanager
async def served(app: FastAPI) -> AsyncIterator[None]:
    """Look after the tasks while the site is served; what waits from before goes on."""
    site: Site = app.state.site
    site.tasks.open()
    warming = Warming(site.pages, list(site.shelf.folders.values()))
    site.shelf.when_read = warming.begin if site.ahead else None
    site.shelf.warm()
    yield
    await run_in_threadpool(site.shelf.settle)
    await run_in_threadpool(warming.close)
    await run_in_threadpool(site.tasks.close)


def routers(folder: str) -> list[APIRouter]:
    """Return the routers of the files of a folder; the folder is the list."""
    package = import_module(f"milieu.web.{folder}")
    modules = [
        import_module(f"{package.__name__}.{found.name}")
        for found in iter_modules(package.__path__)
    ]
    return [module.router for module in modules if hasattr(module, "router")]
