"""Language: texts as the reader's language has them, from catalogs (gettext).

Every text for readers is written in English where it is used, as `_("{n} of {total} ended in
range", n="31", total="40")`; a catalog holds the same sentence in another language, with the same
names in braces. Values are texts already: numbers are written by `report.words` in the locale.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from gettext import NullTranslations
from importlib.resources import files
from io import BytesIO

from milieu.core.errors import unknown_name

LANGUAGES = {"en": "English", "zh": "简体中文"}
CATALOGS = {"zh": "zh_CN"}  # English is in the code
_spoken: ContextVar[str] = ContextVar("language", default="en")


def language() -> str:
    """Return the language that is spoken now: a key of `LANGUAGES`."""
    return _spoken.get()


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Speak a language within the block, in this thread or task only.

    raises   UserError for a language that has no catalog
    """
    if code not in LANGUAGES:
        raise unknown_name("language", code, LANGUAGES, where="lang")
    token = _spoken.set(code)
    try:
        yield
    finally:
        _spoken.reset(token)


def _(text: str, /, **values: object) -> str:
    """Return a text in the language spoken, with values in place of the names in its braces."""
    said = _catalog(language()).gettext(text)
    return said.format(**values) if values else said


def several(one: str, many: str, number: int, /, **values: object) -> str:
    """Return the text for this number of things: `one` for 1, `many` else."""
    said = _catalog(language()).ngettext(one, many, number)
    return said.format(**values) if values else said


@lru_cache
def _catalog(code: str) -> NullTranslations:
    """Return the catalog of a language, compiled from its one readable file."""
    if code not in CATALOGS:
        return NullTranslations()
    from babel.messages.mofile import write_mo  # loads for a tenth of a second
    from babel.messages.pofile import read_po
    from babel.support import Translations

    source = files("milieu").joinpath("languages", CATALOGS[code], "milieu.po")
    compiled = BytesIO()
    with source.open("rb") as file:
        write_mo(compiled, read_po(file, locale=CATALOGS[code]))
    compiled.seek(0)
    return Translations(compiled)
