"""The tables behind figures, as templates read them; they stand at the end of a chapter."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from milieu.report.brief.blocks import Alerts, Beside, Block, Figures
from milieu.report.figure import Figure, Table
from milieu.report.fonts.readable import readable

Json = dict[str, Any]
LETTERS, HALF_LETTERS = 128.0, 62.0  # of a small table's row that fits a page, or half of one
PADDING, WIDEST = 2.5, 50.0  # letters beside a column's text, and of its longest text


def tables(blocks: Sequence[Block]) -> list[list[Json]]:
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
            "columns": texts(table.columns),
            "rows": texts(table.rows),
            "command": readable(table.command),
            "shares": shares(table.columns, table.rows),
        }


def shares(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[float]:
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


def texts(value: Any) -> Any:
    """Return a value with every text in it readable."""
    if isinstance(value, str):
        return readable(value)
    if isinstance(value, Mapping):
        return {name: texts(one) for name, one in value.items()}
    if isinstance(value, Sequence):
        return [texts(one) for one in value]
    return value
