"""Page: templates into HTML that calls no address and runs only its own script."""

import base64
import hashlib
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any

from jinja2 import BaseLoader, ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from milieu.core.language import _, filled, in_sense, language, language_tag, several
from milieu.report import words
from milieu.report.drawing import Drawings
from milieu.report.look import dark_figures, variables
from milieu.report.naming import cluster_name
from milieu.report.retelling import retold

OWN = PackageLoader("milieu.report", "templates")
SCREEN_DARK = "@media screen and (prefers-color-scheme: dark)"


def render(template: str, drawings: Drawings | None = None, **shown: Any) -> str:
    """Return a template filled in; every text in it is escaped.

    drawings   those in it, all begun
    """
    style = base_style() + Markup("\n" + drawings.looks.rules() if drawings else "")
    shapes = Markup(drawings.shared.definitions() if drawings else "")
    filled = _environment().get_template(template)
    return filled.render(**shown, style=style, shapes=shapes, script=_script(), policy=_policy())


@lru_cache
def _environment() -> Environment:
    return environment(OWN)


def environment(*loaders: BaseLoader) -> Environment:
    """Return what fills in templates: every text escaped, an unknown name an error.

    loaders   where templates are looked for, the first first
    """
    made = Environment(
        loader=ChoiceLoader(loaders),
        autoescape=True,
        auto_reload=False,  # what is installed does not change
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(words=words, Kind=words.Kind, _=_said, several=several, in_sense=in_sense)
    made.globals.update(language=language, language_tag=language_tag, cells=cells)
    made.filters.update(
        plain=words.plain, capital=words.capital, named=cluster_name, retold=retold, told=_told
    )
    return made


def cells(rows: Sequence[Sequence[str]]) -> Markup:
    """Return the rows of a table, every text escaped, all at once.

    HTML closes cells and rows by itself; in a study's thousands of them that is a quarter of the
    room.
    """
    cell, row = "\0", "\1"  # HTML allows neither in a text
    said = row.join(cell.join(map(str, one)) for one in rows)
    safe = str(escape(row + said if rows else ""))
    return Markup(safe.replace(row, "<tr><td>").replace(cell, "<td>"))


def _told(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return the cells of a table, those that the catalogs know in the language spoken."""
    return [[retold(cell) for cell in row] for row in rows]


def _said(text: str, /, **values: object) -> str:
    """Return a text in the language spoken; as markup where one of its values is."""
    if not any(isinstance(value, Markup) for value in values.values()):
        return _(text, **values)
    safe = {name: str(escape(value)) for name, value in values.items()}
    return Markup(filled(str(escape(_(text))), safe))


def base_style() -> Markup:
    """Return the style sheet: the palette for light and dark, then the rules."""
    palette = f":root{{color-scheme:light dark;{variables(dark=False)}}}\n"
    dark = f"{SCREEN_DARK}{{:root{{{variables(dark=True)}}}\n{dark_figures()}}}\n"
    return Markup(palette + dark + _own("style.css"))


def _script() -> Markup:
    return Markup(_own("report.js"))


def _policy() -> str:
    """Return the content security policy: nothing from outside, no script but the own one."""
    checksum = base64.b64encode(hashlib.sha256(_own("report.js").encode()).digest()).decode()
    parts = (
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        f"script-src 'sha256-{checksum}'",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    )
    return "; ".join(parts)


def _own(name: str) -> str:
    return files("milieu.report").joinpath("templates", name).read_text(encoding="utf-8").strip()
