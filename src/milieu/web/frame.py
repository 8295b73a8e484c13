"""Frame: what stands around every page: studies, parts of one, the day, languages."""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote

from fastapi import Request

from milieu.core.language import LANGUAGES, _, language
from milieu.web.links import address, asked, quoted
from milieu.web.opened import Opened
from milieu.web.site import site

NAMES = {"en": "EN", "zh": "中文"}  # of languages, as short as they are called

FOR_PEOPLE = (["report"], ["add"])  # pages of forms
BEGINNINGS = ("/lab", "/compare")  # pages on which clusters are still to be chosen


@dataclass(frozen=True)
class Part:
    """A link of the header: its text, where it leads, and whether the reader is there."""

    text: str
    href: str
    here: bool = False
    lang: str = ""


@dataclass(frozen=True)
class Frame:
    """The header's links for one request; it depends on nothing but the address.

    To who was not let in it tells no name of a study and leads nowhere.
    """

    request: Request
    opened: Opened | None

    @property
    def is_outside(self) -> bool:
        """Return whether who asks was not let in."""
        return getattr(self.request.state, "outside", False)

    @property
    def parts(self) -> list[Part]:
        """Return the parts of the study."""
        if self.is_outside:
            return []
        if self.opened is None:
            return [Part(_("Method"), "/method", self._is("/method"))]
        named = (
            (_("Atlas"), ()),
            (_("Compare"), ("compare",)),
            (_("Lab"), ("lab",)),
            (_("Data"), ("data",)),
            (_("Tasks"), ("tasks",)),
        )
        parts = [(text, address(self.opened, *path)) for text, path in named]
        return [
            *(Part(text, href, self._here(href)) for text, href in parts),
            Part(_("Method"), "/method", self._is("/method")),
        ]

    @cached_property
    def studies(self) -> list[Part]:
        """Return the studies that are served, by name."""
        if self.is_outside:
            return []
        here = self.opened.name if self.opened else ""
        titles = site(self.request).shelf.titles()
        return [Part(title, f"/s/{quoted(name)}", name == here) for name, title in titles.items()]

    @property
    def languages(self) -> list[Part]:
        """Return the same page in each language."""
        query = {k: v for k, v in self.request.query_params.items() if k != "lang"}
        return [
            Part(
                NAMES.get(code, name),
                self._path + asked({**query, "lang": code}),
                code == language(),
                code,
            )
            for code, name in LANGUAGES.items()
        ]

    @property
    def days(self) -> list[str]:
        """Return the days on which something was added, the newest first."""
        return self.opened.days if self.opened else []

    @property
    def others(self) -> list[tuple[str, str]]:
        """Return what the address asks for beside the day, so that another day keeps it."""
        found = self.request.query_params.multi_items()
        return [(k, v) for k, v in found if k not in ("as_of", "lang", "page")]

    @property
    def api(self) -> str:
        """Return where a program gets the same; empty for a page that only people need."""
        if self.opened is None:
            return "/api"
        begins = self._path.endswith(BEGINNINGS) and "c" not in self.request.query_params
        if begins or self._path.split("/")[3:4] in FOR_PEOPLE:
            return ""
        query = {k: v for k, v in self.request.query_params.items() if k != "lang"}
        return f"/api/v1{self._path}{asked(query)}"

    @property
    def _path(self) -> str:
        """Return the path that was asked for, as an address of this server has it."""
        return "/" + quote(self.request.scope["path"], safe="/").lstrip("/")  # never //elsewhere

    def _is(self, path: str) -> bool:
        return self._path.startswith(path)

    def _here(self, href: str) -> bool:
        path, here = href.partition("?")[0], self._path
        below = here.startswith(f"{path}/") if path.count("/") > 2 else "/c/" in here
        return here == path or below
