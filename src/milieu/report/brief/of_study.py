"""The two pages on a whole study for those who decide."""

from collections.abc import Mapping, Sequence
from typing import Any

from milieu.core.language import _
from milieu.policy.diagnosis import Diagnosis
from milieu.report.brief.blocks import (
    Beside,
    Block,
    Cell,
    Claims,
    Column,
    Figures,
    Number,
    Numbers,
    Points,
    Says,
    Sheet,
)
from milieu.report.brief.booklet import Answer
from milieu.report.brief.gaps import unknown
from milieu.report.brief.instruments import evidence_of, trust_of
from milieu.report.brief.outlooks import outlooks
from milieu.report.brief.standing import alarm_sheet, alarmed, stage_sheet
from milieu.report.content import Content
from milieu.report.diagnosis import alarm_name, alarm_sentence, record_sentence
from milieu.report.foresight_reading import JOBS, Foresight, record_of_outlook
from milieu.report.lots import lots_of
from milieu.report.reading import Cluster, read
from milieu.report.sentences import Sentence
from milieu.report.words import (
    MISSING,
    before,
    capital,
    count,
    listed,
    plain,
    whole,
)

THREATS = 6  # clusters with alarms, on the pages of those who decide
TRIED = 4  # clusters for which instruments are named there
AHEAD = (1, 5)  # years of which the record of forecasts is told

REPLAYED = """
    SELECT DISTINCT ON (alarm) * FROM alarms WHERE false_alarm_share IS NOT NULL
    ORDER BY alarm, year DESC, cluster
"""


def study_brief(
    content: Content,
    shown: Mapping[str, Any],
    linked: Sequence[Cluster],
    found: Mapping[str, Diagnosis],
) -> list[Answer]:
    """Return the answers on a study.

    shown    what `content` shows beside the pages of clusters
    linked   clusters that have a chapter;  found: diagnoses by cluster, of some with alarms
    """
    names = {one.id for one in linked}
    answers = [
        Answer("asked", _("What is asked"), [Says([("", _asked(content))], "muted")]),
        Answer("known", _("What we know"), _known(content, shown)),
    ]
    if shown["current"]:
        answers.append(Answer("shown", _("What it looks like"), _shown(content, shown), wide=True))
        answers += _foreseen(content, names, found)
    elif cited := _cited(shown):
        answers.append(Answer("shown", _("What it looks like"), cited, wide=True))
    gaps = unknown(content, shown)
    heading = _("What we do not know, and what would suffice")
    return [*answers, Answer("unknown", heading, gaps)]


def _foreseen(content: Content, linked: set[str], found: Mapping[str, Diagnosis]) -> list[Answer]:
    """Return the answers that rest on stages, alarms and forecasts; none where none is built."""
    answers = []
    comes, record = outlooks(content), _record(content)
    if content.overview:
        threats = _threats(content, linked)
        answers.append(Answer("threats", _("What threatens them"), threats, wide=True))
    if comes:
        answers.append(Answer("nothing", _("If nothing is done"), comes))
    if content.overview:
        options = _options(content, found)
        answers.append(Answer("options", _("What could be done"), options, wide=True))
    if record:
        answers.append(Answer("record", _("How often we were right"), record))
    return answers


def worst(content: Content) -> list[Cluster]:
    """Return the clusters for which those who decide are told what could be done."""
    current = [one for one in content.clusters if one.last_year == content.newest]
    return alarmed(content.overview, current)[:TRIED]


def _asked(content: Content) -> str:
    if not content.clusters:
        return _("What is known of {study}, and how surely?", study=content.settings.name)
    return _(
        "Where are the industry clusters of {study}, where does each stand in its life, which are "
        "in trouble, what comes, and what could be done?",
        study=content.settings.name,
    )


def _known(content: Content, shown: Mapping[str, Any]) -> list[Block]:
    said: list[Block] = [Says(shown["opening"], "verdict")]
    wrong = [one for one in shown["claims"] if one.verdict == "disagrees"][:2]
    if wrong and not shown["current"]:
        said.append(Claims([claim_box(one) for one in wrong]))
    return said


def claim_box(claim: Any) -> tuple[str, str, Sequence[Sentence]]:
    """Return a claim with what the facts say of it, as a box."""
    verdicts = {
        "disagrees": _("Disagrees with the statistics"),
        "agrees": _("Agrees with the statistics"),
        "definition": _("Definition"),
    }
    verdict = verdicts.get(claim.verdict, capital(plain(claim.verdict)))
    who = before(_("{paper}:", paper=claim.paper))
    return claim.verdict, verdict, [(who, claim.claim), ("", claim.evidence)]


