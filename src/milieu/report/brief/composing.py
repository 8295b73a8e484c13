"""Composing: booklets on a study and on one of its clusters."""

from collections.abc import Callable, Mapping, Sequence

from milieu.core.errors import unknown_name
from milieu.core.language import _
from milieu.core.progress import Progress
from milieu.policy.diagnosis import Diagnosis
from milieu.report.brief.annex_clusters import cluster_chapter
from milieu.report.brief.annex_data import data_chapter
from milieu.report.brief.annex_diagnosis import diagnosis_chapter
from milieu.report.brief.annex_method import method_chapter
from milieu.report.brief.annex_study import study_annex, subtitle
from milieu.report.brief.booklet import Booklet, unrepeated
from milieu.report.brief.of_cluster import cluster_brief
from milieu.report.brief.of_study import study_brief, worst
from milieu.report.cited import Claim
from milieu.report.content import ClusterPage, Content
from milieu.report.lots import lots_of
from milieu.report.words import day, plain

Diagnoses = Callable[[Sequence[str]], Mapping[str, Diagnosis]]


def study_booklet(
    content: Content,
    most: int,
    claims: Sequence[Claim],
    diagnoses: Diagnoses,
    progress: Progress,
) -> Booklet:
    """Return the report on a study; `most` of its clusters have a chapter.

    They are those that the first pages name for their alarms, then those of the highest rank.
    """
    pages = _pages(content, most, progress)
    shown = content.shown(claims)
    found = diagnoses([one.id for one in worst(content)])
    linked = [page.cluster for page in pages]
    brief = study_brief(content, shown, linked, found)
    return Booklet(
        title=content.settings.name,
        name=content.settings.name,
        subtitle=subtitle(content, shown),
        as_of=as_known(content, shown["vintage"]),
        day=content.as_of or shown["vintage"],
        brief=brief,
        annex=unrepeated(brief, study_annex(content, shown, pages)),
        about=content.settings.about,
        made_up=content.settings.made_up,
    )


def _pages(content: Content, most: int, progress: Progress) -> list[ClusterPage]:
    first = worst(content)[:most]
    others = [one for one in content.clusters if one not in first]
    chosen = {one.id for one in [*first, *others[: most - len(first)]]}
    wanted = [one for one in content.clusters if one.id in chosen]  # by rank
    lots = lots_of(content.session, wanted)
    pages = []
    for at, one in enumerate(wanted):
        progress(f"drawing {one.name}", 0.1 + 0.8 * at / len(wanted))
        pages.append(content.page(content.known(one, lots), lots, content.drawings))
    return pages


def cluster_booklet(
    content: Content,
    cluster: str,
    claims: Sequence[Claim],
    diagnoses: Diagnoses,
    progress: Progress,
) -> Booklet:
    """Return the report on one cluster; UserError, naming the nearest, for an unknown one."""
    named = {one.id: one for one in content.clusters}
    if cluster not in named:
        raise unknown_name("cluster", cluster, named, where="--cluster")
    one = named[cluster]
    lots = lots_of(content.session, [one])
    progress(f"drawing {one.name}", 0.3)
    known = content.known(one, lots)
    page = content.page(known, lots, content.drawings)
    shown = content.shown(claims)
    found = diagnoses([cluster]).get(cluster)
    annex = [cluster_chapter(page, content.settings.made_up, content.whole, told=True)]
    annex += [diagnosis_chapter(content.study, cluster, found)] if found else []
    annex += [data_chapter(content.study, shown), method_chapter(shown)]
    brief = cluster_brief(page, known.foresight, found, newest=content.newest, whole=content.whole)
    return Booklet(
        title=one.name,
        name=content.settings.name,
        subtitle=" · ".join((_("{level} level", level=plain(one.level)), subtitle(content, shown))),
        as_of=as_known(content, shown["vintage"]),
        day=content.as_of or shown["vintage"],
        brief=brief,
        annex=unrepeated(brief, annex),
        made_up=content.settings.made_up,
    )


def as_known(content: Content, vintage: str) -> str:
    """Return in words on which day what the report tells was known."""
    if content.as_of or vintage:
        return _("as known on {day}", day=day(content.as_of or vintage))
    return _("no files yet")
