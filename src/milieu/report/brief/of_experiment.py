"""A report on an experiment: what it changes, for whom, at what cost, and how surely."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from milieu.core.language import _, several
from milieu.policy.experiment import Experiment
from milieu.policy.experiment_effects import TREATED, year_index
from milieu.policy.gauge import Gauge
from milieu.report.brief.annex_experiment import experiment_annex, trusted
from milieu.report.brief.blocks import Block, Claims, Figures, Number, Numbers, Points, Says
from milieu.report.brief.booklet import Answer, Booklet, unrepeated
from milieu.report.retelling import retold
from milieu.report.sentences import Sentence
from milieu.report.twin.answer import cost_sentence
from milieu.report.twin.document import Document
from milieu.report.twin.gains_figure import more
from milieu.report.twin.numbers import amount
from milieu.report.twin.shown import Ran, called
from milieu.report.words import after, before, capital, listed, together, whole
from milieu.twin.outcomes import OUTCOMES
from milieu.twin.outcomes import together as taken_together

Outcomes = Mapping[str, NDArray[np.float64]]
MOST_RUNS = 100_000  # beyond so many, saying how many would tell helps nobody
UNTOLD = 6  # outcomes that are named; the annex has all


def experiment_booklet(
    document: Document,
    ran: Ran,
    experiment: Experiment,
    outcomes: Outcomes | None,
    gauge: Gauge | None,
) -> Booklet:
    """Return the report on an experiment; `document` is all that its page shows."""
    brief = [
        Answer("asked", _("What is asked"), [Says([("", _asked(ran, experiment))], "muted")]),
        Answer("known", _("What we know"), _known(document)),
        Answer("shown", _("What it looks like"), _shown(document), wide=True),
        Answer("gains", _("Who gains, who loses"), [Points(_gains(experiment))]),
        Answer("nothing", _("If nothing is done"), _nothing(ran, experiment, outcomes)),
        Answer("options", _("What it costs, and whether more helps"),
               _options(document, experiment, gauge), wide=gauge is not None),
        Answer("record", _("How far to trust it"), [Says(trusted(document))]),
        Answer("unknown", _("What we do not know, and what would suffice"),
               [Points(_unknown(document, experiment))]),
    ]  # fmt: skip
    return Booklet(
        title=document.title,
        name=document.name,
        subtitle=document.subtitle,
        as_of="",
        day=document.exam.date if document.exam else "",
        brief=brief,
        annex=unrepeated(brief, experiment_annex(document)),
        about=document.about,
        made_up=document.made_up,
    )


def _asked(ran: Ran, experiment: Experiment) -> str:
    return _(
        "What changes in {places} if {scenario} is done instead of {baseline}, who gains, and "
        "what does it cost?",
        places=listed([_(ran.places[c]) for c in experiment.where]),
        scenario=called(experiment.names[1]),
        baseline=called(experiment.names[0]),
    )


def _known(document: Document) -> list[Block]:
    first: list[Block] = []
    if document.caution:
        warned = [("", document.caution)]
        first.append(Claims([("disagrees", _("Before any number"), warned)]))
    numbers = [Number(what, value, held) for what, value, held in document.numbers]
    return [*first, Says(document.answer, "lead"), Numbers(numbers)]


def _shown(document: Document) -> list[Block]:
    """Return the differences over the years; without them the mean effects."""
    (first, *_others) = document.parts
    figures = first.figures
    return [Figures(figures[:1])]


def _gains(experiment: Experiment) -> list[Sentence]:
    """Return among which firms surely more gain than lose, and the other way round."""
    last = max(experiment.years)
    found = [one for one in experiment.firms if one.year == last and one.firms > 0]
    gain, lose = ([_(one.group) for one in found if more(one) == way] for way in ("gain", "lose"))
    said: list[Sentence] = []
    if gain:
        groups = listed(gain, len(gain))
        said.append((capital(_("more gain than lose among {groups}", groups=groups)), ""))
    if lose:
        groups = listed(lose, len(lose))
        said.append((capital(_("more lose than gain among {groups}", groups=groups)), ""))
    none = capital(_("of no group can it be told whether more gain or lose"))
    return [(_("{reading}.", reading=strong), rest) for strong, rest in said or [(none, "")]]


def _nothing(ran: Ran, experiment: Experiment, outcomes: Outcomes | None) -> list[Block]:
    """Return what jobs come to in the runs of A."""
    if outcomes is None:
        return [Says([("", _("Runs of the baseline are not at hand."))], "empty")]
    index = year_index(experiment.start, max(experiment.years))
    jobs = taken_together(outcomes, "jobs", list(experiment.where))[:, 0, index]
    known = jobs[np.isfinite(jobs)]
    if not len(known):
        return [Says([("", _("Jobs of the baseline are not known."))], "empty")]
    low, middle, high = (float(q) for q in np.quantile(known, (0.1, 0.5, 0.9)))
    said = _(
        "In the model: {jobs} jobs by {year} under {baseline} (80\u00a0% of runs).",
        jobs=amount(low, middle, high).range or amount(low, middle, high).text,
        year=ran.when(index),
        baseline=called(experiment.names[0]),
    )
    return [Points([(said, "")])]


def _options(document: Document, experiment: Experiment, gauge: Gauge | None) -> list[Block]:
    """Return what it costs, and whether more of it still helps."""
    said: list[Sentence] = [("", cost_sentence(experiment, max(experiment.years)))]
    if gauge is None:
        said.append(("", _("More or less of it was not tried. The option --gauge does.")))
    else:
        said += [("", retold(sentence)) for sentence in gauge.sentences]
    figures = [one for part in document.parts for one in part.figures if one.name == "gauge"]
    return [Points(said), *([Figures(figures)] if figures else [])]


def _unknown(document: Document, experiment: Experiment) -> list[Sentence]:
    """Return which effects cannot be told from zero, how many runs would tell, what is assumed."""
    last = max(experiment.years)
    unclear = [
        _(OUTCOMES[one.outcome].label).lower()
        for one in experiment.effects
        if (one.year, one.place) == (last, TREATED) and one.estimate.found == "cannot tell"
    ]
    said: list[Sentence] = []
    if unclear:
        names = _("No difference we can tell from zero: {outcomes}.",
                  outcomes=listed(unclear, UNTOLD))  # fmt: skip
        said.append((names, after(_enough(experiment, last))))
    head, *rest = (_(note) for note in document.notes)
    said += [("", head), *(("", note) for note in rest)]
    if document.assumptions:
        said.append((before(_("Assumed:")), together(*document.assumptions[:2])))
    return said


def _enough(experiment: Experiment, year: int) -> str:
    """Return how many runs would tell the mean effect on jobs found so far from zero.

    A range shrinks with the root of the number of runs.
    """
    jobs = experiment.effect("jobs", year)
    half = (jobs.high - jobs.low) / 2
    if jobs.found != "cannot tell" or not np.isfinite(half) or not jobs.difference:
        return ""
    runs = float(np.ceil(jobs.runs * (half / abs(jobs.difference)) ** 2))
    if runs > MOST_RUNS:
        return ""
    rounded = float(f"{runs:.1g}") if runs > jobs.runs else runs
    return several(
        "About {n} paired run would tell it for jobs, were the mean that was found the true one.",
        "About {n} paired runs would tell it for jobs, were the mean that was found the true one.",
        int(rounded),
        n=whole(rounded),
    )
