"""Retelling: sentences that a study has stored in English, as the reader's language has them.

Results hold notes and evidence in words, so that tables and the command line can show them. A
stored text is taken apart by the patterns after which it was made, and each part is said anew; what
no pattern knows stays as it is.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from string import Formatter

from milieu.core.language import CATALOGS, _, in_sense, language, speaking
from milieu.policy.diagnosis_rules import rules
from milieu.report.conventions import conventions
from milieu.report.patterns import PATTERNS
from milieu.report.words import MINUS, between, listed, together

NUMBER, YEAR = r"[−-]?[\d.,]*\d", r"\d{4}"
ONE = r"[−+-]?[\d.]+[\u00a0 ]?%"
SHARE = rf"(?:under |over )?{ONE}(?: to {ONE})?(?: \({ONE} to {ONE}\))?"
FIELDS = {  # what a name in a pattern may stand for; any other for as little as will do
    **dict.fromkeys(("n", "m", "low", "high"), NUMBER),
    **dict.fromkeys(("year", "last"), YEAR),
    **dict.fromkeys(("share", "wrong"), SHARE),
    **dict.fromkeys(("stage", "other", "kind"), "[a-z]+"),
    "value": r"(?:under |over )?[−-]?[\d.,]*\d(?:[\u00a0 ]?%| jobs)?",
    "failure": "[A-Za-z]+",
    "verdict": "likely|possible|no sign|cannot tell",
    "years": YEAR + r"(?:, \d{4})*(?: and \d+ more years)?",
    "type": "Marshallian|[Hh]ub-and-spoke|[Ss]atellite platform|[Ss]tate-anchored",
    "rows": r"[\d,]+ rows?|no rows",
    "table": "[a-z_]+",
    "alarm": "Lock-in|Race to the bottom|Efficiency trap",
}
MORE_YEARS = re.compile(r"(.+) and (\d+) more years")
SENTENCES = re.compile(r"\. (?=[A-Z])")
ONE_SHARE = re.compile(r"(under |over |)([−+-]?[\d.]+)[\u00a0 ]?%")
WITH_RANGE = re.compile(rf"({ONE}) \(({ONE} to {ONE})\)")
AS_WRITTEN = {
    "name",
    "codes",
    "source",
    "other_source",
    "day",
}  # values that have no other language
STAR = " *"  # behind facts that are never used to set the twin
BETWEEN = (", and ", ", ", " and ", " ")  # what may stand between parts that patterns make


def retold(text: str) -> str:
    """Return a text that results hold in English in the language spoken."""
    code = language()
    return text if code not in CATALOGS or not text else _retold(code, text)


@lru_cache(maxsize=8192)
def _retold(code: str, text: str) -> str:
    with speaking(code):
        return _told(text)


def _told(text: str) -> str:
    """Return a text said anew: as a whole, by its sentences, or by its parts."""
    if (whole := _exact(text)) is not None:
        return whole
    if text.endswith(STAR):
        return _told(text.removesuffix(STAR)) + STAR
    if text.endswith(".") and (not text.endswith("...") or text.endswith("....")):
        return _sentences(text)
    tries = (_by_share, _by_pattern, _by_parts, _by_row, _by_list)
    return next((said for one in tries if (said := one(text)) is not None), text)


def _sentences(text: str) -> str:
    """Return sentences said anew; as they are, where one of them is not known."""
    parts = SENTENCES.split(text[:-1])
    said = [_told(part) for part in parts]
    if not _all_new(parts, said):
        return text
    return together(*(one + in_sense("end of a sentence", ".") for one in said))


def _exact(text: str) -> str | None:
    """Return a text that the catalog has, be its first letter large or small."""
    first, rest = text[:1], text[1:]
    said = ((form, _(form)) for form in (text, first.lower() + rest, first.upper() + rest))
    return next((anew for form, anew in said if anew != form), None)


def _by_pattern(text: str) -> str | None:
    """Return a text that one pattern makes as a whole."""
    for one in (text, text[:1].lower() + text[1:]):
        for pattern, form in _forms():
            if found := form.fullmatch(one):
                values = found.groupdict()
                return _(pattern, **{name: _value(name, v) for name, v in values.items()})
    return None


def _value(name: str, text: str) -> str:
    """Return what stands for a name in a pattern, said anew."""
    if name in AS_WRITTEN:
        return text
    if name != "years":
        return _told(text)
    if found := MORE_YEARS.fullmatch(text):
        return _("{years} and {n} more years", years=_value(name, found[1]), n=found[2])
    listed_years = in_sense("between names of a list", ", ").join(text.split(", "))
    return in_sense("list of years", "{years}", years=listed_years)


def _by_share(text: str) -> str | None:
    """Return a share, a bound, or a range of shares with the language's percent sign."""
    if found := WITH_RANGE.fullmatch(text):
        return _("{value} ({range})", value=_told(found[1]), range=_told(found[2]))
    low, _mark, high = text.partition(" to ")
    ends = [ONE_SHARE.fullmatch(end) for end in (low, high) if end]
    if not ends or None in ends:
        return None
    return between(*said) if len(said := [_percent(end) for end in ends if end]) == 2 else said[0]


