"""The figures of a cluster's peers: what became of those that were once as it is now."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from milieu.core.language import N_, _, in_sense
from milieu.lifecycle.peers import KEPT_JOBS, NOT_IN_DECLINE
from milieu.report.cluster_figures import Known, in_year
from milieu.report.figure import Figure, described
from milieu.report.figures.peers import peers
from milieu.report.figures.survival import survival
from milieu.report.naming import cluster_name, industry_of, place_of
from milieu.report.words import (
    MINUS,
    MISSING,
    Amount,
    Kind,
    capital,
    count,
    number,
    plain,
    together,
    whole,
)

WIDE, NARROW = 552, 328  # pixels of a drawing with all its texts
SHOWN = 6
BEFORE, AFTER = 10, 5  # years drawn before and after the year in which a peer was alike
PERCENT = 0.01
SHARES = {  # by event, what its curve shows
    KEPT_JOBS: N_("Share of peers that still had three quarters of their jobs"),
    NOT_IN_DECLINE: N_("Share of peers that were not yet in decline"),
}


def peers_figure(known: Known) -> Figure | None:
    """Return the nearest peers' jobs before and after; None where none is known."""
    rows = known.foresight.peers
    if not rows:
        return None
    shown = rows[:SHOWN]
    panels = [_panel(known, row) for row in shown]
    own = {r["year"]: r["jobs"] for r in known.years if r["jobs"] is not None}
    year = rows[0]["year"]
    line = [point for point in _line(own, year) if point["since"] <= 0]
    where = in_year(known.cluster.name, year)
    fell = [row["jobs_after_5"] for row in rows if row["jobs_after_5"] is not None]
    fewer = sum(change < 0 for change in fell)
    reading = (
        _(
            "of {peers} seen {years} years on, {fewer} had fewer jobs",
            peers=count(len(fell), "peer"),
            years=AFTER,
            fewer=whole(fewer),
        )
        if fell
        else _(
            "{peers}, not yet seen {years} years on", peers=count(len(rows), "peer"), years=AFTER
        )
    )
    return Figure(
        name="peers",
        title=_("Clusters that once were alike, and what came next: {where}", where=where),
        short=_("Clusters that once were alike, and what came next"),
        how=together(
            _("Jobs; 100 %: the year in which it was alike. Gray: this cluster."),
            _("{reading}.", reading=capital(reading)),
        ),
        alt=described(_("Small lines"), _("jobs of peers"), where, reading),
        charts={
            "wide": partial(peers, panels, line, width=WIDE),
            "narrow": partial(peers, panels, line, width=NARROW),
        },
        columns=(
            _("Peer"),
            _("Alike in"),
            _("Distance"),
            _("Stage then"),
            _("Jobs 3 years on"),
            _("5 years on"),
        ),
        rows=[_cells(known, row) for row in rows],
        source=known.elsewhere,
        command=known.command("peers"),
    )


def survival_figure(known: Known) -> Figure | None:
    """Return the share of peers that was spared each event; None where it is not known."""
    rows = [row for row in known.foresight.survival if row["value"] is not None]
    if not rows:
        return None
    events: list[dict[str, Any]] = [
        {
            "event": plain(event),
            "label": _(SHARES[event]) if event in SHARES else capital(plain(event)),
            "text": number(found[-1]["value"], Kind.SHARE, PERCENT),
            "rows": found,
        }
        for event in dict.fromkeys(row["event"] for row in rows)
        if (found := [row for row in rows if row["event"] == event])
    ]
    where = in_year(known.cluster.name, rows[0]["year"])
    reading = in_sense("between parts", "; ").join(
        _(
            "{event} after {years}: {share}",
            event=e["event"],
            years=count(int(e["rows"][-1]["years_after"]), "year"),
            share=_share(e["rows"][-1]).spoken,
        )
        for e in events
    )
    followed = rows[0]["peers"]
    many = (
        "" if followed is None else _("{peers} at first.", peers=capital(count(followed, "peer")))
    )
    return Figure(
        name="survival",
        title=_("How long its peers held out: {where}", where=where),
        short=_("How long its peers held out"),
        how=together(_("By years after the one in which they were alike."), many,
                     _("Band: 80 %.")),
        alt=described(_("Steps with band"), _("share of peers"), where, reading),
        charts={
            "wide": partial(survival, events, width=WIDE),
            "narrow": partial(survival, events, width=NARROW),
        },
        columns=(_("Event"), _("Years on"), _("Share"), _("80 % band"), _("Peers followed")),
        rows=[
            (plain(row["event"]), str(row["years_after"]), _share(row).text,
             _share(row).range or MISSING, MISSING if row["peers"] is None else str(row["peers"]))
            for row in rows
        ],
        source=known.elsewhere,
        command=known.command("peer_survival"),
    )  # fmt: skip


def _panel(known: Known, row: Mapping[str, Any]) -> dict[str, Any]:
    jobs = known.foresight.lines.get(row["peer"], {})
    line = _line(jobs, row["peer_year"])
    last = line[-1] if line and line[-1]["since"] > 0 else None
    stored = known.foresight.names.get(row["peer"], str(row["peer"]))
    industry, place = industry_of(stored), capital(place_of(stored))
    return {
        "label": capital(industry) or place,
        "note": _("{place}, {year}", place=place, year=row["peer_year"])
        if industry
        else str(row["peer_year"]),
        "text": _change(last["value"] - 1) if last else "",
        "line": line,
    }


def _line(jobs: Mapping[int, float], year: int) -> list[dict[str, float]]:
    """Return jobs as parts of those of a year, so many years since; empty where it is unknown."""
    base = jobs.get(year)
    if not base:
        return []
    return [
        {"since": one - year, "value": jobs[one] / base}
        for one in sorted(jobs)
        if -BEFORE <= one - year <= AFTER
    ]


def _change(share: float | None) -> str:
    """Return a change with its sign: "+12 %", "−8 %"."""
    text = number(share, Kind.SHARE, PERCENT)
    return text if share is None or text.startswith((MINUS, "0")) else f"+{text}"


def _cells(known: Known, row: Mapping[str, Any]) -> tuple[str, ...]:
    return (
        _name(known, row),
        str(row["peer_year"]),
        number(row["distance"], Kind.RATIO),
        plain(row["peer_stage"] or MISSING),
        _change(row["jobs_after_3"]),
        _change(row["jobs_after_5"]),
    )


def _name(known: Known, row: Mapping[str, Any]) -> str:
    return cluster_name(known.foresight.names.get(row["peer"], str(row["peer"])))


def _share(row: Mapping[str, Any]) -> Amount:
    return Amount(row["low"], row["value"], row["high"], Kind.SHARE)
