"""The figures of a cluster's peers: what became of those that were once as it is now."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from milieu.report.cluster_figures import Known
from milieu.report.figure import Figure, described
from milieu.report.figures.peers import peers
from milieu.report.figures.survival import survival
from milieu.report.words import MINUS, MISSING, Amount, Kind, capital, count, number

WIDE, NARROW = 552, 328  # pixels of a drawing with all its texts
SHOWN = 6
BEFORE, AFTER = 10, 5  # years drawn before and after the year in which a peer was alike
PERCENT = 0.01


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
    where = f"{known.cluster.name}, {year}"
    fell = [row["jobs_after_5"] for row in rows if row["jobs_after_5"] is not None]
    fewer = sum(change < 0 for change in fell)
    reading = (
        f"of {count(len(fell), 'peer')} seen {AFTER} years on, {fewer:,} had fewer jobs"
        if fell
        else f"{count(len(rows), 'peer')}, not yet seen {AFTER} years on"
    )
    return Figure(
        name="peers",
        title=f"Clusters that once were alike, and what came next: {where}",
        how=f"Jobs; 100 %: the year in which it was alike. Gray: this cluster. {capital(reading)}.",
        alt=described("Small lines", "jobs of peers", where, reading),
        charts={
            "wide": partial(peers, panels, line, width=WIDE),
            "narrow": partial(peers, panels, line, width=NARROW),
        },
        columns=("Peer", "Alike in", "Distance", "Stage then", "Jobs 3 years on", "5 years on"),
        rows=[_cells(known, row) for row in rows],
        source=known.source,
        command=known.command("peers"),
    )


def survival_figure(known: Known) -> Figure | None:
    """Return the share of peers that was spared each event; None where it is not known."""
    rows = [row for row in known.foresight.survival if row["value"] is not None]
    if not rows:
        return None
    events: list[dict[str, Any]] = [
        {
            "label": capital(event),
            "text": number(found[-1]["value"], Kind.SHARE, PERCENT),
            "rows": found,
        }
        for event in dict.fromkeys(row["event"] for row in rows)
        if (found := [row for row in rows if row["event"] == event])
    ]
    where = f"peers of {known.cluster.name}, {rows[0]['year']}"
    reading = "; ".join(
        f"{e['label'].lower()} after {count(int(e['rows'][-1]['years_after']), 'year')}: "
        + _share(e["rows"][-1]).spoken
        for e in events
    )
    followed = rows[0]["peers"]
    many = f"{count(followed, 'peer')} at first. " if followed is not None else ""
    return Figure(
        name="survival",
        title=f"How long it took: {where}",
        how=f"Share of peers of which it still held so many years on. {many}Band: 80 %.",
        alt=described("Steps with band", "share of peers", where, reading),
        charts={
            "wide": partial(survival, events, width=WIDE),
            "narrow": partial(survival, events, width=NARROW),
        },
        columns=("Event", "Years on", "Share", "80 % band", "Peers followed"),
        rows=[
            (row["event"], str(row["years_after"]), _share(row).text,
             _share(row).range or MISSING, MISSING if row["peers"] is None else str(row["peers"]))
            for row in rows
        ],
        source=known.source,
        command=known.command("peer_survival"),
    )  # fmt: skip


def _panel(known: Known, row: Mapping[str, Any]) -> dict[str, Any]:
    jobs = known.foresight.lines.get(row["peer"], {})
    line = _line(jobs, row["peer_year"])
    last = line[-1] if line and line[-1]["since"] > 0 else None
    industry, _, place = _name(known, row).rpartition(" in ")
    return {
        "label": capital(place.removeprefix("and around ")),
        "note": f"{row['peer_year']}{f', {industry}' if industry else ''}",
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
        row["peer_stage"] or MISSING,
        _change(row["jobs_after_3"]),
        _change(row["jobs_after_5"]),
    )


def _name(known: Known, row: Mapping[str, Any]) -> str:
    return known.foresight.names.get(row["peer"], str(row["peer"]))


def _share(row: Mapping[str, Any]) -> Amount:
    return Amount(row["low"], row["value"], row["high"], Kind.SHARE)
