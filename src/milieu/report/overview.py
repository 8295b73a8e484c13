"""Overview: how many clusters of a study stand in which stage, and which have alarms."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb

from milieu.core.language import _, several
from milieu.lifecycle.stage import NOT_ENOUGH, STAGES
from milieu.report.diagnosis import alarm_name, percent
from milieu.report.foresight_reading import probabilities
from milieu.report.reading import Cluster, read
from milieu.report.sentences import Sentence
from milieu.report.words import before, capital, count, listed, plain, together, whole

LAST_STAGES = """
    SELECT * FROM stages QUALIFY row_number() OVER (PARTITION BY cluster ORDER BY year DESC) = 1
"""
LAST_ALARMS = """
    SELECT cluster, alarm, state FROM alarms
    QUALIFY year = max(year) OVER (PARTITION BY cluster) AND state <> 'none'
    ORDER BY cluster, state, alarm
"""
STATES = ("alarm", "watch")


@dataclass(frozen=True)
class Standing:
    """Where one cluster stands: stage with its probability in words, and alarms by state.

    stage   a stage, "not enough evidence", or empty where it was not asked
    alarms  state and name of those that are raised or under watch
    untold  names of those of which it cannot be told
    """

    stage: str = ""
    chance: str = ""
    alarms: Sequence[tuple[str, str]] = ()
    untold: Sequence[str] = ()

    @property
    def tone(self) -> str:
        """Return the name of the stage's color."""
        return self.stage if self.stage in list(STAGES) else "no-stage"

    def count(self, state: str) -> int:
        """Return how many alarms are in a state."""
        return sum(one == state for one, _ in self.alarms)


@dataclass(frozen=True)
class StageRow:
    """A line of the study's table: a stage, its clusters, and those with alarms."""

    stage: str
    tone: str
    clusters: int
    share: float
    alarm: int
    watch: int


class Overview:
    """The standing of every cluster; empty where neither stages nor alarms are built."""

    def __init__(self, session: duckdb.DuckDBPyConnection, current: Sequence[Cluster]) -> None:
        alarms: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for row in read(session, LAST_ALARMS):
            alarms[row["cluster"]].append((row["state"], alarm_name(row["alarm"])))
        stages = {row["cluster"]: row for row in read(session, LAST_STAGES)}
        self.standings: Mapping[str, Standing] = {
            id: Standing(
                stage=stages[id]["stage"] or "" if id in stages else "",
                chance=_chance(stages[id]) if id in stages else "",
                alarms=[(state, name) for state, name in alarms[id] if state in STATES],
                untold=[name for state, name in alarms[id] if state not in STATES],
            )
            for id in {*stages, *alarms}
        }
        self._current = [self.of(cluster.id) for cluster in current]

    def __bool__(self) -> bool:
        """Return whether anything is known."""
        return bool(self.standings)

    def of(self, cluster: str) -> Standing:
        """Return where a cluster stands."""
        return self.standings.get(cluster, Standing())

    @property
    def rows(self) -> list[StageRow]:
        """Return a line for each stage, and one for the clusters without one."""
        names = [*(stage.value for stage in STAGES), NOT_ENOUGH]
        groups = {name: [s for s in self._current if (s.stage or NOT_ENOUGH) == name]
                  for name in names}  # fmt: skip
        return [
            StageRow(
                stage=name,
                tone=name if name != NOT_ENOUGH else "no-stage",
                clusters=len(group),
                share=len(group) / max(len(self._current), 1),
                alarm=sum(one.count("alarm") > 0 for one in group),
                watch=sum(one.count("watch") > 0 and not one.count("alarm") for one in group),
            )
            for name, group in groups.items()
        ]

    @property
    def sentences(self) -> list[Sentence]:
        """Return how many clusters are in which stage, and how many have which alarm."""
        if not self:
            return []
        parts = [
            _("{n} in {stage}", n=whole(row.clusters), stage=plain(row.stage))
            for row in self.rows[:-1]
            if row.clusters
        ]
        said = together(
            _("{parts}.", parts=capital(listed(parts))) if parts else "",
            _unsure(self.rows[-1].clusters),
        )
        return [
            (before(_("Where do they stand?")), said),
            (before(_("Alarms?")), self._alarms()),
        ]

    def _alarms(self) -> str:
        raised: dict[str, int] = defaultdict(int)
        for one in self._current:
            for state, name in one.alarms:
                raised[name] += state == "alarm"
        parts = [
            _("{alarm} in {clusters}", alarm=name.lower(), clusters=count(n, "cluster"))
            for name, n in raised.items()
            if n
        ]
        watched = capital(count(sum(one.count("watch") > 0 for one in self._current), "cluster"))
        return together(
            _("{parts}.", parts=capital(listed(parts))) if parts else _("No alarm is raised."),
            _("{clusters} under watch.", clusters=watched),
            self._untold(),
        )

    def _untold(self) -> str:
        """Return which alarms can not be told in how many clusters: that is no all-clear."""
        unknown = Counter(name.lower() for one in self._current for name in one.untold)
        of = whole(len(self._current))
        parts = [
            _("{alarm} in {n} of {total}", alarm=name, n=whole(number), total=of)
            for name, number in unknown.most_common()
        ]
        return _("Cannot be told: {alarms}.", alarms=listed(parts)) if parts else ""


def _unsure(clusters: int) -> str:
    """Return of how many clusters the evidence is not enough to name a stage."""
    if not clusters:
        return ""
    return several(
        "{n} cluster has not enough evidence.",
        "{n} clusters have not enough evidence.",
        clusters,
        n=whole(clusters),
    )


def _chance(row: Mapping[str, object]) -> str:
    """Return the probability of the stage that is named; empty where none is."""
    share = probabilities(row).get(str(row["stage"]))
    return "" if share is None else percent(share)
