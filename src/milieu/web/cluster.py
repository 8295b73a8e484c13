"""Cluster: everything that the page of one cluster shows, from rows that lie in memory."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from milieu.core.errors import unknown_name
from milieu.core.language import _, several
from milieu.report.chain_figure import chain_figure
from milieu.report.cluster_figures import Known
from milieu.report.content import ClusterPage
from milieu.report.course_rows import history_rows
from milieu.report.drawing import Drawings
from milieu.report.figure import Figure
from milieu.report.firms_figure import firms_figure
from milieu.report.held import Held, held
from milieu.report.naming import cluster_name
from milieu.report.reading import Cluster
from milieu.report.sources import Source, table_files
from milieu.report.words import Amount, Kind, number
from milieu.report.words import whole as whole_number
from milieu.web.faults import NotHere
from milieu.web.opened import Opened

PATENTS = "patents"
FIRMS = "region || ' ' || industry AS cell, longitude, latitude, jobs"
PERCENT = 0.01


@dataclass(frozen=True)
class Fact:
    """One of the numbers on top: what, value, range or note; open where it is estimated."""

    what: str
    value: str
    range: str
    open: bool = False


@dataclass(frozen=True)
class Shown:
    """One cluster's page.

    page      verdict and figures as in the report
    figures   all figures by name
    numbers   the four on top
    sources   the files that the numbers rest on
    peers     id, name, year in which it was alike, stage then
    before, after   the clusters next to it by rank
    """

    cluster: Cluster
    page: ClusterPage
    known: Known
    chain: Figure | None
    firms: Figure | None
    numbers: Sequence[Fact]
    sources: Sequence[Source]
    peers: Sequence[Mapping[str, Any]]
    before: Cluster | None = None
    after: Cluster | None = None
    figures: Mapping[str, Figure] = field(default_factory=dict)


def shown(opened: Opened, cluster: Cluster, drawings: Drawings) -> Shown:
    """Return a cluster's page, its charts begun."""
    content, lots = opened.content, opened.lots
    known = content.known(cluster, lots)
    page = content.page(known, lots, drawings)
    chain = chain_figure(known, _chain_rows(opened)[cluster.id])
    firms = _firms(opened, known)
    fore = page.foresight
    every = [*page.figures, *(fore.figures if fore else ()), chain, firms]
    for one in (chain, firms):
        if one:
            one.begin(drawings)
    files = lots.files.get(cluster.id, []) or content.all_files
    before, after = _beside(opened, cluster)
    return Shown(
        cluster=cluster,
        page=page,
        known=known,
        chain=chain,
        firms=firms,
        numbers=_numbers(opened, known),
        sources=[content.sources[file] for file in files if file in content.sources],
        peers=[
            {**row, "name": cluster_name(known.foresight.names.get(row["peer"], row["peer"]))}
            for row in known.foresight.peers
        ],
        before=before,
        after=after,
        figures={one.name: one for one in every if one},
    )


def cluster_of(opened: Opened, id: str) -> Cluster:
    """Return a cluster by its id; NotHere with the nearest id if there is none."""
    by_id = clusters_by_id(opened)
    if id not in by_id:
        raise NotHere(unknown_name(_("cluster"), id[:80], by_id))
    return by_id[id]


def clusters_by_id(opened: Opened) -> dict[str, Cluster]:
    """Return all clusters by id."""
    content = opened.content
    return opened.kept("clusters", lambda: {one.id: one for one in content.clusters})


def _beside(opened: Opened, cluster: Cluster) -> tuple[Cluster | None, Cluster | None]:
    """Return the clusters before and after it, by last year and rank."""
    content = opened.content
    places = opened.kept("places", lambda: {c.id: n for n, c in enumerate(content.clusters)})
    at, found = places[cluster.id], content.clusters
    return (found[at - 1] if at else None, found[at + 1] if at + 1 < len(found) else None)


def _numbers(opened: Opened, known: Known) -> list[Fact]:
    """Return jobs, firms, concentration and patents, each with its range; else the share."""
    cluster, whole = known.cluster, known.whole
    hidden = (
        several(
            "{n} hidden cell", "{n} hidden cells", cluster.hidden, n=whole_number(cluster.hidden)
        )
        if cluster.hidden
        else ""
    )
    year = cluster.last_year
    patents = history_rows(known, PATENTS)
    last = (
        Fact(
            _("Patents, {year}", year=patents[-1]["year"]),
            patents[-1]["text"],
            patents[-1]["range"] or _("as counted, fractional"),
        )
        if patents
        else _fact(_("Share of {whole}", whole=whole), cluster.share, hidden, guessed=bool(hidden))
    )
    tried = number(cluster.robustness, Kind.SHARE, PERCENT)
    definitions = (
        _("a cluster under {share} of definitions", share=tried)
        if cluster.robustness is not None
        else ""
    )
    return [
        _fact(_("Jobs, {year}", year=year), cluster.jobs, hidden),
        _fact(_("Establishments, {year}", year=year), cluster.establishments, ""),
        _fact(
            _("Concentration; {whole} = 1", whole=whole),
            cluster.quotient,
            definitions,
            unit=" ×",
        ),
        last,
    ]


def _fact(what: str, figure: Amount, note: str, *, unit: str = "", guessed: bool = False) -> Fact:
    """Return a number with its range and what else is to be said of it."""
    if figure.value is None:
        value, range = figure.range or "–", _("range only") if figure.range else _("not known")
    else:
        value = figure.text + unit
        range = figure.range or (_("estimated") if guessed else _("exact"))
    return Fact(what, value, " · ".join(filter(None, (range, note))), not figure.exact or guessed)


def _chain_rows(opened: Opened) -> Held:
    return opened.kept(
        "chain", lambda: held(opened.session(), "regional_chain", "year", where="cluster <> ''")
    )


def _firms(opened: Opened, known: Known) -> Figure | None:
    """Return the map of the firms that are open in the cluster's regions and industries."""
    rows = opened.kept("firms", lambda: _open_firms(opened))
    cells = opened.kept("firm cells", lambda: _by_region(rows))
    industries = tuple(known.cluster.industries.split())
    found = [
        firm
        for region in known.cluster.regions.split()
        for industry in cells.get(region, ())
        if industry.startswith(industries)
        for firm in rows[f"{region} {industry}"]
    ]
    files = opened.kept("firm files", lambda: table_files(opened.session(), "firms"))
    shapes = opened.kept("shapes", lambda: _shapes(opened))
    around = [shapes[region] for region in known.cluster.regions.split() if region in shapes]
    source = opened.content.source(files, None)
    return firms_figure(known, found, source, around) if found else None


def _shapes(opened: Opened) -> dict[str, str]:
    """Return the regions' geometry as GeoJSON, where it is known."""
    rows = opened.session().execute(
        "SELECT region, any_value(geometry) FROM regions WHERE geometry IS NOT NULL GROUP BY region"
    )
    return dict(rows.fetchall())


def _open_firms(opened: Opened) -> Held:
    """Return the firms that are open, by region and industry: "R1 C14"."""
    known = "closed IS NULL AND region || industry IS NOT NULL"
    return held(opened.session(), "firms", "firm", by="cell", columns=FIRMS, where=known)


def _by_region(cells: Held) -> dict[str, list[str]]:
    """Return the industries of each region that have firms."""
    found: dict[str, list[str]] = defaultdict(list)
    for cell in cells:
        region, _space, industry = cell.partition(" ")
        found[region].append(industry)
    return dict(found)
