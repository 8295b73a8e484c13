"""Index: one page that leads to several reports."""

from collections.abc import Sequence
from pathlib import Path

from milieu.report.page import render


def write_index(
    pages: Sequence[tuple[str, str, str]], output: Path, *, title: str = "Studies", about: str = ""
) -> Path:
    """Write a page with a card for each report and return where it lies.

    pages   title, what it shows, address relative to the index
    """
    output.write_text(
        render("index.html.j2", pages=pages, title=title, about=about), encoding="utf-8"
    )
    return output
