"""Simulating: an ensemble of the twin for one scenario, kept in the study's folder."""

import json
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from milieu.core.errors import UserError, unknown_name
from milieu.core.progress import Progress, silent
from milieu.policy.scenario import Scenario
from milieu.policy.writing import scenario_text
from milieu.store.shelf import replace_text
from milieu.study.worlds import BASELINE, World, without, world_of
from milieu.twin.digest import code_version
from milieu.twin.ensemble import Case, Ensemble, ensemble
from milieu.twin.exam.record import Record, exam_record
from milieu.twin.keeping import Values
from milieu.twin.observe import Run
from milieu.twin.outcomes import OUTCOMES, yearly
from milieu.twin.run import run
from milieu.twin.tables import tables, write_tables

if TYPE_CHECKING:
    from milieu.report.twin.shown import Ran
    from milieu.study.study import Study

RUNS = 50
FOLDER, PARTS = "simulations", "runs"  # within a study; of finished chunks within that
LOW, HIGH = 0.1, 0.9  # ends of the range in which 80 % of runs lie
BRIEF = ("firms", "jobs", "value_added", "patents", "productivity")
NO_FORECAST = (
    "This is what the model does, no forecast: the twin is not calibrated to these clusters, and "
    "the trend of their past is not carried on."
)


@dataclass(frozen=True)
class Computing:
    """Where and how runs are made.

    threads     None for one a processor;  scheduler: address of a Dask scheduler instead
    folder      where results are kept, and finished runs, so that the same call goes on where it
                stopped; None for the study's own, or nowhere without a study
    """

    threads: int | None = None
    scheduler: str = ""
    folder: Path | None = None


@dataclass(frozen=True)
class Simulated:
    """What a simulation came to.

    values   outcomes by name, shape (runs, years, clusters)
    kept     folder in which it lies; None if nowhere
    exam     the twin's recorded exam; None if there is none
    """

    world: World
    scenario: Scenario
    case: Case
    runs: int
    seed: int
    values: Values
    digest: str
    exam: Record | None
    kept: Path | None = None

    def table(self, outcomes: Sequence[str] = (), *, every_year: bool = True) -> pa.Table:
        """Return outcomes by cluster and year: mean, and the range in which 80 % of runs lie.

        outcomes     names; all without it
        every_year   else the first, the middle and the last year only, and without elsewhere
        raises       UserError for a name that no outcome has
        """
        for name in outcomes:
            if name not in OUTCOMES:
                raise unknown_name("outcome", name, OUTCOMES, where="--outcomes")
        count = self.world.years
        years = range(count) if every_year else sorted({0, (count - 1) // 2, count - 1})
        first = 0 if every_year else 1
        rows = [
            self._row(name, c, year)
            for name in outcomes or OUTCOMES
            for c in range(first, len(self.world.places))
            for year in years
        ]
        return pa.Table.from_pylist(rows, SCHEMA)

    def _row(self, name: str, c: int, year: int) -> dict[str, object]:
        values = self.values[name][:, year, c]
        known = values[np.isfinite(values)]
        low, high = np.quantile(known, [LOW, HIGH]) if len(known) else (None, None)
        return {
            "outcome": name,
            "unit": OUTCOMES[name].unit,
            "cluster": self.world.places[c],
            "year": self.world.first_year + year,
            "low": low,
            "mean": float(known.mean()) if len(known) else None,
            "high": high,
            "runs": len(known),
        }

    def page(self, output: Path, command: str) -> Path:
        """Write figures and tables as one HTML file and return where it lies."""
        from milieu.report.twin.page import simulation_page

        return simulation_page(
            output,
            ran(self.world, self.scenario, self.case, self.runs, self.seed, command),
            self.values,
            one=self.first_run(),
            exam=self.exam,
        )

    def first_run(self) -> Run:
        """Return the first run, with a record of every firm at the end of each year."""
        return run(self.case.setting, self.seed, 0, deepcopy(self.case.policy))

    def write_tables(self, folder: Path) -> list[Path]:
        """Write the first run as tables that a study takes in, and return the files."""
        folder.mkdir(parents=True, exist_ok=True)
        return write_tables(tables(self.first_run()), folder)

    @property
    def said(self) -> tuple[str, ...]:
        """Return what must stand beside the figures, a sentence each."""
        return (NO_FORECAST, *self.world.assumptions, exam_words(self.exam))


SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("outcome", "unit", "cluster")),
        ("year", pa.int16()),
        *((name, pa.float64()) for name in ("low", "mean", "high")),
        ("runs", pa.int64()),
    ]
)


