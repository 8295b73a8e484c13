"""Tables of where the clusters of a study stand: by stage, and those with alarms."""

from collections.abc import Mapping, Sequence

from milieu.core.language import _
from milieu.report.brief.blocks import Cell, Column, Marks, Sheet
from milieu.report.diagnosis import alarm_sentence
from milieu.report.foresight_reading import Foresight
from milieu.report.overview import Overview, StageRow, Standing
from milieu.report.reading import Cluster
from milieu.report.words import MISSING, count, plain, together, whole

RAISED = ("alarm", "watch")
SIGNS = {"alarm": "▲", "watch": "△"}


def stage_sheet(overview: Overview, clusters: int, newest: int, command: str) -> Sheet:
    """Return how many clusters stand in which stage, and how many of them have an alarm.

    clusters   of the last year, `newest`
    """
    caption = _("Stage of {clusters}, {year}", clusters=count(clusters, "cluster"),
                year=newest)  # fmt: skip
    return Sheet(
        name="stages",
        caption=caption,
        columns=(
            Column(_("Stage"), share=2.6),
            Column(_("Clusters"), number=True),
            Column(_("Share"), share=2, hidden=True),
            Column(_("With alarm"), number=True),
            Column(_("Under watch"), number=True),
        ),
        rows=[_stage_row(row) for row in overview.rows],
        command=command,
    )


def _stage_row(row: StageRow) -> Sequence[Cell]:
    return (
        Cell(plain(row.stage), marks=[(f"square {row.tone}", "")]),
        Cell(whole(row.clusters)),
        Cell(bar=(row.tone, row.share)),
        _counted("alarm", row.alarm),
        _counted("watch", row.watch),
    )


def _counted(state: str, number: int) -> Cell:
    if not number:
        return Cell("0")
    return Cell(marks=[(f"badge {state}", f"{SIGNS[state]} {whole(number)}")])


def badges(one: Standing) -> Marks:
    """Return the alarms of a cluster as signs."""
    return [(f"badge {state}", f"{SIGNS[state]} {name}") for state, name in one.alarms]


def alarmed(overview: Overview, current: Sequence[Cluster]) -> list[Cluster]:
    """Return the clusters with alarms, those that are raised first, then those with most jobs."""
    found = [one for one in current if overview.of(one.id).alarms]
    return sorted(
        found,
        key=lambda one: (
            -overview.of(one.id).count("alarm"),
            -(one.jobs.value or one.jobs.high or 0),
        ),
    )


def alarm_sheet(
    shown: Sequence[Cluster], overview: Overview, known: Mapping[str, Foresight], linked: set[str]
) -> Sheet:
    """Return the clusters that have alarms, with what is said of each.

    known    the rows of each cluster;  linked: ids of those that have a chapter
    """
    return Sheet(
        name="threats",
        caption="",
        columns=(
            Column(_("Cluster"), share=2.6),
            Column(_("Jobs"), number=True, share=1.2),
            Column(_("Stage"), share=1.2),
            Column(_("Alarms"), share=4.5),
        ),
        rows=[_alarm_row(one, overview, known[one.id], linked) for one in shown],
    )


def _alarm_row(
    one: Cluster, overview: Overview, known: Foresight, linked: set[str]
) -> Sequence[Cell]:
    said = [alarm_sentence(row)[0] for row in known.alarms if row["state"] in RAISED]
    standing = overview.of(one.id)
    return (
        Cell(one.name, link=one.anchor if one.id in linked else ""),
        Cell(one.jobs.text if one.jobs.value is not None else MISSING, one.jobs.range),
        Cell(plain(standing.stage) if standing.stage else MISSING, standing.chance),
        Cell(together(*said), marks=[(f"sign {_worst(standing)}", SIGNS[_worst(standing)])]),
    )


def _worst(one: Standing) -> str:
    return "alarm" if one.count("alarm") else "watch"
