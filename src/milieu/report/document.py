"""Document: a study as one HTML file that needs nothing else, not even a network."""

from collections.abc import Sequence
from pathlib import Path

from milieu.core.errors import UserError
from milieu.core.progress import Progress, silent
from milieu.report.cited import Claim
from milieu.report.content import Content
from milieu.report.drawing import Drawings
from milieu.report.index import write_index
from milieu.report.page import render
from milieu.report.reading import StudyLike

__all__ = ["write_index", "write_report"]

FILE = "report.html"


def write_report(
    study: StudyLike,
    output: Path | None,
    *,
    as_of: str = "",
    clusters: int = 60,
    claims: Sequence[Claim] = (),
    progress: Progress = silent,
) -> Path:
    """Write the study as one HTML file and return where it lies.

    output     None: report.html in the study's folder
    as_of      YYYY-MM-DD: as known on that day
    clusters   how many clusters get a page of their own, those of the highest rank first
    claims     what papers say about the study's cited facts, shown with what is true of it
    raises     UserError if the file can not be written
    """
    target = output or study.folder / FILE
    with study.session(as_of) as session, Drawings() as drawings:
        progress("reading", 0.0)
        session.execute("SET python_enable_replacements = false")  # a view is never a variable
        content = Content(study, session, drawings, as_of)
        pages = content.pages(clusters, progress)
        progress("writing", 0.9)
        shown = content.shown(claims)
        text = render("report.html.j2", drawings, pages=pages, **shown)
    try:
        target.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UserError(
            f"the report can not be written ({error.strerror})",
            where=str(target),
            next="Name a file in a folder that exists and where you may write: --output FILE.",
        ) from None
    progress("written", 1.0)
    return target
