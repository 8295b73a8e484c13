"""What tests see of a page: accessibility, width, weight, keyboard."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import axe_playwright_python
from playwright.sync_api import Page, Response

AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
LONG = 60_000  # milliseconds that runs or a build may take on a busy machine
GRAVE = ("serious", "critical")
VEGA = "/static/vega"
FOUND = """async () =>
    (await axe.run(document, { resultTypes: ['violations'] })).violations"""
UNLABELED = """() => [...document.querySelectorAll(
        'input:not([type=hidden]), select, textarea, button, progress, meter')]
    .filter(one => !(one.labels?.length || one.getAttribute('aria-label')
        || one.getAttribute('aria-labelledby') || one.matches('button') && one.textContent.trim()))
    .map(one => one.outerHTML.slice(0, 200))"""
WIDER = """() => {
    const room = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= room) return [];
    const inside = one => {
        for (let at = one.parentElement; at; at = at.parentElement)
            if (/auto|scroll|hidden|clip/.test(getComputedStyle(at).overflowX)) return true;
        return false;
    };
    const found = [...document.querySelectorAll('body *')]
        .filter(one => one.getBoundingClientRect().right > room + 1 && !inside(one))
        .map(one => `${one.tagName}.${one.className.baseVal ?? one.className} `
            + `${Math.round(one.getBoundingClientRect().right)} > ${room}: `
            + one.textContent.trim().slice(0, 60));
    return found.length ? found.slice(0, 5) : [`${document.documentElement.scrollWidth} > ${room}`];
}"""
FOCUSED = """() => {
    const one = document.activeElement;
    if (!one || one === document.body) return null;
    const look = getComputedStyle(one), box = one.getBoundingClientRect();
    const drawn = look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) >= 1;
    return {
        what: one.outerHTML.slice(0, 160),
        seen: (drawn || look.boxShadow !== 'none') && box.width > 0 && box.height > 0,
        number: [...document.querySelectorAll('*')].indexOf(one),
        end: one.closest('.site-end') !== null,
        main: one.closest('main') !== null,
    };
}"""
REACHABLE = """() => [...document.querySelectorAll(
        'main a[href], main button, main input:not([type=hidden]), main select, main summary')]
    .filter(one => one.checkVisibility() && !one.disabled
        && !(one.tagName === 'SUMMARY' && one.parentElement.open === null)).length"""


def grave(page: Page) -> list[str]:
    """Return serious and critical findings of axe, each with the first places."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    return [
        f"{one['id']}: {[(node['target'], node['html'][:120]) for node in one['nodes'][:3]]}"
        for one in page.evaluate(FOUND)
        if one["impact"] in GRAVE
    ]


def unlabeled(page: Page) -> list[str]:
    """Return the form controls that no words belong to."""
    return cast(list[str], page.evaluate(UNLABELED))


def wider(page: Page) -> list[str]:
    """Return what makes a page scroll sideways; nothing if it fits."""
    return cast(list[str], page.evaluate(WIDER))


def through(page: Page, most: int = 400) -> tuple[int, list[str]]:
    """Go through a page with the Tab key; return how many stops in main, and those not seen."""
    stops: dict[int, bool] = {}
    what: dict[int, str] = {}
    for _ in range(most):
        page.keyboard.press("Tab")
        at: dict[str, Any] | None = page.evaluate(FOCUSED)
        if at is None or at["end"]:
            break
        if at["main"]:  # a field of a date is several stops, the last with a ring of its own
            stops[at["number"]] = stops.get(at["number"], False) or at["seen"]
            what[at["number"]] = at["what"]
    return len(stops), [what[number] for number, seen in stops.items() if not seen]


def reachable(page: Page) -> int:
    """Return how many links, buttons and fields of main can be seen, each a stop of Tab."""
    return cast(int, page.evaluate(REACHABLE))


def until(page: Page, holds: Callable[[], bool]) -> None:
    """Ask for a page again until something holds."""
    end = time.monotonic() + LONG / 1000
    while not holds():
        assert time.monotonic() < end, page.locator("main").inner_text()
        page.wait_for_timeout(300)
        page.reload()


class Weight:
    """Bytes that a page has made the server send, the Vega script apart."""

    def __init__(self, page: Page) -> None:
        self.answers: list[Response] = []
        page.on("response", lambda answer: self.answers.append(answer))

    @property
    def bytes(self) -> int:
        """Return the bytes of all bodies, as they came over the wire."""
        own = [one for one in self.answers if VEGA not in one.url and "/events" not in one.url]
        said = [one.headers.get("content-length", "") for one in own]
        return sum(
            int(length) if length else len(one.body())
            for one, length in zip(own, said, strict=True)
        )


__all__ = ["LONG", "Weight", "grave", "reachable", "through", "unlabeled", "until", "wider"]
