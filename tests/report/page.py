"""A report's page as tests read it."""

import re
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any

SVG = {"g", "path", "circle", "text"}
VOID = {"meta", "link", "input", "br", "hr", "img"}
CELLS, ROWS = {"td", "th"}, {"td", "th", "tr"}
OPTIONAL = {*ROWS, "thead", "tbody"}
CLOSED_BY = {"td": CELLS, "th": CELLS, "tr": ROWS, "tbody": OPTIONAL}  # by what begins


class Page(HTMLParser):
    """A document as a flat list of elements with their attributes and all text within."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[SimpleNamespace] = []
        self.open: list[SimpleNamespace] = []
        self.feed(text)
        assert not self.open, f"not closed: {[e.tag for e in self.open]}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._close(CLOSED_BY.get(tag, set()))
        element = SimpleNamespace(tag=tag, attrs=dict(attrs), text="", inside=list(self.open))
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(
            SimpleNamespace(tag=tag, attrs=dict(attrs), text="", inside=list(self.open))
        )

    def _close(self, tags: set[str]) -> None:
        """Close what HTML lets close by itself, the innermost first."""
        while self.open and self.open[-1].tag in tags:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag == "table":
            self._close(OPTIONAL)
        assert self.open and self.open[-1].tag == tag, f"</{tag}> closes {self.open[-1].tag}"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        for element in self.open:
            element.text += data

    def all(self, tag: str, *, within: Any = None, **attrs: str) -> list[SimpleNamespace]:
        return [
            e
            for e in self.elements
            if e.tag == tag
            and (within is None or within in e.inside)
            and all(value in (e.attrs.get(name.rstrip("_")) or "") for name, value in attrs.items())
        ]

    def marks(self, drawing: Any) -> list[dict[str, str]]:
        """Return the marks of a drawing, also those shared with others: tag, text and look."""
        found = []
        for e in self.elements:
            if drawing in e.inside and e.tag == "use":
                (shared,) = [
                    one for one in self.elements if f"#{one.attrs.get('id')}" == e.attrs["href"]
                ]
                found += [self._mark(one) for one in self.elements if shared in (one, *one.inside)]
            elif drawing in e.inside:
                found.append(self._mark(e))
        return [one for one in found if one["tag"] in ("path", "circle", "text")]

    def _mark(self, element: Any) -> dict[str, str]:
        """Return a mark with the look that its classes, and those of the groups around it, say."""
        (style,) = self.all("style")
        said = {"tag": element.tag, "text": element.text}
        for one in (*element.inside, element):
            for name in one.attrs.get("class", "").split() if one.tag in SVG else ():
                rule = re.search(rf"^\.{name}{{(.*)}}$", style.text, re.MULTILINE)
                assert rule, f"no rule for {name}"
                said |= dict(part.split(":") for part in rule[1].split(";"))
        return said
