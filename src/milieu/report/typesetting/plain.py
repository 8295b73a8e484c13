"""Plain: a booklet as what JSON can hold, for templates that read it as data, never as code."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from milieu.core.language import _, in_sense, language
from milieu.report.brief.blocks import (
    Alerts,
    Beside,
    Block,
    Chapter,
    Figures,
    Filters,
    Sheet,
)
from milieu.report.brief.booklet import Booklet
from milieu.report.figure import Figure
from milieu.report.fonts.readable import readable
from milieu.report.look import PALETTE
from milieu.report.typesetting.behind import shares, tables, texts
from milieu.report.typesetting.drawn import FULL, HALF, drawing, room_beside, room_of

Json = dict[str, Any]
REGIONS = {"zh": "CN"}  # whose forms of letters a language has
FIRST_DAY = "1970-01-01"  # of files that carry no day
NAMED = ("title", "name", "subtitle", "as_of", "about", "made_up", "invented", "closing")
LONG = ("known", "unknown")  # answers that may go on on the next page
WORDS_OF_FIGURE = ("title", "how", "alt", "source", "command")
ABREAST = ("pair", "grid")


def plain(booklet: Booklet) -> Json:
    """Return a booklet in the language spoken, its charts drawn, all texts readable."""
    return {
        **{name: texts(getattr(booklet, name)) for name in NAMED},
        "day": [int(part) for part in (booklet.day or FIRST_DAY)[:10].split("-")],
        "language": language(),
        "region": REGIONS.get(language()),
        "palette": {name: light for name, (light, _dark) in PALETTE.items()},
        "words": texts(_words(booklet)),
        "brief": [
            {
                "heading": readable(one.heading),
                "wide": one.wide,
                "long": one.name in LONG,
                "blocks": _first(one.blocks),
            }
            for one in booklet.brief
        ],
        "first_tables": tables([block for one in booklet.brief for block in one.blocks]),
        "annex": [_chapter(one) for one in booklet.annex],
    }


def _words(booklet: Booklet) -> Mapping[str, str]:
    """Return the words that stand on paper only."""
    return {
        "annex": _("Annex for analysts"),
        "annex_about": _(
            "All figures with their tables, sources and commands, how it was made, and what is "
            "assumed."
        ),
        "contents": _("Contents"),
        "page": in_sense("pages", "{n} of {total}", n="{n}", total="{total}"),
        "tables": _("The numbers behind the figures"),
        "nothing": _("No row."),
        "made_up": _("made up"),
    }


def _chapter(one: Chapter) -> Json:
    return {
        "anchor": one.anchor,
        "title": readable(one.title),
        "tag": readable(one.tag),
        "article": one.article,
        "blocks": _blocks(one.blocks),
        "tables": tables(one.blocks),
        "parts": [_chapter(part) for part in one.parts],
    }


def _blocks(blocks: Sequence[Block], *, abreast: bool = False) -> list[Json]:
    """Return blocks; figures that follow each other are laid out together.

    abreast   whether they stand in half of a page's width
    """
    found: list[Json] = []
    figures: list[tuple[Figure, str]] = []
    for one in blocks:
        if isinstance(one, Figures):
            figures += _roomed(one, abreast)
        elif not isinstance(one, Filters):
            found += [*_rows(figures), _block(one)]
            figures = []
    return found + _rows(figures)


def _block(one: Block) -> Json:
    """Return a block by its kind; most are their own fields."""
    made = MAKERS.get(one.kind)
    return {"kind": one.kind, **(made(one) if made else texts(asdict(one)))}


def _roomed(one: Figures, abreast: bool) -> list[tuple[Figure, str]]:
    """Return figures with the room that each gets: those that lie abreast get half of the page."""
    rooms = []
    for at, figure in enumerate(one.figures):
        half = abreast or one.layout in ABREAST or (one.layout == "two" and at > 0)
        rooms.append((figure, room_beside(figure) if half else room_of(figure)))
    return rooms


def _rows(figures: Sequence[tuple[Figure, str]]) -> list[Json]:
    """Return figures in rows: the wide ones alone, then the others in pairs of like height."""
    full = [[_figure(one, room)] for one, room in figures if room == FULL]
    half = [_figure(one, room) for one, room in figures if room == HALF]
    half.sort(key=lambda one: -one["drawing"]["height"] if one["drawing"] else 0)
    pairs = [half[at : at + 2] for at in range(0, len(half), 2)]
    rows = [*full, *pairs]
    return [{"kind": "figures", "rows": rows}] if rows else []


def _figure(one: Figure, room: str) -> Json:
    drawn = drawing(one, room)
    return {
        **{name: readable(getattr(one, name)) for name in WORDS_OF_FIGURE},
        "legend": texts([list(pair) for pair in one.legend]),
        "drawing": asdict(drawn) if drawn else None,
        "half": room == HALF,
    }


def _alerts(one: Alerts) -> Json:
    alerts = [
        {
            "state": alert.state.replace(" ", "-"),
            "label": readable(alert.label),
            "said": texts(alert.said),
            "figure": _figure(alert.figure, HALF) if alert.figure else None,
            "folded": alert.folded,
        }
        for alert in one.alerts
    ]
    return {"title": readable(one.title), "command": readable(one.command), "alerts": alerts}


def _sheet(one: Sheet) -> Json:
    said = texts({"name": one.name, "caption": one.caption, "command": one.command})
    columns = [texts(asdict(column)) for column in one.columns]
    if all(column.share == 1 for column in one.columns):  # nobody has said how wide they are
        said_in = [[cell.text for cell in row] for row in one.rows]
        wide = shares([column.name for column in one.columns], said_in)
        columns = [{**c, "share": share} for c, share in zip(columns, wide, strict=True)]
    return {
        **said,
        "columns": columns,
        "rows": [[texts(asdict(cell)) for cell in row] for row in one.rows],
    }


def _beside(one: Beside) -> Json:
    return {"left": _blocks(one.left), "right": _blocks(one.right)}


def _first(blocks: Sequence[Block]) -> list[Json]:
    """Return blocks of the first pages, where what is beside on a screen is beside on paper."""
    found: list[Json] = []
    for one in blocks:
        if isinstance(one, Beside):
            sides = {"left": one.left, "right": one.right}
            halves = {name: _blocks(side, abreast=True) for name, side in sides.items()}
            found.append({"kind": "beside", **halves})
        else:
            found += _blocks([one])
    return found


MAKERS: Mapping[str, Callable[[Any], Json]] = {
    "alerts": _alerts,
    "sheet": _sheet,
    "beside": _beside,
}
