"""Chapters on single clusters: words, numbers, figures and warnings of each."""

from collections.abc import Sequence

from milieu.core.language import _
from milieu.report.brief.blocks import (
    Alert,
    Alerts,
    Beside,
    Block,
    Chapter,
    Figures,
    Number,
    Numbers,
    Says,
    measured,
)
from milieu.report.brief.labels import label_of
from milieu.report.content import ClusterPage
from milieu.report.figure import Figure
from milieu.report.foresight_figures import ForesightFigures
from milieu.report.reading import Cluster
from milieu.report.words import (
    MISSING,
    capital,
    count,
    plain,
    years,
)

PERCENT = 0.01
RAISED = ("alarm", "watch")
STATUSES = ("published", "estimated", "range only")


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
    hidden, at = f" · {count(one.hidden, 'hidden cell')}", one.last_year
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
