"""Instruments that answer a diagnosis, each with its evidence and what speaks against it."""

from collections.abc import Sequence

from milieu.core.language import _, several
from milieu.policy.candidates import Candidate, cost_sentence
from milieu.policy.diagnosis import Diagnosis
from milieu.policy.evidence import priors_for
from milieu.policy.evidence_summary import Summary
from milieu.policy.verdict import Verdict
from milieu.report.brief.blocks import Block, Cell, Column, Points, Says, Sheet
from milieu.report.brief.labels import behind_colon, parted
from milieu.report.retelling import retold
from milieu.report.sentences import Sentence
from milieu.report.words import MISSING, SPACE, capital, chance, listed, plain, together, whole

MOST = 4  # instruments on the page of those who decide
TRUST = ("high", "medium", "low")  # of what is held of an instrument before local data speak


def held_back(found: Diagnosis) -> list[Sentence]:
    """Return the failures that were found, the weightiest first, with the figures behind them."""
    shown = sorted((v for v in found.verdicts if v.found), key=lambda v: -v.weight)
    if not shown:
        return [(_("No failure was found that a policy could answer."), "")]
    return [_failure(one) for one in shown]


def instruments_sheet(found: Diagnosis, most: int = MOST) -> Sheet:
    """Return the instruments worth trying, the best first, what they answer, and how surely."""
    return Sheet(
        name="instruments",
        caption=_(
            "Ordered by what speaks for each; the order is no estimate of an effect. Costs: "
            "quarterly wages a quarter, at the usual intensity."
        ),
        columns=(
            Column(_("What could be tried"), share=2.6),
            Column(_("It answers"), share=1.7),
            Column(_("Evidence"), share=3.2),
            Column(_("Against it"), share=3.0),
        ),
        rows=[_row(one) for one in found.candidates[:most]],
    )


def could_be_done(found: Diagnosis | None, most: int = MOST) -> list[Block]:
    """Return what holds a cluster back and what could be tried; or why that is not known."""
    if found is None:
        said = _("What holds it back was not asked: no figures of this cluster are built.")
        return [Says([("", said)], "empty")]
    if not found.candidates:
        return [Says(held_back(found))]
    return [Points(held_back(found)[:2]), instruments_sheet(found, most)]


def evidence_of(summary: Summary) -> str:
    """Return how many findings there are, and which way they point."""
    counts = (
        (summary.better, _("better")),
        (summary.null, _("not to be told from zero")),
        (summary.worse, _("worse")),
        (summary.no_sign, _("without a sign")),
    )
    said = listed([f"{number}{SPACE}{word}" for number, word in counts if number])
    if not said:
        return _("No finding.")
    return several(
        "{n} finding: {said}.", "{n} findings: {said}.", summary.findings,
        n=whole(summary.findings), said=said,
    )  # fmt: skip


def trust_of(instrument: str) -> str:
    """Return how far what is held of an instrument is to be trusted; empty where nothing is."""
    known = {prior.trust for prior in priors_for(instrument)}
    texts = {"high": _("high"), "medium": _("medium"), "low": _("low")}
    return listed([texts[trust] for trust in TRUST if trust in known])


def against(candidate: Candidate) -> list[str]:
    """Return what speaks against trying an instrument here."""
    evidence, share = candidate.evidence, candidate.stage_share
    said = [retold(caution.removeprefix("Caution: ")) for caution in candidate.cautions]
    if share < 0.5:  # NaN: where the cluster stands is not known
        at = chance(share)
        said.append(_("Suits another stage: it stands in one that suits with {share}.", share=at))
    if evidence.saturating:
        said.append(several(
            "More of it is not better in {n} finding.",
            "More of it is not better in {n} findings.",
            evidence.saturating, n=evidence.saturating,
        ))  # fmt: skip
    if evidence.from_memory:
        said.append(several(
            "{n} finding was not read in its source.",
            "{n} findings were not read in their source.",
            evidence.from_memory, n=evidence.from_memory,
        ))  # fmt: skip
    return said


def _row(one: Candidate) -> Sequence[Cell]:
    trust = trust_of(one.instrument.name)
    grade = _("Trust: {trust}", trust=trust) if trust else _("Trust: nothing is held of it yet")
    answers = listed([capital(plain(verdict.failure.value)) for verdict in one.answers])
    return (
        Cell(_(one.instrument.label), _cost(one)),
        Cell(answers),
        Cell(evidence_of(one.evidence), grade),
        Cell(together(*(capital(said) for said in against(one))) or MISSING),
    )


def _cost(one: Candidate) -> str:
    """Return what it costs, without the unit that stands above the table."""
    return _("Costs {what}", what=behind_colon(retold(cost_sentence(one.instrument))))


def _failure(one: Verdict) -> Sentence:
    return parted(retold(one.sentence))
