"""Page: what the comparison of clusters shows, read from the rows of a study."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from milieu.report.comparing.indicators_figure import indicators_figure, single
from milieu.report.comparing.jobs_figures import jobs_figures
from milieu.report.comparing.measures import Measure, measures
from milieu.report.comparing.peers_figure import peers_figure
from milieu.report.comparing.reading import Compared
from milieu.report.comparing.sentences import Topic, differences
from milieu.report.comparing.stages_figure import stages_figure
from milieu.report.drawing import Drawings
from milieu.report.figure import Figure


@dataclass(frozen=True)
class Comparison:
    """Clusters side by side.

    topics      how they differ, in words
    measures    what they are compared by;  singles: each alone, for a narrow screen
    indicators, stages, peers   figures; None where nothing is known
    jobs        as they are, and indexed; empty where unknown
    """

    compared: Compared
    topics: Sequence[Topic]
    measures: Sequence[Measure]
    singles: Sequence[Figure]
    indicators: Figure | None
    jobs: Sequence[Figure]
    stages: Figure | None
    peers: Figure | None

    @property
    def figures(self) -> Iterator[Figure]:
        """Yield the figures that have a table."""
        for one in (self.indicators, *self.jobs, self.stages, self.peers):
            if one is not None:
                yield one

    def begin(self, drawings: Drawings) -> "Comparison":
        """Have all charts drawn."""
        for figure in (*self.figures, *self.singles):
            figure.begin(drawings)
        return self


def comparison(compared: Compared) -> Comparison:
    """Return what is shown of the clusters that are compared."""
    found = measures(compared)
    return Comparison(
        compared=compared,
        topics=differences(compared),
        measures=found,
        singles=[single(compared, one) for one in found],
        indicators=indicators_figure(compared, found),
        jobs=jobs_figures(compared),
        stages=stages_figure(compared),
        peers=peers_figure(compared),
    )
