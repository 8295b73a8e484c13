"""Labels: names beside marks, cut to their room and never on each other."""

import re
from collections.abc import Sequence
from typing import Any
from unicodedata import east_asian_width

from milieu.report.figures.marks import Look, Mark, mark, pixel, text
from milieu.report.look import color
from milieu.report.reading import Row

LETTER = 6.4  # pixels, the width of a letter on average
FULL = 1.9  # such widths of a Chinese, Japanese or Korean letter: 12 pixels
LINE_HEIGHT = 14  # pixels
GAP = 4  # pixels between a mark and its name

ASIDE = re.compile(r"\s*[(（][^()（）]*[)）]$")  # what a label says besides

Box = tuple[float, float, float, float]


def letters_of(text: str) -> float:
    """Return how long a text is, in widths of a letter on average."""
    wide = sum(letter >= "\u2e80" and east_asian_width(letter) in "WF" for letter in text)
    return len(text) + (FULL - 1) * wide


def long(text: str, bold: float = 1.0) -> float:
    """Return about how long a text is in pixels; `bold` is how much wider its letters are."""
    return letters_of(text) * LETTER * bold


def room_beside(text: str, width: float, bold: float = 1.0, gap: int = 2) -> int:
    """Return for how many letters there is room beside a text in a row of this width."""
    return int((width - long(text, bold)) / LETTER) - gap


def cut(label: str, letters: int) -> str:
    """Return a label of at most so many letters, those of Chinese counted by their width.

    What stands in parentheses at its end is left out before a word is cut.
    """
    if letters_of(label) > letters and (aside := ASIDE.search(label)):
        label = label[: aside.start()]
    if letters_of(label) <= letters:
        return label
    kept = max(letters - 1, 1)
    while kept > 1 and letters_of(label[:kept]) > letters - 1:
        kept -= 1
    return label[:kept].rstrip() + "…"


def folded(label: str, letters: int) -> list[str]:
    """Return a label on one line, or on two of at most so many letters each; the rest is cut."""
    if letters_of(label) <= letters:
        return [label]
    words = label.split(" ")
    fitting = [n for n in range(1, len(words)) if letters_of(" ".join(words[:n])) <= letters]
    if fitting:
        n = fitting[-1]
        return [" ".join(words[:n]), cut(" ".join(words[n:]), letters)]
    first = label[: max(letters - 1, 1)]
    while len(first) > 1 and letters_of(first) > letters:
        first = first[:-1]
    return [first, cut(label[len(first) :], letters)]


def beside(
    rows: Sequence[Row],
    *,
    width: float,
    height: float,
    most: int,
    letters: int,
    bold: bool = False,
    strict: bool = False,
    others: Sequence[Row] = (),
) -> list[Mark]:
    """Return the names of the first rows that find room beside their marks, on a readable rim.

    rows      x, y and radius of the mark in pixels, label; those to be named first come first;
              must: named even where `strict` leaves no room
    letters   of a name; the rest is cut
    strict    a name may lie on no mark; else those first in the order are named even so
    others    marks without a name, x, y and radius
    """
    marks = [_around(row) for row in (*rows, *others)]
    tiers: tuple[Sequence[Box], ...] = (marks, marks[:most], [])
    taken: list[Box] = []
    named: list[dict[str, Any]] = []
    for row in rows:
        offers = _offers(row, cut(row["label"], letters))
        possible = [o for o in offers if _within(o["box"], width, height) and _free(o, taken)]
        allowed = tiers[:1] if strict and not row.get("must") else tiers
        best = ([o for o in possible if _free(o, boxes)] for boxes in allowed)
        chosen = next((found[0] for found in best if found), None)
        if chosen and len(named) < most:
            taken.append(chosen["box"])
            named.append(chosen)
    return [
        mark(texts, {**_look(align, bold), **rim}, x=pixel("x"), y=pixel("y"), text=text())
        for align in ("left", "right", "center")
        if (texts := [{k: n[k] for k in ("x", "y", "text")} for n in named if n["align"] == align])
        for rim in ({"stroke": color("page"), "strokeWidth": 3, "strokeJoin": "round"}, {})
    ]


def _look(align: str, bold: bool) -> Look:
    weight = {"fontWeight": "bold"} if bold else {}
    return {"type": "text", "align": align, "baseline": "middle", **weight}


def _offers(row: Row, label: str) -> list[dict[str, Any]]:
    """Return the places for a name: right, left, above, below."""
    x, y, off = row["x"], row["y"], row["radius"] + GAP
    across, half = long(label), LINE_HEIGHT / 2
    at = (
        ("left", x + off, y, x + off),
        ("right", x - off, y, x - off - across),
        ("center", x, y - off - half, x - across / 2),
        ("center", x, y + off + half, x - across / 2),
    )
    return [
        {"align": a, "x": tx, "y": ty, "text": label, "box": (w, ty - half, w + across, ty + half)}
        for a, tx, ty, w in at
    ]


def _around(row: Row) -> Box:
    r = row["radius"]
    return row["x"] - r, row["y"] - r, row["x"] + r, row["y"] + r


def _within(box: Box, width: float, height: float) -> bool:
    left, top, right, bottom = box
    return left >= 0 and top >= 0 and right <= width and bottom <= height


def _free(offer: dict[str, Any], taken: Sequence[Box]) -> bool:
    """Return whether a name would lie on none of the boxes."""
    left, top, right, bottom = offer["box"]
    return all(right < b[0] or left > b[2] or bottom < b[1] or top > b[3] for b in taken)
