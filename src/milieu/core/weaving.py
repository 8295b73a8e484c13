"""Weaving: values into a sentence of a language that writes no spaces between its words.

Chinese sets a space between its characters and Latin letters or digits, and none between two of
its own: "增加 130 至 630 个岗位", "1.03 万至 1.46 万". What a value begins and ends with
is known only when it is put in, so the joints are mended then.
"""

from collections.abc import Mapping
from functools import lru_cache
from string import Formatter

LATIN = frozenset("%−+-€$°×–")  # signs that stand with letters and digits
NO_BREAK = "\u00a0"


@lru_cache(maxsize=4096)
def _pieces(template: str) -> tuple[tuple[str, str | None, str | None], ...]:
    """Return the text before each name in braces, that name (None after the last), and "r"."""
    parsed = Formatter().parse(template)
    return tuple((literal, name, how) for literal, name, _spec, how in parsed)


def woven(template: str, values: Mapping[str, object]) -> str:
    """Return a template with values in place of the names in its braces, spaced at the joints.

    raises   KeyError for a name that has no value
    """
    said = ""
    for literal, name, how in _pieces(template):
        said = joined(said, literal)
        if name is not None:
            said = joined(said, (repr if how == "r" else str)(values[name]))
    return said


def spaced(text: str) -> str:
    """Return a text with a space wherever Chinese meets Latin letters or digits."""
    said = ""
    for letter in text:
        said = joined(said, letter)
    return said


def joined(before: str, after: str) -> str:
    """Return two parts of a sentence with the space between them that their letters ask for."""
    if not before or not after:
        return before + after
    last, first = before[-1], after[0]
    if last == " " and len(before) > 1:
        return (before[:-1] if _wide(before[-2]) and _wide(first) else before) + after
    if first == " " and len(after) > 1:
        return before + (after[1:] if _wide(last) and _wide(after[1]) else after)
    if (_ideograph(last) and _latin(first)) or (_latin(last) and _ideograph(first)):
        return f"{before} {after}"
    return before + after


def _ideograph(letter: str) -> bool:
    return "\u3400" <= letter <= "\u9fff"


def _wide(letter: str) -> bool:
    """Return whether a letter is Chinese, or a mark that has its own room."""
    return _ideograph(letter) or "\u3000" <= letter <= "\u303f" or "\uff00" <= letter <= "\uffef"


def _latin(letter: str) -> bool:
    return (letter.isalnum() and letter < "\u2e80") or letter in LATIN
