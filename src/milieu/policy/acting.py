"""A scenario as the twin takes a policy: what it does, and how strongly, quarter by quarter."""

from collections.abc import Callable, Mapping, Sequence

from milieu.core.arrays import Matrix
from milieu.policy.observed import FIGURES
from milieu.policy.scenario import Scenario
from milieu.twin.measures import Measures
from milieu.twin.observe import Run

BEFORE_THE_FIRST = -1
ASKED_EVERY = 4  # quarters, where triggers watch
NEVER = 2**31  # later than any run ends
Observer = Callable[[Run], Mapping[str, Matrix]]


def figures(seen: Run) -> dict[str, Matrix]:
    """Return the figures that triggers may look at, each of shape (quarters seen, clusters)."""
    return {name: seen.clusters[name] for name in FIGURES}


class Acting:
    """The policy of one run; each run needs its own, because triggers remember.

    It may be asked less often than every quarter, and a run may begin anew: it goes through what
    was observed since it was last asked, so its answer hangs on quarter and history alone.
    """

    def __init__(
        self,
        scenario: Scenario,
        places: Sequence[str],
        *,
        begins: int = 0,
        observe: Observer = figures,
    ) -> None:
        """Take a scenario.

        places    names of the run's clusters, in their order
        begins    quarter of the run in which the scenario begins
        observe   what is observed of a run, by name, each (quarters seen, clusters): row t as it
                  was known at the end of quarter t, without what came later
        """
        self._scenario, self._places = scenario, tuple(places)
        self._begins, self._observe = begins, observe
        self._watched = any(measure.when for measure in scenario.schedule)
        self._dosing, self._last = scenario.dosing(self._places), BEFORE_THE_FIRST

    def measures(self) -> Measures:
        """Return the instruments as arrays."""
        return self._scenario.measures()

    def doses(self, quarter: int, seen: Run) -> Matrix:
        """Return the intensity of each instrument in each cluster, (clusters, instruments).

        quarter   of the run;  seen: the run up to the end of the quarter before
        """
        if quarter <= self._last:
            self._dosing, self._last = self._scenario.dosing(self._places), BEFORE_THE_FIRST
        known = self._observe(seen) if self._watched else {}
        for missed in range(self._last + 1, quarter) if self._watched else ():
            self._ask(missed, known)
        self._last = quarter
        return self._ask(quarter, known)

    def until(self, quarter: int) -> int:
        """Return the first later quarter in which the doses may be others.

        Dates are met to the quarter; triggers are asked at least at the end of each year.
        """
        schedule = self._scenario.schedule
        dates = {date for one in schedule for date in (one.first, one.last + 1)}
        turns = [date - self._scenario.start + self._begins for date in dates]
        turns += [quarter + ASKED_EVERY - quarter % ASKED_EVERY] if self._watched else []
        return min((turn for turn in turns if turn > quarter), default=NEVER)

    def _ask(self, quarter: int, known: Mapping[str, Matrix]) -> Matrix:
        before = quarter - 1
        now = {name: rows[before] for name, rows in known.items()} if before >= 0 else {}
        return self._dosing(quarter - self._begins, now)
