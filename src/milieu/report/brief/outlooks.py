"""What comes if nothing is done, of a whole study: how many clusters grow, how many shrink."""

from collections.abc import Sequence

from milieu.core.language import _, several
from milieu.report.brief.blocks import Block, Points
from milieu.report.content import Content
from milieu.report.diagnosis import outlook_sentence
from milieu.report.foresight_reading import JOBS, Foresight, Rows
from milieu.report.reading import read
from milieu.report.sentences import Sentence
from milieu.report.words import after, before, together, whole

LAST = """
    SELECT code, year, low_80, value, high_80 FROM outlook WHERE of = 'cluster'
        AND measure = 'jobs' AND value IS NOT NULL AND code IN (SELECT unnest(?::VARCHAR[]))
    QUALIFY row_number() OVER (PARTITION BY code ORDER BY year DESC) = 1
"""
NATION = "SELECT * FROM outlook WHERE of = 'nation' AND measure = 'jobs' ORDER BY code, year"


def outlooks(content: Content) -> list[Block]:
    """Return what is forecast of all jobs, and in how many clusters; nothing where none is."""
    said = [*_nation(content), *_clusters(content)]
    return [Points(said)] if said else []


def _nation(content: Content) -> list[Sentence]:
    rows = read(content.session, NATION)
    if len({row["code"] for row in rows}) != 1:
        return []
    known = Foresight(outlook=rows)
    if not known.forecast(JOBS):
        return []
    of_all = _("In all industries of {whole}.", whole=content.whole)
    return [(outlook_sentence(known, JOBS)[0], after(of_all))]


def _clusters(content: Content) -> list[Sentence]:
    """Return in how many clusters jobs are to become fewer or more, and in how many surely."""
    today = {
        one.id: one.jobs.value
        for one in content.clusters
        if one.last_year == content.newest and one.jobs.value is not None
    }
    rows = read(content.session, LAST, list(today)) if today else []
    if not rows:
        return []
    now = [today[row["code"]] for row in rows]
    when = max(int(row["year"]) for row in rows)
    strong = several("Of {n} cluster with a forecast for {year}:",
                     "Of {n} clusters with a forecast for {year}:",
                     len(rows), n=whole(len(rows)), year=when)  # fmt: skip
    middles = _(
        "the middle lies below today's jobs in {fewer} and above them in {more}.",
        fewer=whole(sum(row["value"] < jobs for row, jobs in zip(rows, now, strict=True))),
        more=whole(sum(row["value"] > jobs for row, jobs in zip(rows, now, strict=True))),
    )
    return [(before(strong), together(middles, _sure(rows, now)))]


def _sure(rows: Rows, now: Sequence[float]) -> str:
    """Return in how many clusters the whole 80 % range lies on one side of today's jobs."""
    fewer = sum(row["high_80"] < jobs for row, jobs in zip(rows, now, strict=True))
    more = sum(row["low_80"] > jobs for row, jobs in zip(rows, now, strict=True))
    if not fewer and not more:
        return _("In no cluster does the whole 80\u00a0% range lie on one side of them.")
    return _(
        "The whole 80\u00a0% range lies below them in {fewer}, above them in {more}.",
        fewer=whole(fewer),
        more=whole(more),
    )
