"""Plainly: a formula's own description for who reads it, not for who calls it.

The description stands beside the code and tells callers shapes and errors, too. A reader of the
method is told what it is, of what it is made, and when it does not exist.
"""

import re
from collections.abc import Collection, Sequence

from milieu.core.language import _
from milieu.study.method.layout import Part

RETURN, RAISES = "return", "raises"  # terms of a description that are no inputs
ORDER = re.compile(r"^Return (?=\S)")
SHAPE = re.compile(r",?\s*\b(?:same shape(?: as \w+)?|shape \([^)]*\))")
LEFT_OVER = re.compile(r"^[\s,;]+")
MARKED = re.compile(r"(?<![\w*`])([*`])(?! )([^*`\n]+)(?<! )\1(?![\w*`])")
CODE = re.compile(r"\b([a-z][a-z0-9]+(?:_[a-z0-9]+)+)\b(\()?")  # `g_i` is a symbol, no name
SAID = (  # what programs write, and what it means
    (re.compile(r"\ball >= 0"), "none below 0"),
    (re.compile(r">= "), "at least "),
    (re.compile(r"\bNaN if unknown"), "may be unknown"),
    (re.compile(r"\band errors as in\b"), "as in"),
    (re.compile(r"\bNaN\b"), "unknown"),
)


def plainly(parts: Sequence[Part]) -> list[Part]:
    """Return the parts of a description without what only callers need; formulas stay."""
    inputs = {name.strip() for part in parts for names, _told in part.terms
              for name in names.split(",")}  # fmt: skip
    said = [_plain(part, inputs) for part in parts]
    return [part for part in said if part != Part()]


def lead(description: str) -> str:
    """Return the first sentence of a description as what it is, not as what a function does."""
    return _noun(re.split(r"\.(?=\s|$)", description.strip())[0])


def _plain(part: Part, inputs: Collection[str]) -> Part:
    if part.formula:
        return part
    if part.terms:
        terms = ((name, _meaning(told, inputs)) for name, told in part.terms if name != RAISES)
        return Part(terms=tuple((_named(name), told) for name, told in terms if told))
    return Part(text=_words(_noun(part.text), inputs))


def _named(name: str) -> str:
    return _("Value") if name == RETURN else name


def _meaning(text: str, inputs: Collection[str]) -> str:
    return _words(LEFT_OVER.sub("", SHAPE.sub("", text)), inputs)


def _words(text: str, inputs: Collection[str]) -> str:
    """Return a text without marks and names of code; inputs are called as in the formula."""
    text = MARKED.sub(r"\2", text)
    for written, meant in SAID:
        text = written.sub(meant, text)
    return CODE.sub(lambda found: _spoken(found, inputs), text)


def _spoken(found: re.Match[str], inputs: Collection[str]) -> str:
    name = found[1] if found[1] in inputs else found[1].replace("_", " ")
    return f"{name} (" if found[2] else name


def _noun(text: str) -> str:
    """Return a sentence without its order to return what it names."""
    said = ORDER.sub("", text)
    return said if said == text else said[:1].upper() + said[1:]
