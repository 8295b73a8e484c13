"""What was run, as every page on it says: names, years, what was set and what is assumed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from milieu.core.arrays import Vector
from milieu.core.language import _
from milieu.report.words import count, years
from milieu.report.words import year as in_words

CALENDAR = 1000  # years from here on are of the calendar; below, they count from 1
BASELINE = "baseline"  # as the program calls what happens without a scenario
MOST_SHOWN = 6  # clusters with a figure of their own


def called(scenario: str) -> str:
    """Return what a scenario is called: its own name, but for the baseline."""
    return _("baseline") if scenario == BASELINE else scenario


@dataclass(frozen=True)
class Ran:
    """What was run, as every page on it says.

    scenario      its name; of an experiment, that of B
    places        names of the clusters, the first of them "elsewhere"
    first_year    year of the calendar in which runs begin; 1 where they stand in no calendar
    command       the command that gives the same page
    about         what is tried, in one or two sentences
    baseline      of an experiment, the name of A
    study         its name; empty where a run begins from scratch
    set           what was set, as pairs of a name and what it is
    assumptions   sentences on what is assumed, where a study does not say it
    shown         clusters with figures of their own; none: the largest six
    parameters    changes to the declared defaults, by full name, for the cost figure; those of
                  the baseline beside them
    caution       what a reader must know before any number, such as that A and B are not tried
                  in the same world; empty for nothing
    made_up       whether the study's numbers are invented
    """

    scenario: str
    places: tuple[str, ...]
    runs: int
    seed: int
    command: str
    first_year: int = 1
    about: str = ""
    baseline: str = ""
    study: str = ""
    set: Sequence[tuple[str, str]] = ()
    assumptions: Sequence[str] = ()
    shown: tuple[int, ...] = ()
    parameters: Mapping[str, float] = field(default_factory=dict)
    parameters_of_baseline: Mapping[str, float] = field(default_factory=dict)
    caution: str = ""
    made_up: bool = False

    def stretch(self, count: int) -> str:
        """Return the years of a run in words."""
        last = self.first_year + count - 1
        if self.first_year >= CALENDAR:
            return years(self.first_year, last)
        if last == self.first_year:
            return _("years {first}", first=last)
        return _("years {first} to {last}", first=self.first_year, last=last)

    def when(self, index: int) -> str:
        """Return one year of a run in words: 2034, or year 10."""
        year = self.first_year + index
        return in_words(year) if year >= CALENDAR else _("year {n}", n=year)

    def chosen(self, jobs: Vector) -> list[int]:
        """Return the clusters to show, by default the largest; none that has no jobs.

        jobs   of each cluster, elsewhere included
        """
        wanted = self.shown or sorted(range(1, len(jobs)), key=lambda c: -np.nan_to_num(jobs[c]))
        return [c for c in wanted if jobs[c] > 0][:MOST_SHOWN]

    @property
    def source(self) -> str:
        """Return the line under every figure."""
        said: dict[str, object] = {"runs": count(self.runs, "run"), "seed": self.seed}
        if self.study:
            return _("Simulated: {runs} of the twin, seed {seed}, begun from {study}.",
                     study=self.study, **said)  # fmt: skip
        return _("Simulated: {runs} of the twin, seed {seed}, begun from scratch.", **said)

    @property
    def of_one(self) -> str:
        """Return the line under figures of a single run."""
        runs = count(self.runs, "run")
        return _("Simulated: the first of {runs}, seed {seed}.", runs=runs, seed=self.seed)
