"""Experiment: a policy against another in the same worlds, in growing steps, each shown at once."""

import json
import math
from pathlib import Path
from shlex import join

from pydantic import Field

from milieu.core.language import _
from milieu.policy.writing import scenario_text
from milieu.report.export import write
from milieu.store.shelf import replace_text
from milieu.study.experiment_tables import cost_table, effect_table, firm_table, gauge_table
from milieu.study.lab.answer import Answer, Before, plain
from milieu.study.lab.asked import MOST_LETTERS, NONE, YEARS, Asked, asked
from milieu.study.lab.asking import Asking
from milieu.study.lab.grounds import Grounds
from milieu.study.lab.sides import NO_POLICY
from milieu.study.lab.steps import MOST, Wanted, answers
from milieu.study.lab.stored import Stored
from milieu.study.study import Study
from milieu.web.lab.question import doses_said
from milieu.web.tasks.declare import INPUTS, KEPT, RESULTS, Kind, Options, Telling, kind

TRIED, COMPARED, BEFORE = "scenario.toml", "compared-with.toml", "before.json"
FEWEST, MOST_RUNS = 10, 2_000


class ExperimentOptions(Options):
    """What to try, and against what."""

    cluster: str = Field(description="Cluster by id.", max_length=300)
    do: str = Field(
        "",
        description="Instruments and how strongly: external_linkage:2,training:1@growth",
        max_length=MOST_LETTERS,
    )
    assume: str = Field("", description="Of the world: demand:1.5", max_length=MOST_LETTERS)
    against: str = Field(NONE, description="`none`, or a saved scenario.", max_length=80)
    scenario: str = Field("", description="A saved scenario in place of `do`.", max_length=80)
    years: int = Field(YEARS, ge=1, le=40, description="Years to follow.")
    start: str = Field("", description="First quarter, 2026Q1; else the first possible.")
    budget: float | None = Field(None, ge=0, description="Money a year, national currency.")
    runs: int = Field(MOST, ge=FEWEST, le=MOST_RUNS, description="Pairs of runs at most.")
    settle: bool = Field(True, description="Stop once more runs would hardly move it.")
    seed: int = Field(0, ge=0, le=2**32 - 1, description="Seed of all chances.")
    gauge: str = Field("", description="Instrument: is more of it still useful?", max_length=80)


def options_of(cluster: str, question: Asked, *, runs: int = MOST, settle: bool = True) -> Options:
    """Return the options of a question."""
    said = {"cluster": cluster, "runs": runs, "settle": settle, **question.options}
    return ExperimentOptions.model_validate(said)


def question_of(wish: ExperimentOptions) -> Asked:
    """Return the question that options ask; UserError for one that is not right."""
    return asked(
        do=wish.do,
        assume=wish.assume,
        against=wish.against,
        scenario=wish.scenario,
        years=wish.years,
        start=wish.start,
        budget=math.inf if wish.budget is None else wish.budget,
        seed=wish.seed,
        gauge=wish.gauge,
    )


def title(wish: ExperimentOptions) -> str:
    """Return what is tried, for people."""
    tried = wish.scenario or doses_said(question_of(wish).doses) or _(NO_POLICY)
    return _("Try {policy} in {cluster}", policy=tried, cluster=wish.cluster)


def command(wish: ExperimentOptions, study: str, runs: int = 0, folder: str = "") -> str:
    """Return the same by command line.

    runs     as many as were made; else as many as were asked for
    folder   where the two files lie
    """
    compared = wish.against == NONE and not wish.assume and not wish.scenario
    words = ["milieu", "experiment", study, "baseline" if compared else f"{folder}{COMPARED}"]
    words += [f"{folder}{TRIED}", "--clusters", wish.cluster, "--runs", str(runs or wish.runs)]
    words += ["--seed", str(wish.seed)] if wish.seed else []
    words += ["--gauge", wish.gauge] if wish.gauge else []
    return join(words)


def checked(study: Study, wish: ExperimentOptions) -> None:
    """Raise UserError for a question that is not right."""
    question_of(wish)
    del study


def run(study: Study, wish: ExperimentOptions, folder: Path, progress: Telling) -> None:
    """Run in growing steps; each step's answer replaces the one before, also when stopped."""
    progress(_("Reading the cluster"), 0.0)
    wanted = wanted_of(study, wish, folder)
    results = folder / RESULTS
    for file in (wanted.b, wanted.a):
        replace_text(results / file.name, file.read_text(encoding="utf-8"))
    for answer in answers(study, wanted, progress):
        answer.write(results)
        write_tables(answer, results)
        said = {"runs": answer.runs, "most": answer.most, "settled": answer.settled}
        progress.tell("step", said)


def write_tables(answer: Answer, results: Path) -> None:
    """Write effects, firms, costs and the gauge as tables."""
    found = answer.found
    tables = {
        "effects": effect_table(found),
        "firms": firm_table(found),
        "costs": cost_table(found),
        **({"gauge": gauge_table(answer.gauge)} if answer.gauge else {}),
    }
    for name, rows in tables.items():
        write(rows, "csv", results / f"{name}.csv")


def wanted_of(study: Study, wish: ExperimentOptions, folder: Path) -> Wanted:
    """Return what is to be run, as it stood when it was asked for or first started."""
    kept = folder / KEPT
    if not (kept / BEFORE).exists():
        given = folder / INPUTS
        if not (given / BEFORE).exists():
            ground = Grounds(study, study.session()).of(wish.cluster)
            asking = Asking(study, ground, question_of(wish), Stored(study.folder))
            write_inputs(asking, given)
        for name in (TRIED, COMPARED, BEFORE):
            replace_text(kept / name, (given / name).read_text(encoding="utf-8"))
    said = json.loads((kept / BEFORE).read_text(encoding="utf-8"))
    return Wanted(
        wish.cluster,
        said["place"],
        kept / COMPARED,
        kept / TRIED,
        question_of(wish).doses or said["doses"],
        wish.runs,
        wish.settle,
        wish.seed,
        wish.gauge,
        {name: Before(**one) for name, one in said["quick"].items()},
    )


def write_inputs(asking: Asking, folder: Path) -> list[Path]:
    """Write what a task starts from, so that it need not be found out again; return the files."""
    folder.mkdir(exist_ok=True)
    sides = asking.sides
    before = {
        "place": asking.ground.name,
        "doses": {one.instrument: one.intensity for one in sides.b.schedule},
        "quick": plain(asking.before()),
    }
    texts = {
        TRIED: scenario_text(sides.b),
        COMPARED: scenario_text(sides.a),
        BEFORE: json.dumps(before, ensure_ascii=False),
    }
    for name, text in texts.items():
        replace_text(folder / name, text)
    return [folder / name for name in texts]


EXPERIMENT = kind(
    Kind(
        "experiment",
        "try a policy against another in the same worlds, in growing steps",
        ExperimentOptions,
        title,
        command,
        run,
        checked,
    )
)
