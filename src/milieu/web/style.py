"""Style: the one style sheet, made of the palette, the report's rules and the site's own."""

from functools import lru_cache
from importlib.resources import files

from milieu.report.page import base_style


@lru_cache
def style() -> str:
    """Return the style sheet of every page."""
    own = files("milieu.web").joinpath("static", "site.css").read_text(encoding="utf-8")
    return f"{base_style()}\n{own}"
