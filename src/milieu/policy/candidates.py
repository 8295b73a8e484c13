"""Candidate instruments for the failures of a cluster, ranked, each with its reasons.

score = weight of the failure x (1 + stage) / 2 x (1 + evidence) / 2 x (1 - caution / 2)

weight    strength of the failure, drawn towards 0 where few of its signs are known
stage     probability that the cluster is in a stage that the instrument suits, 1/2 where unknown
evidence  share of findings read in their source that are better, drawn to 1/2 where they are few
caution   how strongly a condition shows under which the instrument does harm

The score only orders what is worth trying in the twin; it is no estimate of an effect, and cost is
shown beside it instead of being mixed in (assumption P24).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from milieu.lifecycle.stage import STAGES
from milieu.policy.declare import Instrument, instruments
from milieu.policy.diagnosis_rules import rules
from milieu.policy.evidence_summary import Summary, summary_for
from milieu.policy.verdict import Verdict
from milieu.policy.words import figure, listed

UNKNOWN_STAGE = 0.5  # neither for nor against, assumption P24


@dataclass(frozen=True)
class Candidate:
    """An instrument worth trying.

    answers        verdicts of the failures that it answers and that were found, weightiest first
    stage_share    probability of a stage that it suits, NaN where stages are not known
    score          0 to 1, for the order only
    reasons        sentences: failure, stage, evidence, cost;  cautions: where it may do harm
    """

    instrument: Instrument
    answers: tuple[Verdict, ...]
    stage_share: float
    evidence: Summary
    score: float
    reasons: tuple[str, ...]
    cautions: tuple[str, ...]


def candidates(verdicts: Sequence[Verdict], known: Mapping[str, float]) -> tuple[Candidate, ...]:
    """Return the instruments that answer a failure which was found, the best first.

    Ties go to the cheaper one, then to the order of the model.
    """
    found = [_candidate(one, verdicts, known) for one in instruments()]
    ranked = [candidate for candidate in found if candidate.answers]
    return tuple(sorted(ranked, key=_order))


def _order(candidate: Candidate) -> tuple[float, float, int]:
    instrument = candidate.instrument
    return -candidate.score, instrument.cost_per_firm, instrument.number


def _candidate(
    instrument: Instrument, verdicts: Sequence[Verdict], known: Mapping[str, float]
) -> Candidate:
    answers = [v for v in verdicts if v.found and v.failure in instrument.answers]
    answers.sort(key=lambda verdict: -verdict.weight)
    stage, evidence = _stage_share(instrument, known), summary_for(instrument.name)
    warnings = _cautions(instrument, known)
    weight = answers[0].weight if answers else 0.0
    fit = UNKNOWN_STAGE if math.isnan(stage) else stage
    caution = max((support for support, _ in warnings), default=0.0)
    score = weight * (1 + fit) / 2 * (1 + evidence.better_share) / 2 * (1 - caution / 2)
    reasons = (
        *(_failure_reason(verdict) for verdict in answers),
        _stage_reason(instrument, stage),
        f"Evidence: {evidence.sentence}",
        cost_sentence(instrument),
    )
    said = tuple(sentence for _, sentence in warnings)
    return Candidate(instrument, tuple(answers), stage, evidence, score, reasons, said)


def _failure_reason(verdict: Verdict) -> str:
    failure = verdict.failure
    return f"Answers {failure.value} ({verdict.verdict}): {failure.words}."


def _stage_share(instrument: Instrument, known: Mapping[str, float]) -> float:
    """Return the probability of a stage that suits, NaN where a stage is not known."""
    if any(stage.value not in known for stage in STAGES):
        return math.nan
    return min(1.0, sum(known[stage.value] for stage in instrument.suits))


def _stage_reason(instrument: Instrument, share: float) -> str:
    suits = listed([stage.value for stage in instrument.suits])
    if math.isnan(share):
        return f"Suits {suits}; where the cluster stands is not known."
    return f"Suits {suits}, where the cluster stands with {figure(share, 'probability')}."


def _cautions(instrument: Instrument, known: Mapping[str, float]) -> list[tuple[float, str]]:
    found = []
    for rule in rules().cautions:
        if instrument.name in rule.instruments and rule.indicator in known:
            support = rule.support(known[rule.indicator])
            if support > 0:
                sentence = rule.sentence(known[rule.indicator])
                found.append((support, f"Caution: {sentence} ({rule.source})."))
    return found


def cost_sentence(instrument: Instrument) -> str:
    """Return what the instrument costs at intensity 1, in quarterly average wages a quarter."""
    parts = []
    if instrument.cost_per_firm:
        parts.append(f"{instrument.cost_per_firm:g} an eligible firm")
    if instrument.fixed_cost:
        parts.append(f"{instrument.fixed_cost:g} a cluster")
    if instrument.paid_out_per_firm:
        parts.append(f"about {instrument.paid_out_per_firm:g} a firm paid out")
    if instrument.administration_share:
        share = figure(instrument.administration_share, "share")
        parts.append(f"{share} of what is paid out for administration")
    return f"Costs, in quarterly wages a quarter at intensity 1: {listed(parts)}."
