"""Readable: texts without signs that no bundled font has, and which font has which."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby

from milieu.report.fonts.faces import COVERED, FAMILIES, FOLDER

UNKNOWN = "□"  # what a sign becomes that cannot be printed
CONTROLS = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+"
)  # none is seen


def readable(text: str) -> str:
    """Return a text that can be printed: other signs are boxes, and controls are one space."""
    return _others().sub(UNKNOWN, CONTROLS.sub(" ", text))


@lru_cache(maxsize=4096)
def family_of(sign: str) -> str:
    """Return the first family that has a sign; the first of all where none has it."""
    return next((name for name in FAMILIES if _having(name).fullmatch(sign)), FAMILIES[0])


def runs(text: str) -> Iterator[tuple[str, str]]:
    """Yield the parts of a text that are of one family, each with its family."""
    for family, signs in groupby(text, family_of):
        yield family, "".join(signs)


@lru_cache
def _ranges() -> dict[str, str]:
    """Return what each family has, as a regular expression writes it between brackets."""
    found = {}
    for line in (FOLDER / COVERED).read_text(encoding="ascii").splitlines():
        family, _, said = line.partition(": ")
        ends = [[int(end, 16) for end in one.split("-")] for one in said.split()]
        found[family] = "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ends)
    return found


@lru_cache
def _having(family: str) -> re.Pattern[str]:
    return re.compile(f"[{_ranges()[family]}]")


@lru_cache
def _others() -> re.Pattern[str]:
    """Return what finds a sign that no family has."""
    return re.compile(f"[^{''.join(_ranges().values())}]")
