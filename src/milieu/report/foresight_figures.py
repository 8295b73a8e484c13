"""The figures of one cluster's life, peers, outlook and record."""

from dataclasses import dataclass

from milieu.report.alarm_figures import Warning, warnings
from milieu.report.cluster_figures import Known
from milieu.report.course_figure import course_figure, outlook_command, outlook_figure
from milieu.report.course_rows import history_rows
from milieu.report.drawing import Drawings
from milieu.report.figure import Figure
from milieu.report.foresight_reading import JOBS
from milieu.report.peer_figures import peers_figure, survival_figure
from milieu.report.position_figure import position_figure
from milieu.report.replay_figure import film_figure, record_figure

COLUMN = 552  # pixels of one of two columns


@dataclass(frozen=True)
class ForesightFigures:
    """What a cluster's page shows of its future; what is not known is missing.

    course     stages over jobs and their outlook
    position   place in life
    warnings   the alarms of the last year, each with its signs, and the command that shows them
    beside     peers, survival, and outlooks of other measures
    film       what was forecast in earlier years, against what came
    record     how often forecasts of the whole study held
    """

    course: Figure | None
    position: Figure | None
    warnings: list[Warning]
    command: str
    beside: list[Figure]
    film: Figure | None
    record: Figure | None

    @property
    def figures(self) -> list[Figure]:
        """Return all figures, in the order of the page."""
        signs = [one.figure for one in self.warnings]
        found = [self.course, self.position, *signs, *self.beside, self.film, self.record]
        return [figure for figure in found if figure is not None]

    def begin(self, drawings: Drawings) -> "ForesightFigures":
        """Have all charts drawn beside the program's other work."""
        for figure in self.figures:
            figure.begin(drawings)
        return self


def foresight_figures(known: Known) -> ForesightFigures | None:
    """Return the figures that the cluster's rows allow; None where nothing of it is built."""
    if not known.foresight:
        return None
    others = dict.fromkeys(row["measure"] for row in known.foresight.outlook)
    beside = [
        peers_figure(known),
        survival_figure(known),
        *(outlook_figure(known, measure, COLUMN) for measure in others if measure != JOBS),
    ]
    return ForesightFigures(
        course=course_figure(known),
        position=position_figure(known),
        warnings=warnings(known),
        command=known.command("alarms"),
        beside=[figure for figure in beside if figure is not None],
        film=_film(known),
        record=record_figure(
            known.foresight.record if known.foresight.forecast(JOBS) else (),
            JOBS,
            source=known.elsewhere,
            command=known.command("outlook_record", measure=JOBS),
        ),
    )


def _film(known: Known) -> Figure | None:
    history = history_rows(known, JOBS)
    return film_figure(
        known.foresight.earlier(JOBS),
        known.foresight.stages,
        cluster=known.cluster.name,
        source=known.source,
        command=outlook_command(known, "outlook_past"),
        known={row["year"]: row["value"] for row in history if row["value"] is not None},
    )
