"""The chapter that lists all clusters, with fields to search it on a screen."""

from collections.abc import Iterator, Sequence, Set

from milieu.core.language import _
from milieu.lifecycle.stage import NOT_ENOUGH
from milieu.report.brief.blocks import Cell, Chapter, Choice, Column, Filters, Says, Sheet
from milieu.report.brief.standing import badges
from milieu.report.overview import Overview
from milieu.report.reading import Cluster
from milieu.report.words import MISSING, Amount, Kind, count, number, plain, whole

PERCENT = 0.01
RAISED = ("alarm", "watch")
STATUSES = ("published", "estimated", "range only")


def list_chapter(
    clusters: Sequence[Cluster], linked: Set[str], overview: Overview, nation: str, study: str
) -> Chapter:
    """Return the list of all clusters, with fields to search it.

    linked   ids of those that have a chapter;  nation: what shares are shares of
    """
    said = _("By last year and rank. Those with a link have a page below.")
    return Chapter(
        anchor="clusters",
        title=_("Clusters"),
        short=_("Clusters"),
        blocks=[
            Says([("", said)], "muted"),
            Filters(list(_choices(clusters, overview))),
            _cluster_sheet(clusters, linked, overview, nation, study),
        ],
    )


def _choices(clusters: Sequence[Cluster], overview: Overview) -> Iterator[Choice]:
    levels = sorted({one.level for one in clusters})
    yield Choice("level", _("Level"), [(plain(level), plain(level)) for level in levels])
    yield Choice("status", _("Figures"), [(plain(one), plain(one)) for one in STATUSES])
    if overview:
        stages = [row.stage for row in overview.rows]
        yield Choice("stage", _("Stage"), [(stage, plain(stage)) for stage in stages])
        yield Choice("alarm", _("Alarms"), [(state, plain(state)) for state in RAISED])


def _cluster_sheet(
    clusters: Sequence[Cluster], linked: Set[str], overview: Overview, nation: str, study: str
) -> Sheet:
    columns = [
        Column(_("Cluster"), share=4.4),
        Column(_("Rank"), number=True, share=0.8),
        Column(_("Year"), number=True, share=0.8),
        Column(_("Jobs"), number=True, share=1.7),
        Column(_("LQ"), number=True, share=1.3),
        Column(_("Since peak"), number=True, share=1.1),
        Column(_("Definitions"), number=True, share=1.5),
    ]
    if overview:
        columns += [Column(_("Stage"), share=2.3), Column(_("Alarms"), share=2.1)]
    caption = _(
        "{clusters}. LQ: location quotient, the share of the region's jobs over the share in "
        "{whole}.",
        clusters=count(len(clusters), "cluster"),
        whole=nation,
    )
    return Sheet(
        name="clusters",
        caption=caption,
        columns=[*columns, Column(_("Figures"), share=2.0)],
        rows=[_cluster_row(one, one.id in linked, overview) for one in clusters],
        command=f"milieu show {study} clusters",
        attributes=[_found_by(one, overview) for one in clusters],
    )


def _cluster_row(one: Cluster, linked: bool, overview: Overview) -> list[Cell]:
    cells = [
        Cell(one.name, plain(one.level), link=one.anchor if linked else ""),
        Cell(whole(one.rank) if one.rank is not None else MISSING),
        Cell(str(one.last_year)),
        *(_amount(figure) for figure in (one.jobs, one.quotient)),
        *(Cell(number(share, Kind.SHARE, PERCENT)) for share in (one.change.value, one.robustness)),
    ]
    if overview:
        standing = overview.of(one.id)
        tone = [(f"square {standing.tone}", "")] if standing.stage else []
        said = plain(standing.stage) if standing.stage else MISSING
        weight = 2 * standing.count("alarm") + standing.count("watch")
        signs = badges(standing)
        cells += [
            Cell(said, standing.chance, marks=tone),
            Cell("" if signs else MISSING, marks=signs, value=str(weight) if weight else ""),
        ]
    return [*cells, Cell(marks=[(f"mark {one.status.replace(' ', '-')}", plain(one.status))])]


def _amount(figure: Amount) -> Cell:
    return Cell(figure.text if figure.value is not None else MISSING, figure.range)


def _found_by(one: Cluster, overview: Overview) -> dict[str, str]:
    """Return by what the fields above the table find a cluster."""
    said = {"id": one.id.lower()}
    if overview:
        standing = overview.of(one.id)
        said["stage"] = standing.stage or NOT_ENOUGH
        if standing.alarms:
            said["alarm"] = " ".join(state for state, _name in standing.alarms)
    return said
