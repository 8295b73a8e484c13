"""Drawn: one figure in the form that is asked for: rows, CSV, Vega-Lite, SVG."""

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated
from urllib.parse import quote

import pyarrow as pa
from fastapi import Path as Named
from fastapi import Query, Response
from fastapi.responses import JSONResponse

from milieu.core.errors import UserError, unknown_name
from milieu.core.language import _
from milieu.report.drawing import specification, svg_of
from milieu.report.export import write
from milieu.report.figure import Figure
from milieu.web.api.said import whole
from milieu.web.faults import NotHere

ACCEPTED = {
    "text/csv": "csv",
    "image/svg+xml": "svg",
    "application/vnd.vegalite+json": "vega",
    "application/json": "json",
}
FigureName = Annotated[str, Named(description="The figure's name.", examples=["course"])]
Format = Annotated[str, Query(description="json, csv, vega or svg; else by the header Accept.")]
Screen = Annotated[str, Query(description="wide, narrow or any: the drawing for this screen.")]
SCREENS = ("wide", "narrow", "any")  # the first that a figure has, unless one is asked for
SVG = 'xmlns="http://www.w3.org/2000/svg"'
CONTENT = {
    "application/json": {},
    "text/csv": {"schema": {"type": "string"}},
    "application/vnd.vegalite+json": {"schema": {"type": "object"}},
    "image/svg+xml": {"schema": {"type": "string"}},
}


def one_of(figures: Mapping[str, Figure], name: str) -> Figure:
    """Return a figure by its name; NotHere for another."""
    if name not in figures:
        raise NotHere(unknown_name("figure", name, figures))
    return figures[name]


def answer_figure(figure: Figure, form: str, screen: str, at: str) -> Response:
    """Return a figure; its address is `at`."""
    if form == "csv":
        name = quote(f"{figure.name}.csv")
        kept = {"Content-Disposition": f"attachment; filename*=utf-8''{name}"}
        return Response(as_csv(figure), media_type="text/csv; charset=utf-8", headers=kept)
    if form == "json":
        return JSONResponse(whole(figure, at).model_dump())
    picture = figure.charts[screen_of(figure, screen)]()
    if form == "vega":
        return JSONResponse(specification(picture), media_type="application/vnd.vegalite+json")
    return Response(
        alone(svg_of(picture), figure.alt),
        media_type="image/svg+xml",
        headers={"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"},
    )


def screen_of(figure: Figure, screen: str) -> str:
    """Return which of a figure's drawings is meant; one that is for any screen is for each.

    raises   NotHere where it has none, UserError for a screen that there is not
    """
    if screen and screen not in SCREENS:
        raise unknown_name("screen", screen, SCREENS, where="screen")
    if not figure.charts:
        what = _("{name} is a table and has no drawing", name=figure.name)
        raise NotHere(UserError(what, next=_("Ask for json or csv.")))
    return next(one for one in (screen, *SCREENS, *figure.charts) if one in figure.charts)


def as_csv(figure: Figure) -> bytes:
    """Return the table behind a figure, in the texts that readers see and without formulas."""
    columns = [pa.array([str(row[n]) for row in figure.rows], pa.string())
               for n in range(len(figure.columns))]  # fmt: skip
    table = pa.Table.from_arrays(columns, names=list(figure.columns))
    with TemporaryDirectory() as scratch:
        file = Path(scratch) / "rows"
        write(table, "csv", file)
        return file.read_bytes()


def alone(svg: str, alt: str) -> str:
    """Return a drawing that can stand alone: with its namespace, letters and text alternative."""
    from markupsafe import escape

    named = svg if SVG in svg else svg.replace("<svg", f"<svg {SVG}", 1)
    begin, end, rest = named.partition(">")
    look = ' font-family="sans-serif" font-size="12" role="img"'
    return f"{begin}{look}{end}<title>{escape(alt)}</title>{rest}"