def simulate(
    study: "Study | None",
    scenario: str = BASELINE,
    *,
    clusters: Sequence[str] = (),
    switched_off: str = "",
    years: int = 0,
    after: int = 0,
    runs: int = RUNS,
    seed: int = 0,
    computing: Computing | None = None,
    progress: Progress = silent,
) -> Simulated:
    """Run an ensemble of the twin for one scenario and keep what it came to.

    study          None for an industry from scratch
    scenario       file, name of a pack, or "baseline"
    clusters       of the study, by id, all of one industry; else all of the largest one's
    switched_off   an explanation of the scenario whose mechanism is switched off
    years          length; else the scenario's horizon, 10 for a baseline
    after          years that an industry from scratch has lived when the scenario begins
    raises         UserError for a wrong scenario or cluster; when interrupted, finished runs stay
    """
    how = computing or Computing()
    world, (chosen,) = world_of(study, [scenario], clusters=clusters, years=years, after=after)
    if switched_off:
        chosen = without(chosen, switched_off)
    case = world.case(chosen)
    place = folder_of(study, how)
    found = ensemble(
        [case],
        runs,
        seed=seed,
        observe=of_one,
        threads=how.threads,
        scheduler=how.scheduler,
        folder=place / PARTS if place else None,
        progress=progress,
    )
    kept = place / slug(chosen.name) if place else None
    values = dict(found.values)
    made = Simulated(world, chosen, case, runs, seed, values, found.digest, exam(), kept)
    if kept:
        keep(made, kept, found)
    return made


def of_one(runs: tuple[Run, ...]) -> Values:
    """Return every outcome of the one run of a replicate, shape (years, clusters)."""
    return {name: values[0] for name, values in yearly(runs).items()}


def folder_of(study: "Study | None", how: Computing) -> Path | None:
    """Return where results are kept."""
    if how.folder:
        return how.folder
    return study.folder / FOLDER if study else None


def keep(made: Simulated, folder: Path, found: Ensemble) -> None:
    """Write table, scenario and what it hangs on; what lay there before is replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    fresh = folder / ".outcomes.parquet"
    pq.write_table(made.table(), fresh, compression="zstd")
    fresh.replace(folder / "outcomes.parquet")
    replace_text(folder / "scenario.toml", scenario_text(made.scenario))
    about = {
        "scenario": made.scenario.name,
        "places": made.world.places,
        "first_year": made.world.first_year,
        "runs": made.runs,
        "seed": made.seed,
        "digest": found.digest,
        "code": code_version(),
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "said": made.said,
    }
    replace_text(folder / "about.json", json.dumps(about, indent=1, ensure_ascii=False) + "\n")


def slug(name: str) -> str:
    """Return a name as that of a folder."""
    letters = "".join(letter if letter.isalnum() else "-" for letter in name.lower())
    return "-".join(filter(None, letters.split("-"))) or "scenario"


def exam() -> Record | None:
    """Return the recorded exam; None where there is none."""
    try:
        return exam_record()
    except UserError:
        return None


def exam_words(record: Record | None) -> str:
    """Return what the exam says of the twin, in short."""
    if record is None:
        return "The twin's exam is not recorded in this version: `milieu exam` sits it."
    return f"The twin's exam of {record.date}: {record.sentence}"


def ran(
    world: World,
    scenario: Scenario,
    case: Case,
    runs: int,
    seed: int,
    command: str,
    baseline: str = "",
) -> "Ran":
    """Return what a page says of what was run."""
    from milieu.report.twin.shown import Ran

    return Ran(
        scenario.name,
        world.places,
        runs,
        seed,
        command,
        first_year=world.first_year,
        about=scenario.about,
        baseline=baseline,
        study=world.study,
        assumptions=(NO_FORECAST, *world.assumptions),
        parameters=case.setting.parameters,
        made_up=world.made_up,
    )
