"""Catalogs: brought up to date with the texts that are there, and what they lack."""

from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from milieu.core.language import CATALOGS
from milieu.languages.names import names
from milieu.languages.texts import ROOT, Text, fields, texts

FILE = "milieu.po"
WIDTH = 100  # letters of a line of the file
HEAD = """msgid ""
msgstr ""
"Language: {language}\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plurals}\\n"
"""


@dataclass(frozen=True)
class State:
    """How complete a catalog is.

    untranslated, fuzzy   English of messages without a translation, or with one to be looked at
    wrong                 English of messages whose translation names other values
    """

    language: str
    messages: int
    untranslated: list[str]
    fuzzy: list[str]
    wrong: list[str]

    @property
    def complete(self) -> bool:
        """Return whether nothing is left to do."""
        return not (self.untranslated or self.fuzzy or self.wrong)


def file_of(code: str, root: Path = ROOT) -> Path:
    """Return the catalog of a language, by its code."""
    return root / "languages" / CATALOGS[code] / FILE


def read(code: str, root: Path = ROOT) -> Catalog:
    """Return a language's catalog as it stands in its file; an empty one where there is none."""
    file = file_of(code, root)
    if not file.exists():
        return Catalog(locale=CATALOGS[code], project="milieu", fuzzy=False)
    with file.open("rb") as opened:
        return read_po(opened, locale=CATALOGS[code])


def all_texts(root: Path = ROOT) -> list[Text]:
    """Return the texts that stand in the code, and the names of what the program lists."""
    return [*texts(root), *names()]


def fresh(code: str, found: Iterable[Text], known: Catalog) -> Catalog:
    """Return a catalog of all texts found, with the translations that are known."""
    made = Catalog(locale=CATALOGS[code], project="milieu", fuzzy=False)
    made.header_comment = known.header_comment
    for text in found:
        before = known.get(_first(text.id), text.sense or None)
        said: Any = ""
        if before is not None and _kind(before.id) == _kind(text.id):
            said = before.string
        made.add(text.id, said, [(text.where, 1)], context=text.sense or None)
    return made


def write(code: str, catalog: Catalog, root: Path = ROOT) -> None:
    """Write a catalog into its file, in the order of the files that its texts stand in."""
    body = BytesIO()
    write_po(body, catalog, width=WIDTH, omit_header=True, sort_by_file=True,
             include_lineno=False, ignore_obsolete=True)  # fmt: skip
    head = HEAD.format(language=CATALOGS[code], plurals=catalog.plural_forms)
    text = f"{catalog.header_comment}\n{head}\n{body.getvalue().decode()}"
    file_of(code, root).write_text(text, encoding="utf-8")


def state(code: str, catalog: Catalog) -> State:
    """Return what a catalog lacks."""
    told = [message for message in catalog if message.id]
    return State(
        code,
        len(told),
        [_first(m.id) for m in told if not all(_strings(m))],
        [_first(m.id) for m in told if m.fuzzy],
        [_first(m.id) for m in told if all(_strings(m)) and not _fits(m)],
    )


def keys(catalog: Catalog | Iterable[Text]) -> set[tuple[str, str, bool]]:
    """Return what a catalog or a list of texts has: English, sense, whether it counts."""
    if isinstance(catalog, Catalog):
        told = [(m.id, m.context or "") for m in catalog if m.id]
    else:
        told = [(text.id, text.sense) for text in catalog]
    return {(_first(id), sense, not isinstance(id, str)) for id, sense in told}


def _fits(message: Message) -> bool:
    """Return whether every translation names the values that the English names."""
    ids = (message.id,) if isinstance(message.id, str) else message.id
    wanted = {name for one in ids for name in fields(one)}
    return all(set(fields(said)) == wanted for said in _strings(message))


def _strings(message: Message) -> tuple[str, ...]:
    said = message.string or ""
    return (said,) if isinstance(said, str) else tuple(said)


def _first(id: Any) -> str:
    return str(id if isinstance(id, str) else id[0])


def _kind(id: Any) -> bool:
    return isinstance(id, str)
