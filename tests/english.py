"""English that is left in a page of another language."""

import html
import re
from collections.abc import Iterable

OUT_OF_SIGHT = re.compile(r"<(style|script|code|pre)\b[^>]*>.*?</\1>", re.DOTALL)
SPOKEN = re.compile(r'(?:aria-label|title|placeholder|alt)="([^"]*)"')
TAG = re.compile(r"<[^>]*>")
WORDS = re.compile(r"[A-Za-z][a-z'’-]+(?:[ ,;:.]+[A-Za-z'’-]{2,}){2,}")  # three in a row
COMMAND = re.compile(r"\bmilieu [a-z][\w ./:-]*")
CITED = re.compile(  # authors and a year, then where it was published
    r"[^;，。：]*\((?:19|20)\d\d\)[^;，。：]*|[A-Z][^;，。：]* \d{4}[,;][^;，。：]*"
)


def left(page: str, names: Iterable[str] = ()) -> list[str]:
    """Return the texts of a page that hold three English words in a row.

    names   of data, which have no other language; commands and citations count neither
    """
    seen = OUT_OF_SIGHT.sub("", page)
    parts = (*SPOKEN.findall(seen), *TAG.split(seen))
    texts = {" ".join(html.unescape(part).split()) for part in parts}
    return sorted(text for text in texts if WORDS.search(_without(text, names)))


def _without(text: str, names: Iterable[str]) -> str:
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, "")
    return CITED.sub("", COMMAND.sub("", text))
