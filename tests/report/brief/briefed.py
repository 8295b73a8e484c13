"""A small study with life cycles and diagnoses, and its reports, for the tests of first pages."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from milieu.core.progress import silent
from milieu.policy.diagnosis import Diagnosis, diagnose
from milieu.report.brief.booklet import Answer, Booklet
from milieu.report.brief.composing import cluster_booklet, study_booklet
from milieu.report.content import Content
from milieu.report.drawing import Drawings
from milieu.report.sentences import Sentence
from tests.report.made_up_foresight import with_foresight
from tests.report.small_study import SmallStudy, made

LOCKED_IN = {
    "lock_in": 0.8,
    "external_link_share": 0.1,
    "budding": 0.0,
    "growth": 0.0,
    "maturity": 0.7,
    "decline": 0.3,
}


def small(folder: Path, **options: Any) -> SmallStudy:
    """Return a study of clusters in every state of stage, alarm and outlook."""
    return with_foresight(made(folder / "small", made_up=True, **options))


def diagnosed(clusters: Sequence[str]) -> Mapping[str, Diagnosis]:
    """Return for every cluster the diagnosis of one that is locked in."""
    return {one: diagnose(LOCKED_IN) for one in clusters}


def of_study(study: SmallStudy, most: int = 3, claims: Sequence[Any] = ()) -> Booklet:
    """Return the report on a study."""
    with study.session() as session, Drawings() as drawings:
        content = Content(study, session, drawings, "")
        return study_booklet(content, most, claims, diagnosed, silent)


def of_cluster(study: SmallStudy, cluster: str = "apparel-1") -> Booklet:
    """Return the report on one cluster."""
    with study.session() as session, Drawings() as drawings:
        content = Content(study, session, drawings, "")
        return cluster_booklet(content, cluster, (), diagnosed, silent)


def answer(booklet: Booklet, name: str) -> Answer:
    """Return one of the answers by its name."""
    (found,) = [one for one in booklet.brief if one.name == name]
    return found


def said(one: Answer) -> str:
    """Return all sentences of an answer, one after the other."""
    return " ".join(map(_joined, _sentences(one.blocks)))


def _joined(sentence: Sentence) -> str:
    return sentence[0] + sentence[1]


def _sentences(blocks: Sequence[Any]) -> list[Sentence]:
    found: list[Sentence] = []
    for block in blocks:
        found += getattr(block, "sentences", [])
        found += [alert.said for alert in getattr(block, "alerts", [])]
        for row in getattr(block, "rows", []):
            found += [(cell.text, f" {cell.small}") for cell in row]
    return found
