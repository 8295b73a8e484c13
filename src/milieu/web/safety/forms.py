"""Forms: what a page sent, as plain texts, and what was wrong with it, by field."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from fastapi import Request

from milieu.core.errors import UserError

MOST_FIELDS = 400  # of a form: a table's columns, with room


async def fields(request: Request) -> dict[str, str]:
    """Return the texts of a form by the names of their fields; files are left out."""
    form = await request.form(max_files=0, max_fields=MOST_FIELDS)
    return {name: value for name, value in form.multi_items() if isinstance(value, str)}


def wrong(error: UserError, known: tuple[str, ...], otherwise: str) -> Mapping[str, str]:
    """Return the words for a mistake by the field that they belong to."""
    field = error.where if error.where in known else otherwise
    what = error.what[:1].upper() + error.what[1:]
    return {field: f"{what.rstrip('.')}. {error.next}".strip()}


def own_address(text: str) -> str:
    """Return where to go on: an address of this server, or its first page for anything else."""
    plain = text.isprintable() and "\\" not in text and text.startswith("/") and text[1:2] != "/"
    try:
        parts = urlsplit(text)
    except ValueError:
        return "/"
    if not plain or parts.scheme or parts.netloc or not text.isascii():
        return "/"
    return text
