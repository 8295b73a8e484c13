"""Pages on the twin: a simulation, an experiment, the exam; each one HTML file, offline.

ran = Ran("baseline", ("elsewhere", "Hsinchu"), runs=50, seed=0, command="milieu simulate ...")
simulation_page(file, ran, outcomes, one=run, exam=exam_record())
experiment_page(file, ran, experiment, outcomes, gauge=gauge, exam=exam_record())
exam_page(file, Sitting(seed).result(), "milieu exam --seed 7")
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from milieu.policy.experiment import Experiment
from milieu.policy.gauge import Gauge
from milieu.report.drawing import Drawings
from milieu.report.twin.exam import examination
from milieu.report.twin.experiment import comparison
from milieu.report.twin.shown import Ran
from milieu.report.twin.simulation import simulation
from milieu.twin.exam.record import Record
from milieu.twin.exam.sitting import Result
from milieu.twin.observe import Run

__all__ = ["Ran", "exam_page", "experiment_page", "simulation_page"]

Outcomes = Mapping[str, NDArray[np.float64]]


def simulation_page(
    output: Path,
    ran: Ran,
    outcomes: Outcomes,
    *,
    one: Run | None = None,
    exam: Record | None = None,
) -> Path:
    """Write what a simulation comes to as one HTML file and return where it lies.

    outcomes   by name as from `twin.outcomes.yearly`, of one case: (runs, years, clusters)
    one        the first run, with its records of firms; without it figures of firms are left out
    exam       the recorded exam, which is shown beside it; None says that there is none
    raises     UserError if the file can not be written
    """
    return simulation(ran, outcomes, one, exam).write(output)


def experiment_page(
    output: Path,
    ran: Ran,
    experiment: Experiment,
    outcomes: Outcomes | None = None,
    *,
    pair: tuple[Run, Run] | None = None,
    gauge: Gauge | None = None,
    instrument: str = "",
    exam: Record | None = None,
    format: str = "html",
) -> Path:
    """Write how scenario B differs from A as a report in one file and return where it lies.

    pair         first runs of A and B, with records of firms: for unit cost under B less A
    outcomes     of both cases: (runs, 2, years, clusters); without them no fan and no 80 % of runs
    gauge        of what the policy comes to at more and more of it;  instrument: its name
    exam         as for `simulation_page`;  format: html or pdf
    raises       UserError if the file can not be written
    """
    from milieu.report.brief.of_experiment import experiment_booklet
    from milieu.report.document import write_booklet

    document = comparison(ran, experiment, outcomes, pair, gauge, instrument, exam)
    booklet = experiment_booklet(document, ran, experiment, outcomes, gauge)
    with Drawings() as drawings:
        for figure in booklet.figures:
            figure.begin(drawings)
        write_booklet(booklet, drawings, output, format)
    return output


def exam_page(output: Path, result: Result, command: str, date: str = "") -> Path:
    """Write the exam's result as one HTML file and return where it lies.

    raises   UserError if the file can not be written
    """
    return examination(result, command, date).write(output)
