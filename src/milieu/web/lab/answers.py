"""Answers: what the lab shows of a question: runs, a quick estimate, or why there is neither."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from milieu.core.language import _
from milieu.policy.quick_estimate import Quick
from milieu.report.figure import Figure
from milieu.report.retelling import STAR
from milieu.report.sentences import Sentence
from milieu.report.twin import lab_figures, lab_words
from milieu.report.twin.document import trust
from milieu.report.twin.lab_words import Paid
from milieu.report.twin.shown import Ran
from milieu.report.words import Kind, number
from milieu.study.lab.answer import Answer, Fan
from milieu.study.lab.asking import Asking
from milieu.study.lab.spread import SHOWN
from milieu.study.simulating import exam
from milieu.web.tasks.kinds.experiment import ExperimentOptions, command

COLUMNS = ("low_95", "low_80", "low_50", "middle", "high_50", "high_80", "high_95")


@dataclass(frozen=True)
class Shown:
    """An answer as the page shows it.

    words   sentences;  strip: jobs and cost in a few words
    fans    three figures;  gains, gauge: further figures, None for none
    off     that the quick estimate was off, "" where it was not
    error   what is still open because runs are few
    """

    words: Sequence[Sentence]
    fans: Sequence[Figure]
    gains: Figure | None = None
    gauge: Figure | None = None
    off: str = ""
    error: str = ""
    command: str = ""
    caution: str = ""
    said: Sequence[str] = ()
    quick: bool = False
    strip: Sequence[str] = ()


def shown(asking: Asking, task: str, answer: Answer, place: str) -> Shown:
    """Return what runs came to."""
    paid = Paid(answer.wage, answer.sales)
    jobs = answer.fans["jobs"]
    head = lab_words.jobs_sentence(
        jobs.low_80[-1],
        jobs.middle[-1],
        jobs.high_80[-1],
        jobs.below,
        jobs.above,
        answer.last_year,
        same=not jobs.below and not jobs.above,
    )
    typed = typed_command(asking, task, answer)
    about = ran(asking, answer, place, typed)
    return Shown(
        lab_words.sentences(head, answer.found, answer.spent, paid),
        [
            lab_figures.fan_figure(
                name,
                rows_of(fan, answer.shown_from),
                (),
                answer.scales.get(name, (0.0, 0.0)),
                against=against(answer.names[0]),
                place=place,
                paid=paid,
            )
            for name, fan in answer.fans.items()
        ],
        lab_figures.gains(answer.found, about),
        lab_figures.gauge(answer.gauge, about, answer.instrument) if answer.gauge else None,
        _off(answer),
        number(answer.unsettled, Kind.SHARE, 0.01),
        typed,
        answer.caution,
        answer.said,
        strip=lab_words.in_short(
            jobs.low_80[-1],
            jobs.middle[-1],
            jobs.high_80[-1],
            answer.spent[1],
            answer.last_year,
            paid,
        ),
    )


def quick_shown(asking: Asking, found: Mapping[str, Quick], place: str) -> Shown:
    """Return a quick estimate: outlines, coarse words, its own error within."""
    first = asking.sides.b.start // 4 - 1
    paid = Paid(asking.ground.wage, asking.sales)
    low, high = (float(end[-1]) for end in found["jobs"].outer)
    last = first + found["jobs"].value.shape[1] - 1
    figures = [
        lab_figures.fan_figure(
            name,
            (),
            quick_rows(found[name], first),
            (0.0, 0.0),
            against=against(asking.sides.a.name),
            place=place,
            paid=paid,
        )
        for name in SHOWN
    ]
    head = lab_words.quick_sentence(low, float(found["jobs"].value[1, -1]), high, last)
    return Shown([(head, "")], figures, quick=True)


def quick_rows(found: Quick, first: int) -> list[dict[str, float]]:
    """Return the years of a quick estimate, its own error added to the ends."""
    low, high = found.outer
    return [
        {"year": first + at, "low": float(a), "value": float(b), "high": float(c)}
        for at, (a, b, c) in enumerate(zip(low, found.value[1], high, strict=True))
    ]


def rows_of(fan: Fan, first: int) -> list[dict[str, Any]]:
    """Return the years of a fan as rows."""
    values = [getattr(fan, name) for name in COLUMNS]
    names = tuple("value" if name == "middle" else name for name in COLUMNS)
    return [
        {"year": first + at, **dict(zip(names, row, strict=True))}
        for at, row in enumerate(zip(*values, strict=True))
    ]


def typed_command(asking: Asking, task: str, answer: Answer) -> str:
    """Return the command that gives the same numbers."""
    options = {"cluster": asking.ground.cluster, "runs": max(answer.runs, 10)}
    wish = ExperimentOptions.model_validate({**options, **asking.question.options})
    name = asking.study.folder.resolve().name
    return command(wish, name, answer.runs, f"{name}/tasks/{task}/results/")


def ran(asking: Asking, answer: Answer, place: str, command: str) -> Ran:
    """Return what the figures of a report need to know of what was run."""
    return Ran(
        answer.names[1],
        ("elsewhere", place),
        answer.runs,
        answer.seed,
        command,
        first_year=answer.first_year,
        baseline=against(answer.names[0]),
        study=asking.study.settings.name,
        shown=answer.found.where,
        made_up=asking.study.settings.made_up,
    )


def against(name: str) -> str:
    """Return the name of a baseline in the language spoken."""
    return _(name)


@lru_cache
def the_exam() -> Any:
    """Return the twin's recorded exam, read once; None where there is none."""
    return exam()


def trusted() -> Mapping[str, Any]:
    """Return how far to trust the model: its exam's result, failures first."""
    found = dict(trust(the_exam()))
    record = the_exam()
    facts = record.tables.get("facts", []) if record else []
    failed = [row["fact"].removesuffix(STAR) for row in facts if row.get("met") == "no"]
    return {**found, "failed": failed, "count": len(facts)}


def _off(answer: Answer) -> str:
    """Return that the quick estimate of jobs was off by more than its error."""
    missed = answer.off("jobs")
    if not math.isfinite(missed) or missed <= 1:
        return ""
    before, now = answer.before["jobs"], answer.fans["jobs"].middle[-1]
    return lab_words.off_sentence({"middle": before.middle, "error": before.error, "now": now})
