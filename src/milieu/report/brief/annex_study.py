"""The annex of a report on a study: where its clusters are, its facts, data and method."""

from collections.abc import Mapping, Sequence
from typing import Any

from milieu.core.language import _
from milieu.report.brief.annex_clusters import cluster_chapters
from milieu.report.brief.annex_data import data_chapter
from milieu.report.brief.annex_facts import facts_chapter
from milieu.report.brief.annex_list import list_chapter
from milieu.report.brief.annex_method import method_chapter
from milieu.report.brief.blocks import Block, Chapter, Figures, Says
from milieu.report.brief.of_study import study_numbers
from milieu.report.content import ClusterPage, Content
from milieu.report.words import count


def study_annex(
    content: Content, shown: Mapping[str, Any], pages: Sequence[ClusterPage]
) -> list[Chapter]:
    """Return the chapters of a study; those of which it has nothing are missing."""
    chapters = []
    if shown["current"]:
        chapters.append(_atlas(content, shown))
    if content.clusters:
        chapters.append(
            list_chapter(
                content.clusters,
                {page.cluster.id for page in pages},
                content.overview,
                content.whole,
                content.study,
            )
        )
    if shown["facts"]:
        chapters.append(facts_chapter(shown))
    if pages:
        title = _("Pages of {clusters}", clusters=count(len(pages), "cluster"))
        parts = cluster_chapters(pages, content.settings.made_up, content.whole)
        chapters.append(Chapter("pages", title, parts=parts))
    if shown["indicators"] or shown["structure"]:
        chapters.append(_indicators(content, shown))
    return [*chapters, data_chapter(content.study, shown), method_chapter(shown)]


def _atlas(content: Content, shown: Mapping[str, Any]) -> Chapter:
    blocks: list[Block] = [study_numbers(content, shown), Says([("", reading())], "muted")]
    blocks.append(Figures(shown["atlas"], "two"))
    return Chapter("map", _("Atlas"), blocks, _("Atlas"))


def reading() -> str:
    """Return how figures and their marks are to be read."""
    return _(
        "Ranges hold 80\u00a0% unless they say otherwise. A full mark is a published figure, an "
        "open mark an estimate of hidden cells, a dashed bar a range without an estimate."
    )


def _indicators(content: Content, shown: Mapping[str, Any]) -> Chapter:
    blocks: list[Block] = []
    if shown["structure"]:
        blocks.append(Figures(shown["structure"], "pair"))
    if shown["indicators"]:
        said = _(
            "The highest values of each indicator in its last year. All values: {command}",
            command=f"milieu show {content.study} indicators",
        )
        blocks += [Says([("", said)], "muted"), Figures(shown["indicators"], "grid")]
    return Chapter("indicators", _("Regions and industries"), blocks, _("Indicators"))


def subtitle(content: Content, shown: Mapping[str, Any]) -> str:
    """Return up to which year the data reach, and who published them."""
    parts = []
    if content.newest:
        parts.append(_("data up to {year}", year=content.newest))
    if shown["publishers"]:
        parts.append(_("from {publishers}", publishers=shown["publishers"]))
    return " · ".join(parts)