def _percent(found: re.Match[str]) -> str:
    figure = f"{found[2].replace('-', MINUS)}{conventions().percent}"
    bound = found[1].strip()
    if not bound:
        return figure
    return in_sense("of a probability", f"{bound} {{percent}}", percent=figure)


def _by_parts(text: str) -> str | None:
    """Return parts that semicolons divide; None where none of them is known."""
    parts = text.split("; ")
    if len(parts) < 2:
        return None
    said = list(map(_told, parts))
    return in_sense("between parts", "; ").join(said) if said != parts else None


def _by_row(text: str) -> str | None:
    """Return parts that patterns make, one behind the other: a list, or notes side by side."""
    parts: list[str] = []
    gaps, at = set(), 0
    while at < len(text):
        found = _longest(text, at)
        if found is None:
            return None
        end, gap = found
        parts.append(text[at:end])
        gaps.add(gap.strip())
        at = end + len(gap)
    if len(parts) < 2:
        return None
    said = list(map(_told, parts))
    notes = gaps == {""}  # only spaces between them
    return in_sense("between parts", "; ").join(said) if notes else listed(said, len(said))


def _longest(text: str, at: int) -> tuple[int, str] | None:
    """Return where the longest part ends that begins at a place, and what follows it."""
    ends = []
    for _pattern, form in _forms():
        if (found := form.match(text, at)) is not None:
            rest = text[found.end() :]
            gap = next((gap for gap in BETWEEN if rest.startswith(gap)), None)
            if not rest or gap:
                ends.append((found.end(), gap or ""))
    return max(ends, default=None)


def _by_list(text: str) -> str | None:
    """Return things that commas, "and" or "or" join; None where one of them is not known."""
    for mark in ("and ", " or "):
        if text.startswith(mark):
            return _told(text.removeprefix(mark))
    if " or " in text:
        parts = text.split(" or ")
        said = list(map(_told, parts))
        return in_sense("between parts", " or ").join(said) if _all_new(parts, said) else None
    parts = [part for half in text.split(" and ") for part in half.split(", ")]
    said = list(map(_told, parts)) if len(parts) > 1 else []
    return listed(said, len(said)) if said and _all_new(parts, said) else None


def _all_new(parts: Sequence[str], said: Sequence[str]) -> bool:
    return all(one != anew for one, anew in zip(parts, said, strict=True))


@lru_cache(maxsize=1)
def _forms() -> tuple[tuple[str, re.Pattern[str]], ...]:
    of_rules = [one.says for one in (*rules().signs, *rules().cautions)]
    of_rules += [one.nothing for one in rules().signs if one.nothing]
    patterns = (*PATTERNS, *of_rules)
    return tuple((pattern, re.compile("".join(_form(pattern)))) for pattern in patterns)


def _form(pattern: str) -> Iterator[str]:
    """Yield the parts of the expression that a pattern's texts match, a group for each name."""
    for literal, name, _spec, _how in Formatter().parse(pattern):
        yield re.escape(literal)
        if name is not None:
            yield f"(?P<{name}>{FIELDS.get(name, '.+?')})"
