"""Document: a report on a study or a cluster, as one HTML file or as a PDF."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from milieu.core.errors import UserError
from milieu.core.language import speaking
from milieu.core.progress import Progress, silent
from milieu.policy.diagnosis import Diagnosis
from milieu.report.brief.booklet import Booklet
from milieu.report.brief.composing import cluster_booklet, study_booklet
from milieu.report.cited import Claim
from milieu.report.content import Content
from milieu.report.drawing import Drawings
from milieu.report.index import write_index
from milieu.report.page import render
from milieu.report.reading import StudyLike

__all__ = ["Diagnoses", "write_booklet", "write_index", "write_report"]

HTML, PDF = "html", "pdf"
FORMATS = (HTML, PDF)
PAGES = {HTML: 60, PDF: 8}  # clusters with a chapter of their own, where nobody says how many

Diagnoses = Callable[[Sequence[str]], Mapping[str, Diagnosis]]
"""Returns what holds clusters back, by their ids; those of which nothing is known are missing."""


def _nothing(clusters: Sequence[str]) -> Mapping[str, Diagnosis]:
    """Return no diagnosis, where nobody can make one."""
    del clusters
    return {}


def write_report(
    study: StudyLike,
    output: Path | None,
    *,
    as_of: str = "",
    cluster: str = "",
    clusters: int | None = None,
    format: str = HTML,
    language: str = "en",
    claims: Sequence[Claim] = (),
    diagnoses: Diagnoses = _nothing,
    progress: Progress = silent,
) -> Path:
    """Write a report and return where it lies.

    output     None: report.html or report.pdf in the study's folder
    as_of      YYYY-MM-DD: as known on that day
    cluster    id of the one that it is about; empty for the whole study
    clusters   how many get a chapter of their own, those of the highest rank first; None: 60, and
               8 on paper
    format     html or pdf;  language: a key of `core.language.LANGUAGES`
    claims     what papers say about the study's cited facts, shown with what is true of it
    raises     UserError for an unknown cluster or language, or if the file can not be written
    """
    target = output or study.folder / f"report.{format}"
    with speaking(language), study.session(as_of) as session, Drawings() as drawings:
        progress("reading", 0.0)
        session.execute("SET python_enable_replacements = false")  # a view is never a variable
        content = Content(study, session, drawings, as_of)
        if cluster:
            booklet = cluster_booklet(content, cluster, claims, diagnoses, progress)
        else:
            most = PAGES[format] if clusters is None else clusters
            booklet = study_booklet(content, most, claims, diagnoses, progress)
        progress("writing", 0.9)
        write_booklet(booklet, drawings, target, format)
    progress("written", 1.0)
    return target


def write_booklet(booklet: Booklet, drawings: Drawings, target: Path, format: str) -> None:
    """Write a booklet in the language spoken; all its figures are begun in `drawings`.

    raises   UserError if the file can not be written
    """
    if format == PDF:
        from milieu.report.typesetting.pdf import pdf_of

        made = pdf_of(booklet)
    else:
        made = render("booklet.html.j2", drawings, booklet=booklet).encode()
    try:
        target.write_bytes(made)
    except OSError as error:
        raise UserError(
            f"the report can not be written ({error.strerror})",
            where=str(target),
            next="Name a file in a folder that exists and where you may write: --output FILE.",
        ) from None
