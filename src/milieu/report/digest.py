"""Digest: what changed between two states of a study, for a screen, a program, or a mail."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from milieu import __version__
from milieu.core.errors import unknown_name
from milieu.report.page import render
from milieu.report.reading import anchor_of
from milieu.report.words import capital, count, listed

ItemKind = Literal["alarm", "stage", "revision", "forecast", "cluster", "source"]
HEADINGS: Mapping[ItemKind, str] = {  # in the order of reading
    "alarm": "Alarms",
    "stage": "Stages",
    "cluster": "Clusters",
    "forecast": "Forecasts that came due",
    "revision": "Figures revised",
    "source": "New files",
}
HIGH, MIDDLE, LOW = 3, 2, 1  # importance: act on it, know it, for the record
SIGNS = {HIGH: "!", MIDDLE: "*", LOW: "-"}


@dataclass(frozen=True)
class Item:
    """One piece of news.

    kind         what kind of news
    cluster      id of the cluster; empty where it is about none
    name         what the cluster, or the file, is called
    sentence     the news in words, with numbers and ranges
    before, now  what was said and what is said now, as texts; empty where there was nothing
    importance   3: act on it, 2: know it, 1: for the record
    """

    kind: ItemKind
    cluster: str
    name: str
    sentence: str
    before: str = ""
    now: str = ""
    importance: int = MIDDLE


@dataclass(frozen=True)
class Digest:
    """The news of a study, the most important first.

    before, now   YYYY-MM-DD: the two days on which the study is compared as it was known then; no
                  day before where nobody looked at it yet
    made_up       whether the study's numbers are invented
    """

    study: str
    before: str
    now: str
    items: Sequence[Item] = field(default=())
    made_up: bool = False

    @property
    def ordered(self) -> list[Item]:
        """Return the items: the most important first, then by kind and name."""
        kinds = list(HEADINGS)
        return sorted(self.items, key=lambda i: (-i.importance, kinds.index(i.kind), i.name))

    @property
    def headline(self) -> str:
        """Return in a sentence how much is new, and how much of it wants an answer."""
        since = f" since {self.before}" if self.before else ""
        if not self.items:
            return f"No news{since}."
        urgent = sum(item.importance == HIGH for item in self.items)
        wants = f"; {count(urgent, 'of them', 'of them')} to act on" if urgent else ""
        return f"{capital(count(len(self.items), 'change'))}{since}{wants}."

    @property
    def groups(self) -> list[tuple[str, list[Item]]]:
        """Return the items by kind, each under its heading, that of the first item first."""
        kinds = dict.fromkeys(item.kind for item in self.ordered)
        return [(HEADINGS[k], [item for item in self.ordered if item.kind == k]) for k in kinds]


def as_text(digest: Digest) -> str:
    """Return the digest for a screen or a plain mail, without characters that control a screen."""
    lines = [f"{digest.study}: {digest.headline}", f"As known on {digest.now}."]
    if digest.made_up:
        lines.append("Made up: all numbers are invented.")
    for heading, items in digest.groups:
        lines += ["", f"{heading} ({len(items):,})"]
        for item in items:
            name = f"{item.name}: " if item.name else ""
            lines.append(f"  {SIGNS.get(item.importance, '-')} {name}{item.sentence}")
            if change := change_of(item):
                lines.append(f"      {change}")
    if digest.items:
        lines += ["", "! act on it, * know it, - for the record"]
    return "".join(f"{_clean(line)}\n" for line in lines)


def as_json(digest: Digest) -> str:
    """Return the digest for a program: one object, items in the order of reading."""
    said: dict[str, Any] = {
        "study": digest.study,
        "before": digest.before,
        "now": digest.now,
        "made_up": digest.made_up,
        "headline": digest.headline,
        "items": [asdict(item) for item in digest.ordered],
    }
    return json.dumps(said, ensure_ascii=False, indent=1) + "\n"


def as_html(digest: Digest, report: str = "") -> str:
    """Return the digest as one HTML file in the report's look, which calls no address.

    report   address of the study's report, relative to the digest; empty for none
    """
    return render(
        "digest.html.j2",
        digest=digest,
        report=report,
        signs={HIGH: "▲ Act", MIDDLE: "Know", LOW: "Record"},
        tones={HIGH: "alarm", MIDDLE: "watch", LOW: "none"},
        change_of=change_of,
        anchor_of=anchor_of,
        kinds=listed([heading.lower() for heading in HEADINGS.values()], len(HEADINGS)),
        version=__version__,
    )


def written(digest: Digest, format: str) -> str:
    """Return the digest as text, json or html; UserError for another format."""
    writers = {"text": as_text, "json": as_json, "html": as_html}
    if format not in writers:
        raise unknown_name("format", format, writers, where="--format")
    return writers[format](digest)


def change_of(item: Item) -> str:
    """Return what was said and what is said now: "maturity → decline"; empty where neither is."""
    if not item.before and not item.now:
        return ""
    return f"{item.before or 'nothing'} → {item.now or 'nothing'}"


def _clean(line: str) -> str:
    """Return a line without line breaks and other characters that could move a cursor."""
    return "".join(c if c.isprintable() or c == "\u00a0" else " " for c in line)
