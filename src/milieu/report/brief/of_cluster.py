"""The two pages on one cluster for those who decide."""

from collections.abc import Sequence

from milieu.core.language import _
from milieu.lifecycle.stage import STAGES
from milieu.policy.diagnosis import Diagnosis
from milieu.report.alarm_figures import Warning
from milieu.report.brief.blocks import (
    Alert,
    Alerts,
    Block,
    Figures,
    Number,
    Numbers,
    Points,
    Says,
    measured,
)
from milieu.report.brief.booklet import Answer
from milieu.report.brief.instruments import could_be_done
from milieu.report.brief.labels import label_of, parted
from milieu.report.content import ClusterPage
from milieu.report.diagnosis import (
    alarm_sentence,
    forecast_amount,
    horizon,
    outlook_sentence,
    record_sentence,
    stage_sentence,
)
from milieu.report.foresight_reading import JOBS, Foresight
from milieu.report.reading import Cluster
from milieu.report.retelling import retold
from milieu.report.sentences import Sentence, verdict
from milieu.report.words import after, before, capital, count, listed, plain, probability

RAISED = ("alarm", "watch")
COUNTED = (JOBS, "firms", "patents")  # their names say what is counted
GAPS = 4  # of what is not known, on the page of those who decide


def cluster_brief(
    page: ClusterPage,
    known: Foresight,
    found: Diagnosis | None,
    *,
    newest: int,
    whole: str,
) -> list[Answer]:
    """Return the answers on one cluster.

    page     its page;  known: the rows behind it;  found: what holds it back, None if not asked
    newest   the study's last year;  whole: what shares are shares of
    """
    one = page.cluster
    return [
        Answer("asked", _("What is asked"), [Says([("", _asked(one))], "muted")]),
        Answer("known", _("What we know"), _known(page, known, newest, whole)),
        Answer("shown", _("What it looks like"), _shown(page), wide=True),
        Answer("threats", _("What threatens it"), _threats(page)),
        Answer("nothing", _("If nothing is done"), _nothing(known)),
        Answer("options", _("What could be done"), could_be_done(found), wide=True),
        Answer("record", _("How often we were right"), _record(known)),
        Answer("unknown", _("What we do not know, and what would suffice"),
               _unknown(one, known, found)),
    ]  # fmt: skip


def _asked(one: Cluster) -> str:
    return _(
        "Where does {cluster} stand, what threatens it, what comes if nothing is done, and what "
        "could be done?",
        cluster=one.name,
    )


def _known(page: ClusterPage, known: Foresight, newest: int, whole: str) -> list[Block]:
    said = verdict(page.cluster, newest, whole)
    gone = int(page.cluster.last_year < newest)  # then that is what comes first
    if known.stages:
        said[gone:gone] = [stage_sentence(known.stages)]
    return [Says(said, "verdict"), Numbers(_numbers(page.cluster, known, whole))]


def _numbers(one: Cluster, known: Foresight, whole: str) -> list[Number]:
    at = one.last_year
    told = [
        measured(_("Jobs, {year}", year=at), one.jobs),
        measured(_("Concentration, {year}; {whole} = 1", year=at, whole=whole), one.quotient, " ×"),
    ]
    if rows := known.forecast(JOBS):
        last = rows[-1]
        when = int(last["year"])
        told.append(measured(_("Jobs, {year}: outlook", year=when), forecast_amount(last)))
    if known.stages and (stage := known.stages[-1])["stage"] in list(STAGES):
        chance = stage.get("leave_probability")
        if chance is not None:
            what = _("Leaves its stage within three years")
            told.append(Number(what, probability(chance), plain(stage["stage"])))
    return told


def _shown(page: ClusterPage) -> list[Block]:
    """Return the one figure that shows it: the course, or the years where no course is known."""
    course = page.foresight.course if page.foresight else None
    if course is None:
        course = next((f for f in page.figures if f.name in ("history", "quotient")), None)
    if course is None:
        return [Says([("", _("No year of it is known."))], "empty")]
    return [Figures([course])]


