"""Quick answers: experiments of a cluster made ahead, so that the lab's sliders answer at once."""

from pathlib import Path

from pydantic import Field

from milieu.core.errors import unknown_name
from milieu.core.language import _
from milieu.policy.declare import INSTRUMENTS
from milieu.study.lab.asked import MOST_LETTERS, YEARS, asked
from milieu.study.lab.grounds import Grounds
from milieu.study.lab.preparing import MOST_INSTRUMENTS, prepared
from milieu.study.study import Study
from milieu.web.tasks.declare import RESULTS, Kind, Options, Telling, kind


class QuickAnswersOptions(Options):
    """For which cluster and instruments."""

    cluster: str = Field(description="Cluster by id.", max_length=300)
    instruments: tuple[str, ...] = Field(
        (), description="By name; else those that answer the diagnosis.", max_length=8
    )
    assume: str = Field("", description="Of the world: demand:1.5", max_length=MOST_LETTERS)
    years: int = Field(YEARS, ge=1, le=40, description="Years to follow.")
    start: str = Field("", description="First quarter, 2026Q1; else the first possible.")


def title(wish: QuickAnswersOptions) -> str:
    """Return what is prepared, for people."""
    return _("Prepare quick answers for {cluster}", cluster=wish.cluster)


def command(wish: QuickAnswersOptions, study: str) -> str:
    """Return nothing: it only helps the lab."""
    del wish, study
    return ""


def checked(study: Study, wish: QuickAnswersOptions) -> None:
    """Raise UserError for an instrument that is none, or a question that is not right."""
    del study
    for name in wish.instruments:
        if name not in INSTRUMENTS:
            raise unknown_name("instrument", name, INSTRUMENTS, where="instruments")
    asked(assume=wish.assume, years=wish.years, start=wish.start)


def run(study: Study, wish: QuickAnswersOptions, folder: Path, progress: Telling) -> None:
    """Run the design in growing steps; what is there after each can be read between."""
    progress(_("Reading the cluster"), 0.0)
    question = asked(assume=wish.assume, years=wish.years, start=wish.start)
    names = wish.instruments
    if not names:
        ground = Grounds(study, study.session()).of(wish.cluster)
        names = tuple(one.name for one in ground.in_order()[:MOST_INSTRUMENTS])
    for points in prepared(study, wish.cluster, names, question, progress=progress):
        points.write(folder / RESULTS)
        progress.tell("step", {"runs": points.runs, "points": len(points.points)})


QUICK_ANSWERS = kind(
    Kind(
        "quick_answers",
        "make experiments of one cluster ahead, so that the lab's sliders answer at once",
        QuickAnswersOptions,
        title,
        command,
        run,
        checked,
    )
)
