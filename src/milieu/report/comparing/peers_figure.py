"""The figure of the peers: what became of those that once were as each cluster is now."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from milieu.core.language import _
from milieu.report.comparing.reading import MOST, Compared, One
from milieu.report.figure import Figure, Table, described
from milieu.report.figures.lettered import lettered
from milieu.report.words import MINUS, MISSING, Amount, Kind, capital, listed, number

WIDE, NARROW = 1120, 328  # pixels of a drawing with all its texts
AFTER = (5, 10)  # years on
SHOWN = 3  # peers of each that are named on the page; the table has all
PERCENT = 0.01


def peers_figure(compared: Compared) -> Figure | None:
    """Return the share of each one's peers that was spared each event; None where unknown."""
    rows = [row for event in _events(compared) for after in AFTER
            if (row := _row(compared, event, after))["marks"]]  # fmt: skip
    if not rows:
        return None
    letters = listed([one.letter for one in compared.ones], MOST)
    reading = "; ".join(
        f"{row['label']}: " + ", ".join(f"{m['letter']} {m['text']}" for m in row["marks"])
        for row in rows
    )
    where = _("peers of {clusters}", clusters=letters)
    return Figure(
        name="peers",
        title=_("What became of clusters that once were alike: {where}", where=where),
        how=_("Share of peers of which it still held so many years on. Bar: 80 % range."),
        alt=described(_("Lettered dots"), _("share of peers"), where, reading),
        charts={
            "wide": partial(lettered, rows, width=WIDE),
            "narrow": partial(lettered, rows, width=NARROW),
        },
        columns=(_("Cluster"), _("Event"), _("Years on"), _("Share"), _("80 % range"),
                 _("Peers followed")),
        rows=[_cells(one, row) for one in compared.ones for row in one.survival],
        source=compared.source,
        command=compared.command("peer_survival"),
        also=(
            Table(
                _("Peers and their jobs since"),
                (_("Cluster"), _("Peer"), _("Alike in"), _("Distance"), _("Stage then"),
                 _("Jobs 3 years on"), _("5 years on")),
                [peer_cells(one, row) for one in compared.ones for row in one.peers],
                compared.command("peers"),
            ),
        ),
    )  # fmt: skip


def peer_cells(one: One, row: Mapping[str, Any]) -> tuple[str, ...]:
    """Return a peer with what became of it."""
    return (
        one.letter,
        row["name"] or row["peer"],
        str(row["peer_year"]),
        number(row["distance"], Kind.RATIO),
        _(row["peer_stage"]) if row["peer_stage"] else MISSING,
        signed(row["jobs_after_3"]),
        signed(row["jobs_after_5"]),
    )


def signed(share: float | None) -> str:
    """Return a change with its sign: "+12 %", "−8 %"."""
    text = number(share, Kind.SHARE, PERCENT)
    return text if share is None or text.startswith((MINUS, "0")) else f"+{text}"


def _events(compared: Compared) -> list[str]:
    return list(dict.fromkeys(row["event"] for one in compared.ones for row in one.survival))


def _row(compared: Compared, event: str, after: int) -> dict[str, Any]:
    """Return one event so many years on, as `lettered` draws it."""
    found = [
        (one.letter, row)
        for one in compared.ones
        for row in one.survival
        if (row["event"], row["years_after"]) == (event, after) and row["value"] is not None
    ]
    return {
        "label": capital(_(event)),
        "note": _("{n} years on", n=after),
        "ends": (0.0, 1.0),
        "said": ("0", number(1.0, Kind.SHARE, PERCENT)),
        "reference": None,
        "referred": "",
        "marks": [_mark(letter, row) for letter, row in found],
    }


def _mark(letter: str, row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "letter": letter,
        "low": row["low"],
        "value": row["value"],
        "high": row["high"],
        "status": "published",
        "text": _share(row).text,
    }


def _cells(one: One, row: Mapping[str, Any]) -> tuple[str, ...]:
    share = _share(row)
    peers = row["peers"]
    return (one.letter, _(row["event"]), str(row["years_after"]), share.text,
            share.range or MISSING, MISSING if peers is None else str(peers))  # fmt: skip


def _share(row: Mapping[str, Any]) -> Amount:
    return Amount(row["low"], row["value"], row["high"], Kind.SHARE)


def nearest(one: One) -> Sequence[Mapping[str, Any]]:
    """Return the peers that the page names."""
    return one.peers[:SHOWN]
