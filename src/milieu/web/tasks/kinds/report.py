"""Report: a file for who decides, on the study, one of its clusters, or an experiment."""

import json
from pathlib import Path
from shlex import join
from typing import Literal

from pydantic import Field

from milieu.core.errors import UserError
from milieu.core.language import LANGUAGES, _, speaking
from milieu.core.progress import Progress
from milieu.store.store import as_of_moment
from milieu.study.diagnosing import check_cluster
from milieu.study.study import Study
from milieu.web.tasks.declare import RESULTS, Kind, Options, Telling, kind, part
from milieu.web.tasks.kinds.experiment import COMPARED, TRIED
from milieu.web.tasks.task import NAME, Task, read_task

MOST = 2_000  # clusters with a chapter
RUN_AGAIN = 0.8  # of the progress is reading the runs again, the rest writing
TASKS = "tasks"  # folder of a study that holds them


class ReportOptions(Options):
    """What to report, on what, and in which language."""

    cluster: str = Field("", description="Cluster by id; empty: the whole study.", max_length=300)
    task: str = Field(
        "", description="Id of the task of an experiment, to report that.", max_length=16
    )
    format: Literal["pdf", "html"] = Field("pdf", description="To print, or one page offline.")
    language: str = Field("en", description="Language: en or zh.", max_length=8)
    clusters: int | None = Field(
        None, ge=0, le=MOST, description="Clusters with a chapter; else as many as usual."
    )
    as_of: str = Field("", description="A day, YYYY-MM-DD: as known then.", max_length=10)


def title(wish: ReportOptions) -> str:
    """Return what is reported, for people."""
    if wish.task:
        return _("Report on an experiment ({format})", format=wish.format.upper())
    if wish.cluster:
        return _("Report on {cluster} ({format})", cluster=wish.cluster, format=wish.format.upper())
    return _("Report on the study ({format})", format=wish.format.upper())


def command(wish: ReportOptions, study: str) -> str:
    """Return the same by command line; that of an experiment stands in its report."""
    if wish.task:
        return ""
    words = ["milieu", "report", study]
    words += ["--cluster", wish.cluster] if wish.cluster else []
    words += ["--pdf"] if wish.format == "pdf" else []
    words += ["--language", wish.language] if wish.language != "en" else []
    words += ["--as-of", wish.as_of] if wish.as_of else []
    words += ["--clusters", str(wish.clusters)] if wish.clusters is not None else []
    return join(words)


def checked(study: Study, wish: ReportOptions) -> None:
    """Raise UserError for a language, day, cluster or experiment that does not exist."""
    with speaking(wish.language):
        pass
    if wish.as_of:
        as_of_moment(wish.as_of)
    if wish.task:
        experiment_of(study, wish.task)
    elif wish.cluster:
        with study.session(wish.as_of) as session:
            check_cluster(session, study.folder, wish.cluster)


def experiment_of(study: Study, name: str) -> Task:
    """Return the task of an experiment that has an answer; UserError for any other."""
    found = read_task(study.folder / TASKS / name) if NAME.fullmatch(name) else None
    if found is None or found.kind != "experiment" or found.result("answer.json") is None:
        raise UserError(
            "there is no experiment of this name with an answer",
            where="task",
            next="Open the experiment and ask for the report there.",
        )
    return found


def run(study: Study, wish: ReportOptions, folder: Path, progress: Telling) -> None:
    """Write the report."""
    checked(study, wish)
    file = folder / RESULTS / f"report.{wish.format}"
    if wish.task:
        with speaking(wish.language):
            _report_experiment(study, wish, file, progress)
        return
    study.report(
        file,
        as_of=wish.as_of,
        cluster=wish.cluster,
        clusters=wish.clusters,
        format=wish.format,
        language=wish.language,
        progress=progress,
    )


def _report_experiment(study: Study, wish: ReportOptions, file: Path, progress: Progress) -> None:
    """Write the report of an experiment from its runs, which are kept in the study's folder."""
    task = experiment_of(study, wish.task)
    results = task.folder / RESULTS
    runs = json.loads((results / "answer.json").read_text(encoding="utf-8"))["runs"]
    made = study.experiment(
        str(results / COMPARED),
        str(results / TRIED),
        clusters=[task.options["cluster"]],
        runs=runs,
        seed=task.options.get("seed", 0),
        instrument=task.options.get("gauge", ""),
        progress=part(progress, 0.0, RUN_AGAIN),
    )
    progress("writing", RUN_AGAIN)
    words = ["milieu", "experiment", study.folder.name, COMPARED, TRIED]
    words += ["--clusters", task.options["cluster"], "--runs", str(runs)]
    words += [f"--{wish.format}", file.name]
    words += ["--language", wish.language] if wish.language != "en" else []
    made.page(file, join(words), wish.format)


REPORT = kind(
    Kind(
        "report",
        f"write a report for who decides, in {' or '.join(LANGUAGES.values())}",
        ReportOptions,
        title,
        command,
        run,
        checked,
    )
)
