"""Diagnosis before the instrument: indicators of a cluster, failures, candidate instruments.

Each declared sign of a failure that is known supports it between 0 and 1. The strength of a failure
is the mean over its known signs. It is "likely" from 1/2 on and "no sign" at 0, both only where at
least two signs are known, else "possible" above 0 and "cannot tell" at 0 (assumption P23).
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from milieu.core.errors import UserError
from milieu.policy.candidates import Candidate, candidates
from milieu.policy.diagnosis_rules import Indicator, Sign, rules
from milieu.policy.failures import Failure
from milieu.policy.verdict import CANNOT_TELL, LIKELY, NO_SIGN, POSSIBLE, Verdict
from milieu.policy.words import figure, listed

LIKELY_FROM = 0.5  # mean support, assumption P23
LEAST_SIGNS = 2  # one sign alone neither makes a failure likely nor rules it out, assumption P23


@dataclass(frozen=True)
class Diagnosis:
    """What is wrong, what could be done, and what can not be told.

    verdicts      one for each failure, in their order
    candidates    instruments that answer a likely or possible failure, the best first
    cannot_tell   sentences: what is not known, and which data would tell
    not_used      names of indicators that were given but that no rule reads
    """

    verdicts: tuple[Verdict, ...]
    candidates: tuple[Candidate, ...]
    cannot_tell: tuple[str, ...]
    not_used: tuple[str, ...]


def diagnose(indicators: Mapping[str, float]) -> Diagnosis:
    """Return failures, candidates and gaps from a cluster's indicators.

    indicators  by the names of `diagnosis_rules.toml`; NaN or absent: not known. Names of others
                are reported as not used
    raises      UserError for a value that is infinite or that its indicator can not have
    """
    known = _known(indicators)
    verdicts = tuple(_verdict(failure, known) for failure in Failure)
    return Diagnosis(
        verdicts,
        candidates(verdicts, known),
        tuple(_gap(verdict) for verdict in verdicts if verdict.missing),
        tuple(name for name in indicators if name not in rules().indicators),
    )


def _known(indicators: Mapping[str, float]) -> dict[str, float]:
    """Return the indicators that are known and that rules read."""
    declared = rules().indicators
    known = {n: float(v) for n, v in indicators.items() if n in declared and not math.isnan(v)}
    for name, value in known.items():
        _refuse(declared[name], value)
    return known


def _refuse(indicator: Indicator, value: float) -> None:
    if math.isfinite(value) and indicator.low <= value <= indicator.high:
        return
    most = f" to {indicator.high:g}" if math.isfinite(indicator.high) else " or more"
    raise UserError(
        f"is {value:g}, but it must be {indicator.low:g}{most}",
        where=f"indicator {indicator.name}",
        next="Leave it NaN if it is not known.",
    )


def _verdict(failure: Failure, known: Mapping[str, float]) -> Verdict:
    signs = rules().of(failure)
    told = [sign for sign in signs if sign.indicator in known]
    supports = [sign.support(known[sign.indicator]) for sign in told]
    strength = sum(supports) / len(supports) if supports else math.nan
    pairs = list(zip(told, supports, strict=True))
    return Verdict(
        failure,
        _name(strength, len(told)),
        strength,
        len(told),
        tuple(sign.sentence(known[sign.indicator]) for sign, support in pairs if support > 0),
        tuple(_against(sign, known) for sign, support in pairs if support == 0),
        tuple(sign.indicator for sign in signs if sign.indicator not in known),
    )


def _name(strength: float, signs: int) -> str:
    enough = signs >= LEAST_SIGNS
    if strength > 0:
        return LIKELY if enough and strength >= LIKELY_FROM else POSSIBLE
    return NO_SIGN if enough else CANNOT_TELL


def _against(sign: Sign, known: Mapping[str, float]) -> str:
    indicator = rules().indicators[sign.indicator]
    return f"{indicator.about}: {figure(known[sign.indicator], indicator.unit)}"


def _gap(verdict: Verdict) -> str:
    """Return what is not known of a failure, in words for who could supply it."""
    declared = rules().indicators
    names = listed([declared[name].about for name in verdict.missing])
    head = verdict.failure.value.capitalize()
    if verdict.verdict == CANNOT_TELL:
        return f"{head}: cannot tell. It would take more of: {names}."
    return f"{head}: {verdict.verdict}, without knowing: {names}."
