"""Plain: a booklet as what JSON can hold, for templates that read it as data, never as code."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from milieu.core.language import _, language
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
from milieu.report.figure import Figure, Table
from milieu.report.fonts.readable import readable
from milieu.report.look import PALETTE
from milieu.report.typesetting.drawn import FULL, HALF, drawing, room_beside, room_of

Json = dict[str, Any]
REGIONS = {"zh": "CN"}  # whose forms of letters a language has
FIRST_DAY = "1970-01-01"  # of files that carry no day
NAMED = ("title", "name", "subtitle", "as_of", "about", "made_up", "invented", "closing")
LETTERS, HALF_LETTERS = 128.0, 62.0  # of a small table's row that fits a page, or half of one
PADDING, WIDEST = 2.5, 50.0  # letters beside a column's text, and of its longest text
LONG = ("known", "unknown")  # answers that may go on on the next page
ABREAST = ("pair", "grid")


def plain(booklet: Booklet) -> Json:
    """Return a booklet in the language spoken, its charts drawn, all texts readable."""
    return {
        **{name: _texts(getattr(booklet, name)) for name in NAMED},
        "day": [int(part) for part in (booklet.day or FIRST_DAY)[:10].split("-")],
        "language": language(),
        "region": REGIONS.get(language()),
        "palette": {name: light for name, (light, _dark) in PALETTE.items()},
        "words": _texts(_words(booklet)),
        "brief": [
            {
                "heading": readable(one.heading),
                "wide": one.wide,
                "long": one.name in LONG,
                "blocks": _first(one.blocks),
            }
            for one in booklet.brief
        ],
        "first_tables": _tables([block for one in booklet.brief for block in one.blocks]),
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
        "page": _("{n} of {total}", n="{n}", total="{total}"),
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
        "tables": _tables(one.blocks),
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
    return {"kind": one.kind, **(made(one) if made else _texts(asdict(one)))}


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
    texts = {name: getattr(one, name) for name in ("title", "how", "alt", "source", "command")}
    return {
        **_texts(texts),
        "legend": _texts([list(pair) for pair in one.legend]),
        "drawing": asdict(drawn) if drawn else None,
        "half": room == HALF,
    }


def _tables(blocks: Sequence[Block]) -> list[list[Json]]:
    """Return the tables behind all figures: narrow ones two abreast, those of like length."""
    found = list(_all_tables(blocks))
    wide = [[table] for table in found if sum(table["shares"]) > HALF_LETTERS]
    narrow = sorted(
        (table for table in found if sum(table["shares"]) <= HALF_LETTERS),
        key=lambda table: -len(table["rows"]),
    )
    return [*wide, *(narrow[at : at + 2] for at in range(0, len(narrow), 2))]


def _all_tables(blocks: Sequence[Block]) -> Iterator[Json]:
    for block in blocks:
        if isinstance(block, Beside):
            yield from _all_tables((*block.left, *block.right))
        elif isinstance(block, Figures):
            for figure in block.figures:
                yield from _behind(figure)
        elif isinstance(block, Alerts):
            for one in block.alerts:
                if one.figure:
                    yield from _behind(one.figure)


def _behind(one: Figure) -> Iterator[Json]:
    """Yield the tables behind a figure."""
    own = Table("", one.columns, one.rows, one.command)
    for table in (own, *(more for more in one.also if more.rows)):
        title = f"{one.title} · {table.title}" if table.title else one.title
        yield {
            "title": readable(title),
            "columns": _texts(table.columns),
            "rows": _texts(table.rows),
            "command": readable(table.command),
            "shares": _shares(table.columns, table.rows),
        }


def _shares(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[float]:
    """Return how wide each column is next to the others, in letters.

    As wide as its longest text where all have room; else no word is cut, and what is left goes to
    those that want it.
    """
    cells = [[name, *(row[at] for row in rows)] for at, name in enumerate(columns)]
    words = [
        PADDING + max(len(word) for text in texts for word in [*text.split(" "), ""])
        for texts in cells
    ]
    wanted = [PADDING + min(max(map(len, texts)), WIDEST) for texts in cells]
    if sum(wanted) <= LETTERS:
        return wanted
    more = [max(want - word, 0.0) for want, word in zip(wanted, words, strict=True)]
    spare = max(LETTERS - sum(words), 0.0) / (sum(more) or 1.0)
    return [word + spare * one for word, one in zip(words, more, strict=True)]


def _alerts(one: Alerts) -> Json:
    alerts = [
        {
            "state": alert.state.replace(" ", "-"),
            "label": readable(alert.label),
            "said": _texts(alert.said),
            "figure": _figure(alert.figure, HALF) if alert.figure else None,
            "folded": alert.folded,
        }
        for alert in one.alerts
    ]
    return {"title": readable(one.title), "command": readable(one.command), "alerts": alerts}


def _sheet(one: Sheet) -> Json:
    said = _texts({"name": one.name, "caption": one.caption, "command": one.command})
    columns = [_texts(asdict(column)) for column in one.columns]
    if all(column.share == 1 for column in one.columns):  # nobody has said how wide they are
        texts = [[cell.text for cell in row] for row in one.rows]
        shares = _shares([column.name for column in one.columns], texts)
        columns = [{**c, "share": share} for c, share in zip(columns, shares, strict=True)]
    return {
        **said,
        "columns": columns,
        "rows": [[_texts(asdict(cell)) for cell in row] for row in one.rows],
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


def _texts(value: Any) -> Any:
    """Return a value with every text in it readable."""
    if isinstance(value, str):
        return readable(value)
    if isinstance(value, Mapping):
        return {name: _texts(one) for name, one in value.items()}
    if isinstance(value, Sequence):
        return [_texts(one) for one in value]
    return value