def _threats(page: ClusterPage) -> list[Block]:
    found = page.foresight.warnings if page.foresight else []
    if not found:
        return [Says([("", _("No alarm was asked for: none is built."))], "empty")]
    raised = [one for one in found if one.state in RAISED]
    if not raised:
        return [Says([_quiet(found)])]
    said: list[Block] = [
        Alerts([Alert(one.state, label_of(one.state), one.said) for one in raised])
    ]
    rest = [one for one in found if one.state not in RAISED]
    return [*said, Says([_quiet(rest)], "muted")] if rest else said


def _quiet(found: Sequence[Warning]) -> Sentence:
    """Return which alarms are absent, and of which it can not be told: that is no all-clear."""
    absent = [one.name.lower() for one in found if one.state == "none"]
    untold = [one.name.lower() for one in found if one.state not in (*RAISED, "none")]
    clear = _("No alarm of {alarms}.", alarms=listed(absent)) if absent else ""
    if not untold:
        return clear, ""
    unclear = _("Of {alarms} it cannot be told; that is no all-clear.", alarms=listed(untold))
    return (before(clear) if clear else ""), capital(unclear)


def _nothing(known: Foresight) -> list[Block]:
    """Return what comes if only the usual happens."""
    measures = _measures(known)
    if not measures:
        return [Says([("", _("No outlook was asked for: none is built."))], "empty")]
    told = [one for one in measures if known.forecast(one)]
    said = [(outlook_sentence(known, one)[0], after(_unit(known, one))) for one in told]
    if untold := [plain(one) for one in measures if one not in told]:
        said.append((_("No forecast of {measures}.", measures=listed(untold)), ""))
    return [Points(said)]


def _measures(known: Foresight) -> list[str]:
    """Return what forecasts were asked of, jobs first."""
    found = list(dict.fromkeys(row["measure"] for row in known.outlook))
    return sorted(found, key=lambda measure: measure != JOBS)


def _unit(known: Foresight, measure: str) -> str:
    """Return the unit of a forecast, where its name does not say it."""
    unit = str(known.forecast(measure)[-1].get("unit") or "")
    if measure in COUNTED or not unit:
        return ""
    return _("Unit: {unit}.", unit=plain(unit))


def _record(known: Foresight) -> list[Block]:
    """Return how often such forecasts held, and how often such alarms were false."""
    said: list[Sentence] = []
    told = [one for one in _measures(known) if known.forecast(one)]
    for measure in told[:1]:
        ahead = horizon(known.forecast(measure)[-1])
        made = _("Forecasts of {measure} {years} ahead:", measure=plain(measure),
                 years=count(ahead, "year"))  # fmt: skip
        said.append((before(made), record_sentence(known, measure, ahead)))
    if any(row["state"] in RAISED for row in known.alarms):
        said.append((before(_("Alarms:")), _("the record of each stands beside it.")))
    if not said:
        return [Says([("", _("Nothing was forecast here, so there is no record."))], "empty")]
    return [Points(said)]


def _unknown(one: Cluster, known: Foresight, found: Diagnosis | None) -> list[Block]:
    """Return what is not known and which data would tell."""
    said: list[Sentence] = []
    if one.hidden:
        cells = count(one.hidden, "hidden cell")
        said.append((before(_("It rests on {cells}:", cells=cells)),
                     _("its figures are estimates with ranges.")))  # fmt: skip
    said += [alarm_sentence(row) for row in known.alarms if row["state"] not in (*RAISED, "none")]
    said += [gap_sentence(gap) for gap in (found.cannot_tell if found else ())]
    more = len(said) - GAPS
    if more > 1:
        said[GAPS:] = [("", _("{n} more gaps stand in the annex.", n=more))]
    if not said:
        return [Says([("", _("No gap is known that would change these answers."))])]
    return [Points(said)]


def gap_sentence(said: str) -> Sentence:
    """Return a gap of a diagnosis, its failure strongly said."""
    return parted(retold(said))
