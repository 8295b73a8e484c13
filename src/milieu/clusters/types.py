"""Types of clusters after Markusen: who is in them, who owns them, where their links go."""

from collections.abc import Mapping
from dataclasses import dataclass

from milieu.clusters.evidence import Evidence, Known

CANNOT_TELL = "cannot tell"
LIKELY = 0.5  # a score below it is against a type, at or above it for it (assumption C10)


@dataclass(frozen=True)
class Criterion:
    """What speaks for a type.

    share       which of the shares of the evidence
    none, full  share at which it does not speak for the type at all, and fully; in between in
                proportion; full below none means that a low share speaks for it (assumption C10)
    necessary   whether the type's score can not be higher than what this criterion gives
    """

    share: str
    none: float
    full: float
    necessary: bool = False

    def support(self, evidence: Evidence) -> tuple[float, float]:
        """Return the lowest and highest support that the evidence leaves possible, 0 to 1."""
        low, high = as_range(getattr(evidence, self.share))
        ends = [(x - self.none) / (self.full - self.none) for x in (low, high)]
        clipped = [min(max(end, 0.0), 1.0) for end in ends]
        return min(clipped), max(clipped)


TYPES: Mapping[str, tuple[Criterion, ...]] = {
    "Marshallian": (
        Criterion("top4_share", 0.60, 0.25, necessary=True),
        Criterion("small_firm_share", 0.30, 0.60),
        Criterion("local_owner_share", 0.40, 0.70),
        Criterion("local_link_share", 0.15, 0.40),
    ),
    "hub-and-spoke": (
        Criterion("top4_share", 0.30, 0.60, necessary=True),
        Criterion("local_owner_share", 0.20, 0.50, necessary=True),
        Criterion("public_share", 0.50, 0.25, necessary=True),
        Criterion("local_link_share", 0.10, 0.30),
    ),
    "satellite platform": (
        Criterion("outside_owner_share", 0.40, 0.65, necessary=True),
        Criterion("small_firm_share", 0.60, 0.30),
        Criterion("local_link_share", 0.40, 0.15),
    ),
    "state-anchored": (Criterion("public_share", 0.15, 0.40, necessary=True),),
}

WORDS = {
    "top4_share": "the four largest firms hold {} of the jobs",
    "small_firm_share": "{} of the jobs are in firms with fewer than 50",
    "local_owner_share": "{} of the jobs are in locally owned firms",
    "outside_owner_share": "{} of the jobs are in branches owned elsewhere",
    "public_share": "{} of the jobs are public",
    "local_link_share": "{} of the links stay local",
}


@dataclass(frozen=True)
class Type:
    """The type of a cluster, or "cannot tell".

    name       one of TYPES, or "cannot tell"
    scores     of each type the lowest and highest score that the evidence leaves possible, 0 to 1;
               both are the same where everything is known
    sentence   what it rests on
    excluded   types that the evidence rules out, whatever is missing
    missing    shares that are not known
    """

    name: str
    scores: Mapping[str, tuple[float, float]]
    sentence: str
    excluded: tuple[str, ...]
    missing: tuple[str, ...]


def kind(evidence: Evidence) -> Type:
    """Return the type of a cluster (Markusen 1996, Sticky places in slippery space).

    A type is named if its score is at least 0.5 and higher than any other type's could be,
    whatever the missing or uncertain shares are.
    """
    scores = {name: _score(criteria, evidence) for name, criteria in TYPES.items()}
    name = next((n for n in TYPES if _stands_out(n, scores)), CANNOT_TELL)
    excluded = tuple(n for n, (_, high) in scores.items() if high < LIKELY)
    missing = tuple(share for share in WORDS if getattr(evidence, share) is None)
    return Type(name, scores, _sentence(name, excluded, missing, evidence), excluded, missing)


def as_range(known: Known) -> tuple[float, float]:
    """Return the lowest and highest value that a share may have."""
    if known is None:
        return 0.0, 1.0
    return known if isinstance(known, tuple) else (known, known)


def _score(criteria: tuple[Criterion, ...], evidence: Evidence) -> tuple[float, float]:
    """Return the mean support, capped by each necessary criterion."""
    supports = [(criterion, criterion.support(evidence)) for criterion in criteria]
    ends = []
    for end in (0, 1):
        mean = sum(support[end] for _, support in supports) / len(supports)
        caps = [support[end] for criterion, support in supports if criterion.necessary]
        ends.append(min([mean, *caps]))
    return ends[0], ends[1]


def _stands_out(name: str, scores: Mapping[str, tuple[float, float]]) -> bool:
    low = scores[name][0]
    return low >= LIKELY and all(low > high for n, (_, high) in scores.items() if n != name)


def _sentence(
    name: str, excluded: tuple[str, ...], missing: tuple[str, ...], evidence: Evidence
) -> str:
    facts = [
        words.format(_percent(getattr(evidence, share)))
        for share, words in WORDS.items()
        if share not in missing
    ]
    possible = [n for n in TYPES if n not in excluded]
    if name != CANNOT_TELL:
        verdict = name
    elif possible:
        verdict = f"{CANNOT_TELL} between {_and(possible)}"
    else:
        verdict = f"{CANNOT_TELL}: none of the types fits"
    parts = [verdict[0].upper() + verdict[1:] + (f": {_and(facts)}" if facts else "")]
    parts += [f"Excluded: {_and(excluded)}"] if excluded and name == CANNOT_TELL else []
    parts += [f"Not known: {_and([m.replace('_', ' ') for m in missing])}"] if missing else []
    parts += [f"From {evidence.source}"] if evidence.source else []
    return ". ".join(parts) + "."


def _percent(known: Known) -> str:
    low, high = as_range(known)
    return f"{low:.0%}" if round(low, 2) == round(high, 2) else f"{low:.0%} to {high:.0%}"


def _and(words: list[str] | tuple[str, ...]) -> str:
    return " and ".join([*([", ".join(words[:-1])] if words[1:] else []), *words[-1:]])
