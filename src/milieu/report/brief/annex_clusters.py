"""Chapters on clusters: the list of all, and one for each that has figures of its own."""

from collections.abc import Iterator, Sequence, Set

from milieu.core.language import _
from milieu.lifecycle.stage import NOT_ENOUGH
from milieu.report.brief.blocks import (
    Alert,
    Alerts,
    Beside,
    Block,
    Cell,
    Chapter,
    Choice,
    Column,
    Figures,
    Filters,
    Number,
    Numbers,
    Says,
    Sheet,
    measured,
)
from milieu.report.brief.labels import label_of
from milieu.report.brief.standing import badges
from milieu.report.content import ClusterPage
from milieu.report.figure import Figure
from milieu.report.foresight_figures import ForesightFigures
from milieu.report.overview import Overview
from milieu.report.reading import Cluster
from milieu.report.words import (
    MISSING,
    Amount,
    Kind,
    capital,
    count,
    number,
    plain,
    whole,
    year,
    years,
)

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


def cluster_chapters(pages: Sequence[ClusterPage], made_up: bool, nation: str) -> list[Chapter]:
    """Return a chapter for each cluster, each with the way to those beside it."""
    chapters = []
    for at, page in enumerate(pages):
        back = [("clusters", _("All clusters"))]
        if at:
            before = pages[at - 1].cluster
            back.append((before.anchor, _("Before: {cluster}", cluster=before.name)))
        if at + 1 < len(pages):
            after = pages[at + 1].cluster
            back.append((after.anchor, _("Next: {cluster}", cluster=after.name)))
        chapters.append(cluster_chapter(page, made_up, nation, back))
    return chapters


def cluster_chapter(
    page: ClusterPage,
    made_up: bool,
    nation: str,
    back: Sequence[tuple[str, str]] = (),
    *,
    told: bool = False,
) -> Chapter:
    """Return all that is shown of one cluster; `told`: the first pages have told the verdict."""
    one = page.cluster
    about = _(
        "{level} level · found {years} · industries {industries} · regions {regions} · {id}",
        level=plain(one.level), years=years(one.first_year, one.last_year),
        industries=one.industries or MISSING, regions=one.regions or MISSING, id=one.id,
    )  # fmt: skip
    return Chapter(
        anchor=one.anchor,
        title=one.name,
        tag=_("made up") if made_up else "",
        article=True,
        back=back,
        blocks=[
            Says([("", about)], "muted"),
            Says([page.type]) if told else Says([*page.verdict, page.type], "verdict"),
            Numbers(_numbers(one, nation)),
            Says([("", page.source)], "source"),
            *_figures(page),
        ],
    )


def _numbers(one: Cluster, nation: str) -> list[Number]:
    hidden, at = f" · {count(one.hidden, 'hidden cell')}", year(one.last_year)
    share = _("Share of {whole}", whole=nation)
    firms = _("Establishments, {year}", year=at)
    known = one.establishments.value is not None
    return [
        measured(_("Jobs, {year}", year=at), one.jobs, note=hidden),
        measured(_("Concentration, {year}; {whole} = 1", year=at, whole=nation), one.quotient,
                 " ×", hidden),
        measured(share, one.share, note=hidden)
        if one.status == "published"
        else Number(share, one.share.text, _("estimated") + hidden, one.share.value is not None),
        Number(firms, one.establishments.text, _("as published") if known else _("not known")),
    ]  # fmt: skip


def _figures(page: ClusterPage) -> list[Block]:
    """Return the figures as they lie: course beside warnings, then the smaller ones."""
    wide = [figure for figure in page.figures if figure.name == "history"]
    small = [figure for figure in page.figures if figure.name != "history"]
    if page.foresight is None:
        first = [Figures([*wide, *small[:1]], "two")] if wide else []
        return [*first, Figures(small[1:] if wide else small, "grid")]
    fore = page.foresight
    left = [figure for figure in (fore.course, *wide, fore.position) if figure]
    blocks: list[Block] = [_course(left, fore, page.cluster.name)]
    blocks += [Figures([fore.film])] if fore.film else []
    blocks += [Figures(fore.beside, "pair")] if fore.beside else []
    return [*blocks, Figures([*([fore.record] if fore.record else []), *small], "grid")]


def _course(left: Sequence[Figure], fore: ForesightFigures, name: str) -> Block:
    alerts = Alerts(
        [
            Alert(
                one.state, label_of(one.state), one.said, one.figure,
                folded=one.state not in RAISED,
                more=_signs_known(one.figure),
            )
            for one in fore.warnings
        ],
        title=_("Warnings"),
        command=fore.command,
    )  # fmt: skip
    del name
    return Beside([Figures(left)], [alerts]) if left else alerts


def _signs_known(figure: Figure | None) -> str:
    if figure is None:
        return ""
    return _("{signs} known", signs=capital(count(len(figure.rows), "sign")))
