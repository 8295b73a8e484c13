"""Digest: what changed between two states of a study, for a screen, a program, or a mail."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from milieu import __version__
from milieu.core.errors import unknown_name
from milieu.core.language import N_, _
from milieu.report.page import render
from milieu.report.reading import anchor_of
from milieu.report.words import count, day, listed, whole

ItemKind = Literal["alarm", "stage", "revision", "forecast", "cluster", "source"]
HEADINGS: Mapping[ItemKind, str] = {  # in the order of reading
    "alarm": N_("Alarms"),
    "stage": N_("Stages"),
    "cluster": N_("Clusters"),
    "forecast": N_("Forecasts that came due"),
    "revision": N_("Figures revised"),
    "source": N_("New files"),
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
        since = {"day": day(self.before)} if self.before else {}
        if not self.items:
            return _("No news since {day}.", **since) if since else _("No news.")
        urgent = sum(item.importance == HIGH for item in self.items)
        changes = count(len(self.items), "change")
        if not urgent:
            if since:
                return _("{changes} since {day}.", changes=changes, **since)
            return _("{changes}.", changes=changes)
        n = whole(urgent)
        if since:
            return _("{changes} since {day}; {n} of them to act on.", changes=changes, n=n, **since)
        return _("{changes}; {n} of them to act on.", changes=changes, n=n)

    @property
    def groups(self) -> list[tuple[str, list[Item]]]:
        """Return the items by kind, each under its heading, that of the first item first."""
        kinds = dict.fromkeys(item.kind for item in self.ordered)
        return [(_(HEADINGS[k]), [i for i in self.ordered if i.kind == k]) for k in kinds]


def as_text(digest: Digest) -> str:
    """Return the digest for a screen or a plain mail, without characters that control a screen."""
    head = _("{study}: {headline}", study=digest.study, headline=digest.headline)
    lines = [head, _("As known on {day}.", day=day(digest.now))]
    if digest.made_up:
        lines.append(_("Made up: all numbers are invented."))
    for heading, items in digest.groups:
        lines += ["", _("{heading} ({n})", heading=heading, n=whole(len(items)))]
        for item in items:
            said = item.sentence
            if item.name:
                said = _("{study}: {headline}", study=item.name, headline=said)
            lines.append(f"  {SIGNS.get(item.importance, '-')} {said}")
            if change := change_of(item):
                lines.append(f"      {change}")
    if digest.items:
        lines += ["", _("! act on it, * know it, - for the record")]
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
        signs={HIGH: _("▲ Act"), MIDDLE: _("Know"), LOW: _("Record")},
        tones={HIGH: "alarm", MIDDLE: "watch", LOW: "none"},
        change_of=change_of,
        anchor_of=anchor_of,
        kinds=listed([_(heading).lower() for heading in HEADINGS.values()], len(HEADINGS)),
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
    return f"{item.before or _('nothing')} → {item.now or _('nothing')}"


def _clean(line: str) -> str:
    """Return a line without line breaks and other characters that could move a cursor."""
    return "".join(c if c.isprintable() or c == "\u00a0" else " " for c in line)