def study_numbers(content: Content, shown: Mapping[str, Any]) -> Numbers:
    """Return how many clusters there are, on what they rest, and how much is hidden."""
    current, at = shown["current"], shown["newest"]
    exact = sum(one.status == "published" for one in current)
    told = [
        Number(_("Clusters, {year}", year=at), whole(len(current)),
               _("{n} known in all years", n=whole(len(content.clusters)))),
        Number(_("On published figures alone"), whole(exact),
               _("of {total}", total=whole(len(current)))),
    ]  # fmt: skip
    for row in shown["hidden"][:2]:
        what = _("Hidden cells, {level}, {year}", level=plain(row["level"]), year=row["year"])
        total = _("of {total} cells", total=whole(row["cells"]))
        told.append(Number(what, whole(row["hidden"]), total))
    return Numbers(told)


def _shown(content: Content, shown: Mapping[str, Any]) -> list[Block]:
    """Return the map beside the table of stages."""
    figures = Figures(shown["atlas"][:1])
    if not content.overview:
        return [figures]
    clusters, newest = len(shown["current"]), shown["newest"]
    command = f"milieu show {content.study} stages --only year={newest}{content.asking}"
    return [Beside([figures], [stage_sheet(content.overview, clusters, newest, command)])]


def _cited(shown: Mapping[str, Any]) -> list[Block]:
    """Return the stages of the subject of which most facts are cited; nothing without any."""
    known = [stages for _one, _figures, stages in shown["facts"] if stages]
    return [Says(known[0].said), Figures([known[0].figure])] if known else []


def _threats(content: Content, linked: set[str]) -> list[Block]:
    current = [one for one in content.clusters if one.last_year == content.newest]
    found = alarmed(content.overview, current)
    if not found:
        return [Says([content.overview.sentences[-1]])]
    shown = found[:THREATS]
    foreseen = lots_of(content.session, shown).foreseen
    known = {one.id: foreseen.of(one) for one in shown}
    blocks: list[Block] = [alarm_sheet(shown, content.overview, known, linked)]
    if len(found) > len(shown):
        more = count(len(found) - len(shown), "more cluster")
        said = _("{clusters} with alarms or under watch stand in the annex.", clusters=more)
        blocks.append(Says([("", capital(said))], "muted"))
    return blocks


def _options(content: Content, found: Mapping[str, Diagnosis]) -> list[Block]:
    if not found:
        said = _("No cluster has an alarm that asks for an answer. A report on one cluster says "
                 "what could be tried there.")  # fmt: skip
        return [Says([("", said)])]
    named = {one.id: one for one in content.clusters}
    rows = [_option(named[id], one) for id, one in found.items()]
    columns = (
        Column(_("Cluster"), share=2.4),
        Column(_("What holds it back"), share=2.4),
        Column(_("First to be tried"), share=2.2),
        Column(_("Evidence"), share=2.8),
    )
    said = _("Ordered by what speaks for each; the order is no estimate of an effect. An "
             "experiment says what each would change, and at what cost.")  # fmt: skip
    return [Sheet("options", "", columns, rows), Says([("", said)], "muted")]


def _option(one: Cluster, found: Diagnosis) -> Sequence[Cell]:
    failures = sorted((v for v in found.verdicts if v.found), key=lambda v: -v.weight)
    names = [
        _("{value} ({range})", value=plain(v.failure.value), range=plain(v.verdict))
        for v in failures[:3]
    ]
    held = capital(listed(names)) or _("No failure was found")
    if not found.candidates:
        return Cell(one.name), Cell(held), Cell(MISSING), Cell(MISSING)
    first, *others = found.candidates
    trust = trust_of(first.instrument.name)
    then = listed([_(other.instrument.label) for other in others[:2]])
    return (
        Cell(one.name),
        Cell(held),
        Cell(_(first.instrument.label), _("then {instruments}", instruments=then) if then else ""),
        Cell(evidence_of(first.evidence), _("Trust: {trust}", trust=trust) if trust else ""),
    )


def _record(content: Content) -> list[Block]:
    known = Foresight(record=record_of_outlook(content.session))
    said: list[Sentence] = []
    for ahead in AHEAD:
        if any((row["measure"], row["horizon"]) == (JOBS, ahead) for row in known.record):
            made = _("Forecasts of {measure} {years} ahead:", measure=plain(JOBS),
                     years=count(ahead, "year"))  # fmt: skip
            said.append((before(made), record_sentence(known, JOBS, ahead)))
    for row in read(content.session, REPLAYED):
        name = _("{alarm}:", alarm=alarm_name(row["alarm"]))
        told = alarm_sentence({**row, "state": "alarm", "probability": None})[1]
        said.append((before(name), told.strip()))
    return [Points(said)] if said else []
