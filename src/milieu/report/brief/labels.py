"""Labels: short words on signs, and sentences parted into what is said strongly and the rest."""

from milieu.core.language import _, gap
from milieu.report.sentences import Sentence
from milieu.report.words import capital

COLONS = (": ", "：")  # after which the rest of a sentence begins


def label_of(state: str) -> str:
    """Return the state of an alarm as its badge says it."""
    texts = {"alarm": _("▲ Alarm"), "watch": _("△ Watch"), "none": _("No alarm")}
    return texts.get(state, _("Cannot be told"))


def parted(said: str) -> Sentence:
    """Return a sentence with what stands before its first colon said strongly."""
    for colon in COLONS:
        strong, found, rest = said.partition(colon)
        if found:
            return strong + found.strip() + gap(), capital(rest)
    return "", said


def behind_colon(said: str) -> str:
    """Return what a sentence says behind its first colon, without its full stop."""
    rests = (said.partition(colon)[2] for colon in COLONS)
    return next((rest for rest in rests if rest), said).rstrip(".。")
