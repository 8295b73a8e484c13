"""What is not known of a study, and which data would tell."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import duckdb

from milieu.core.language import _, several
from milieu.lifecycle.stage import NOT_ENOUGH
from milieu.report.brief.blocks import Block, Points, Says
from milieu.report.content import Content
from milieu.report.diagnosis import alarm_name, alarm_sentence
from milieu.report.reading import Cluster, read
from milieu.report.retelling import retold
from milieu.report.sentences import Sentence
from milieu.report.words import after, before, whole

UNTOLD = """
    SELECT alarm, sentence, sum(count(*)) OVER (PARTITION BY alarm) AS clusters FROM alarms
    WHERE state NOT IN ('alarm', 'watch', 'none') AND year = (SELECT max(year) FROM alarms)
        AND cluster IN (SELECT unnest(?::VARCHAR[]))
    GROUP BY alarm, sentence
    QUALIFY row_number() OVER (PARTITION BY alarm ORDER BY count(*) DESC, sentence) = 1
    ORDER BY clusters, alarm
"""


def unknown(content: Content, shown: Mapping[str, Any]) -> list[Block]:
    """Return what is not known of a study, and what would suffice.

    shown   what `content` shows beside the pages of clusters
    """
    said = [*_untold(content.session, shown["current"]), *_no_stage(content)]
    if not shown["current"] and not shown["facts"]:
        needed = _("A table of jobs by region, industry and year is what all else begins with.")
        said.append((before(_("No cells yet.")), needed))
    elif shown["current"] and not content.overview:
        needed = _("Where each cluster stands in its life, and what comes, was not asked yet; "
                   "{command} asks.", command=f"milieu build {content.study}")  # fmt: skip
        said.append(("", needed))
    elif not shown["current"]:
        needed = _("Cited facts alone tell no alarm and no outlook: a table of jobs by region, "
                   "industry and year would.")  # fmt: skip
        said.append((before(_("No clusters are found by rule.")), needed))
    if not said:
        return [Says([("", _("No gap is known that would change these answers."))])]
    return [Points(said)]


def _untold(session: duckdb.DuckDBPyConnection, current: Sequence[Cluster]) -> list[Sentence]:
    """Return of how many clusters an alarm can not be told, and what would tell it most often."""
    ids, total = [one.id for one in current], whole(len(current))
    return [
        (
            _("{alarm}: cannot be told in {n} of {total} clusters.",
              alarm=alarm_name(row["alarm"]), n=whole(row["clusters"]), total=total),
            after(lacking(row)),
        )
        for row in (read(session, UNTOLD, ids) if ids else ())
    ]  # fmt: skip


def lacking(row: Mapping[str, Any]) -> str:
    """Return what is known of an alarm that can not be told, and what would do."""
    return alarm_sentence({**row, "state": "cannot tell"})[1].strip()


def _no_stage(content: Content) -> list[Sentence]:
    current = {one.id for one in content.clusters if one.last_year == content.newest}
    rows = read(content.session, "SELECT cluster, stage, note FROM stages QUALIFY "
                "row_number() OVER (PARTITION BY cluster ORDER BY year DESC) = 1")  # fmt: skip
    notes = Counter(row["note"] or "" for row in rows
                    if row["stage"] == NOT_ENOUGH and row["cluster"] in current)  # fmt: skip
    if not notes:
        return []
    unsure = sum(notes.values())
    why = retold(next((note for note, _n in notes.most_common() if note), ""))
    strong = several("{n} cluster has not enough evidence for a stage.",
                     "{n} clusters have not enough evidence for a stage.",
                     unsure, n=whole(unsure))  # fmt: skip
    reason = _("Most often: {reason}.", reason=why.rstrip(".。")) if why else ""
    return [(strong, after(reason))]
