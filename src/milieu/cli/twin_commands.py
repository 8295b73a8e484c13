"""The commands on the twin: simulate, experiment, exam."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from milieu.cli.app import app

if TYPE_CHECKING:
    from milieu.study.simulating import Computing
    from milieu.study.study import Study

StudyOrNone = Annotated[
    str, typer.Argument(metavar="STUDY", help="Folder of the study; - for a made-up industry.")
]
Scenario = Annotated[str, typer.Argument(help="TOML file, baseline, or: milieu list scenarios.")]
Clusters = Annotated[
    list[str] | None,
    typer.Option(help="Clusters of one industry, by id; else all like the study's largest."),
]
Seed = Annotated[int, typer.Option(min=0, help="Another seed, other chances.")]
Threads = Annotated[
    int | None, typer.Option(min=1, help="How many runs at once; else one a processor.")
]
Scheduler = Annotated[str, typer.Option(help="Address of a Dask scheduler, tcp://host:port.")]
Years = Annotated[int, typer.Option(min=0, help="Years to follow; else the scenario's horizon.")]
After = Annotated[
    int, typer.Option(min=0, help="Years that a made-up industry has lived before (STUDY is -).")
]
Kept = Annotated[
    Path | None,
    typer.Option(help="Where results and finished runs are kept; else STUDY/simulations."),
]
Without = Annotated[
    str, typer.Option(help="Explanation of the (first) scenario to switch off, by its name.")
]
Format = Annotated[str, typer.Option(help="table, csv, json, parquet or xlsx.")]
Output = Annotated[Path | None, typer.Option(help="File to write; else the screen.")]
Html = Annotated[Path | None, typer.Option(help="File for a page of charts, offline.")]
COMPILING = "compiling the twin, once per installation: about a minute"


@app.command(epilog="Example: milieu simulate ny baseline --years 10 --html ny-baseline.html")
def simulate(
    study: StudyOrNone,
    scenario: Scenario = "baseline",
    clusters: Clusters = None,
    runs: Annotated[int, typer.Option(min=1, help="Runs, each with its own chances.")] = 50,
    seed: Seed = 0,
    years: Years = 0,
    after: After = 0,
    without: Without = "",
    outcomes: Annotated[str, typer.Option(help="With commas; all: every outcome.")] = "",
    threads: Threads = None,
    scheduler: Scheduler = "",
    folder: Kept = None,
    format: Format = "table",
    output: Output = None,
    html: Html = None,
    tables: Annotated[
        Path | None, typer.Option(help="Folder: the first run as tables for a study of its own.")
    ] = None,
) -> None:
    """Simulate: what becomes of clusters in many runs of the twin under one scenario.

    Shows the mean and the range of 80 % of runs. If it is stopped, the same command goes on.
    """
    from milieu.cli.talk import progress_bar, say, words
    from milieu.report.export import write
    from milieu.study.simulating import BRIEF
    from milieu.study.simulating import simulate as simulated

    tell_compiling()
    with progress_bar() as progress:
        made = simulated(
            opened(study),
            scenario,
            clusters=clusters or (),
            switched_off=without,
            years=years,
            after=after,
            runs=runs,
            seed=seed,
            computing=computing(threads, scheduler, folder),
            progress=progress,
        )
    brief = format == "table" and not output
    chosen = words(outcomes) or (BRIEF if brief else ())
    write(made.table(() if chosen == ("all",) else chosen, every_year=not brief), format, output)
    for sentence in made.said:
        say(sentence)
    if made.kept:
        say(f"kept in {made.kept}")
    if html:
        say(f"wrote {made.page(html, this_command())}")
    if tables:
        files = made.write_tables(tables)
        say(f"wrote {len(files)} tables; next: milieu add STUDY synthetic {tables}/*.parquet")


@app.command(epilog="Example: milieu experiment ny baseline grant.toml --runs 200 --gauge rd_grant")
def experiment(
    study: StudyOrNone,
    a: Annotated[str, typer.Argument(help="What is done otherwise, such as baseline.")],
    b: Annotated[str, typer.Argument(help="What is tried: TOML file or name.")],
    clusters: Clusters = None,
    runs: Annotated[int, typer.Option(min=10, help="Pairs of runs; effects vary widely.")] = 200,
    seed: Seed = 0,
    years: Years = 0,
    after: After = 0,
    without: Without = "",
    at: Annotated[str, typer.Option(help="Years of the policy to compare, such as 5,10.")] = "",
    gauge: Annotated[
        str, typer.Option(help="Instrument: does more and more of it still help?")
    ] = "",
    what: Annotated[
        str, typer.Option(help="effects, firms, costs or gauge; else all on the screen.")
    ] = "",
    threads: Threads = None,
    scheduler: Scheduler = "",
    folder: Kept = None,
    format: Format = "table",
    output: Output = None,
    html: Annotated[Path | None, typer.Option(help="File for a report, offline.")] = None,
    pdf: Annotated[Path | None, typer.Option(help="File for the same report, to print.")] = None,
    language: Annotated[str, typer.Option(help="Of the report: en or zh.")] = "en",
) -> None:
    """Experiment: scenario B against A in the same worlds, with the same chances.

    Differences with 95 % ranges, who gains and who loses, and what each job, patent and unit of
    value added costs. If it is stopped, the same command goes on.
    """
    from milieu.cli.talk import progress_bar, say
    from milieu.core.language import check_language
    from milieu.report.export import write
    from milieu.study.experimenting import experiment_with

    check_language(language, "--language")  # before minutes of runs
    tell_compiling()
    with progress_bar() as progress:
        made = experiment_with(
            opened(study),
            a,
            b,
            clusters=clusters or (),
            switched_off=without,
            years=years,
            after=after,
            compare=numbers("--at", at),
            runs=runs,
            seed=seed,
            instrument=gauge,
            computing=computing(threads, scheduler, folder),
            progress=progress,
        )
    brief = format == "table" and not output
    shown = (what,) if what or not brief else made.parts
    for name in shown:
        if len(shown) > 1:
            print(f"{name}:")
        write(made.table(name or "effects", everything=not brief), format, output)
    for sentence in made.said:
        say(sentence)
    for file, kind in ((html, "html"), (pdf, "pdf")):
        if file:
            say(f"wrote {made.page(file, this_command(), kind, language)}")


@app.command(epilog="Example: milieu exam --seeds 100 --pairs 50")
def exam(
    seeds: Annotated[int, typer.Option(min=1, help="Runs in which facts are looked for.")] = 100,
    pairs: Annotated[int, typer.Option(min=1, help="Pairs of runs of each ablation.")] = 50,
    seed: Annotated[int | None, typer.Option(min=0, help="Else a fresh one.")] = None,
    record: Annotated[
        bool, typer.Option("--record", help="Keep it as the exam of this version, or in --output.")
    ] = False,
    folder: Annotated[
        Path | None, typer.Option(help="Where finished runs are kept, to go on if stopped.")
    ] = None,
    what: Annotated[
        str, typer.Option(help="facts, imposed, curves, ablations or paths, for other formats.")
    ] = "facts",
    format: Annotated[str, typer.Option(help="markdown (all), csv, json, table.")] = "markdown",
    output: Output = None,
    html: Html = None,
) -> None:
    """Exam: which facts of industries does the twin show, and does it show them for the reason?"""
    from milieu.cli.talk import progress_bar, say
    from milieu.report.export import write
    from milieu.study.examining import examine, fresh_seed, write_exam

    chosen = fresh_seed() if seed is None else seed
    say(f"seed {chosen}")
    tell_compiling()
    with progress_bar() as progress:
        made = examine(chosen, seeds=seeds, pairs=pairs, folder=folder, progress=progress)
    if record:
        say(f"wrote {write_exam(made.record, output)}")
    if format != "markdown":
        write(made.table(what), format, None if record else output)
    elif output and not record:
        output.write_text(made.markdown(), encoding="utf-8")
    else:
        print(made.markdown(), end="")
    if html:
        say(f"wrote {made.page(html, f'milieu exam --seed {chosen}')}")


def opened(study: str) -> "Study | None":
    """Return the study; None for "-"."""
    from milieu.study.study import Study
    from milieu.study.worlds import FROM_SCRATCH

    return None if study == FROM_SCRATCH else Study.open(study)


def computing(threads: int | None, scheduler: str, folder: Path | None) -> "Computing":
    """Return where and how runs are made."""
    from milieu.study.simulating import Computing

    return Computing(threads, scheduler, folder)


def numbers(option: str, text: str) -> tuple[int, ...]:
    """Return the whole numbers between commas."""
    from milieu.cli.talk import words
    from milieu.core.errors import UserError

    found = words(text)
    for word in found:
        if not word.isdecimal():
            raise UserError(f"{word!r} is no year", where=option, next="Write it as 5,10.")
    return tuple(int(word) for word in found)


def tell_compiling() -> None:
    """Say that the first use takes its time."""
    from importlib.util import find_spec

    from milieu.cli.talk import say

    spec = find_spec("milieu.twin")
    places = [Path(place) for place in (spec.submodule_search_locations or ())] if spec else []
    if not any(True for place in places for _ in place.glob("__pycache__/quarter.advance*.nbc")):
        say(COMPILING)


def this_command() -> str:
    """Return the command as it was given."""
    import shlex
    import sys

    return shlex.join(["milieu", *sys.argv[1:]])
