"""Language: texts as the reader's language has them, from catalogs (gettext).

Every text for readers is written in English where it is used, as `_("{n} of {total} ended in
range", n="31", total="40")`; a catalog holds the same sentence in another language, with the same
names in braces. Values are texts already: numbers are written by `report.words` in the locale.
A constant of a module is marked by `N_` and said by `_` when it is shown, never at import.
`python -m milieu.languages` finds all texts and says which are not translated.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from io import BytesIO

from milieu.core.errors import unknown_name
from milieu.core.weaving import woven

LANGUAGES = {"en": "English", "zh": "简体中文"}
CATALOGS = {"zh": "zh_CN"}  # English is in the code
TAGS = {"zh": "zh-Hans"}  # as HTML and HTTP name a language, where not by its code (BCP 47)
_spoken: ContextVar[str] = ContextVar("language", default="en")


def language() -> str:
    """Return the language that is spoken now: a key of `LANGUAGES`."""
    return _spoken.get()


def language_tag() -> str:
    """Return the language spoken as HTML and HTTP name it: "en", "zh-Hans"."""
    return TAGS.get(language(), language())


def check_language(code: str, where: str = "lang") -> None:
    """Raise UserError for a language that has no catalog; `where` it was asked for."""
    if code not in LANGUAGES:
        raise unknown_name("language", code, LANGUAGES, where=where)


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Speak a language within the block, in this thread or task only.

    raises   UserError for a language that has no catalog
    """
    check_language(code)
    token = _spoken.set(code)
    try:
        yield
    finally:
        _spoken.reset(token)


def _(text: str, /, **values: object) -> str:
    """Return a text in the language spoken, with values in place of the names in its braces."""
    code = _spoken.get()
    if code not in CATALOGS or not text:
        return text.format(**values) if values else text
    return filled(_catalog(code).gettext(text), values)


def filled(said: str, values: Mapping[str, object]) -> str:
    """Return a text of the language spoken with values in place of the names in its braces."""
    if not values:
        return said
    return woven(said, values) if _spoken.get() in CATALOGS else said.format(**values)


def several(one: str, many: str, number: int, /, **values: object) -> str:
    """Return the text for this number of things: `one` for 1, `many` else."""
    code = _spoken.get()
    if code not in CATALOGS:
        said = one if number == 1 else many
        return said.format(**values) if values else said
    return filled(_catalog(code).ngettext(one, many, number), values)


def in_sense(sense: str, text: str, /, **values: object) -> str:
    """Return a text whose English has several meanings, in one of them.

    sense   says which to translators only: in_sense("of an alarm", "none")
    """
    code = _spoken.get()
    if code not in CATALOGS:
        return text.format(**values) if values else text
    return filled(_catalog(code).pgettext(sense, text), values)


def gap() -> str:
    """Return what stands between two sentences: a space, or nothing after a Chinese full stop."""
    return "" if _spoken.get() in CATALOGS else " "


def N_(text: str, /) -> str:  # noqa: N802  (the name that gettext's users know)
    """Return a constant as it is; it is marked so that catalogs have it."""
    return text


@lru_cache
def _catalog(code: str) -> NullTranslations:
    """Return the catalog of a language, compiled from its one readable file."""
    from babel.messages.mofile import write_mo  # loads for a tenth of a second
    from babel.messages.pofile import read_po

    source = files("milieu").joinpath("languages", CATALOGS[code], "milieu.po")
    compiled = BytesIO()
    with source.open("rb") as file:
        write_mo(compiled, read_po(file, locale=CATALOGS[code]))
    compiled.seek(0)
    return GNUTranslations(compiled)
