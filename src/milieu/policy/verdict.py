"""The verdict on one failure, with the sentences that it rests on."""

from dataclasses import dataclass

from milieu.policy.failures import Failure
from milieu.policy.words import figure, listed

LIKELY, POSSIBLE, NO_SIGN, CANNOT_TELL = "likely", "possible", "no sign", "cannot tell"


@dataclass(frozen=True)
class Verdict:
    """What the indicators say of a failure.

    verdict    likely, possible, no sign, cannot tell
    strength   mean support of the known signs, 0 to 1; NaN where none is known
    known      number of signs that are known
    reasons    sentences on the signs that show;  against: on those that do not
    missing    names of indicators that are not known
    """

    failure: Failure
    verdict: str
    strength: float
    known: int
    reasons: tuple[str, ...]
    against: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def found(self) -> bool:
        """Return whether there is something to answer."""
        return self.verdict in (LIKELY, POSSIBLE)

    @property
    def weight(self) -> float:
        """Return the strength drawn towards 0 where few signs are known: n / (n + 1) of it."""
        return self.strength * self.known / (self.known + 1)

    @property
    def sentence(self) -> str:
        """Return the verdict with its reasons from the cluster's own figures."""
        head = f"{self.failure.value.capitalize()} ({self.failure.kind} failure): {self.verdict}"
        if not self.found:
            return f"{head}."
        share = figure(self.strength, "share")
        shown = f"its {self.known} known signs show to {share} on average"
        if self.known == 1:
            shown = f"its only known sign shows to {share}"
        return f"{head} ({shown}), for {listed(self.reasons)}."
