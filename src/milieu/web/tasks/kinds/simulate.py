"""Simulate: an ensemble of the twin, begun from the study's clusters, for one scenario."""

from pathlib import Path
from shlex import join

from pydantic import Field

from milieu.core.errors import unknown_name
from milieu.core.language import _
from milieu.policy.packs import packs
from milieu.report.export import write
from milieu.store.shelf import replace_text
from milieu.study.simulating import Computing, simulate
from milieu.study.study import Study
from milieu.study.worlds import BASELINE
from milieu.web.tasks.declare import KEPT, RESULTS, Kind, Options, Telling, kind, part

LONGEST = 100_000  # characters of a scenario's text
DRAWN = 0.9  # of the progress is runs, the rest writing and drawing


class SimulateOptions(Options):
    """What to simulate."""

    scenario: str = Field(
        BASELINE, description="Name of a pack of scenarios, or `baseline`.", max_length=80
    )
    text: str = Field("", description="A scenario as TOML, instead of a name.", max_length=LONGEST)
    clusters: tuple[str, ...] = Field(
        (), description="Clusters by id, all of one industry; else the largest's.", max_length=200
    )
    years: int = Field(0, ge=0, le=60, description="Years; 0: the scenario's horizon.")
    runs: int = Field(50, ge=1, le=2_000, description="Number of runs.")
    seed: int = Field(0, ge=0, le=2**32 - 1, description="Seed of all chances.")


def title(wish: SimulateOptions) -> str:
    """Return what is simulated, for people."""
    name = _("a scenario of your own") if wish.text else wish.scenario
    return _("Simulate {scenario}, {runs} runs", scenario=name, runs=wish.runs)


def command(wish: SimulateOptions, study: str) -> str:
    """Return the same by command line."""
    words = ["milieu", "simulate", study, "scenario.toml" if wish.text else wish.scenario]
    for cluster in wish.clusters:
        words += ["--clusters", cluster]
    for option, value in (("--years", wish.years), ("--runs", wish.runs), ("--seed", wish.seed)):
        words += [option, str(value)] if value else []
    return join(words)


def checked(study: Study, wish: SimulateOptions) -> None:
    """Raise UserError for a scenario that is none."""
    del study
    if not wish.text and wish.scenario != BASELINE and wish.scenario not in packs():
        raise unknown_name("scenario", wish.scenario, (BASELINE, *packs()), where="scenario")


def run(study: Study, wish: SimulateOptions, folder: Path, progress: Telling) -> None:
    """Run the ensemble; finished runs are kept, so that it goes on where it stopped."""
    checked(study, wish)
    named = wish.scenario
    if wish.text:
        file = folder / KEPT / "scenario.toml"
        replace_text(file, wish.text)
        named = str(file)
    made = simulate(
        study,
        named,
        clusters=wish.clusters,
        years=wish.years,
        runs=wish.runs,
        seed=wish.seed,
        computing=Computing(folder=folder / KEPT),
        progress=part(progress, 0.0, DRAWN),
    )
    progress("Drawing", DRAWN)
    results = folder / RESULTS
    for format in ("csv", "parquet"):
        write(made.table(), format, results / f"outcomes.{format}")
    replace_text(results / "said.txt", "\n".join(made.said) + "\n")
    made.page(results / "simulation.html", command(wish, study.folder.name))


SIMULATE = kind(
    Kind(
        "simulate",
        "run the twin, begun from the study's clusters, for one scenario",
        SimulateOptions,
        title,
        command,
        run,
        checked,
    )
)
