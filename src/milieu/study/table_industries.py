"""The industries of an input-output table beside those of a study: which jobs make which output."""

import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from milieu.core.codes import Scheme

_FACTS: dict[str, Any] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
PRODUCT = re.compile(r"^CPA_", re.IGNORECASE)  # Eurostat's products, which are coded as industries
# C10-C12, C10T12, C31_32: divisions from and to; in older tables of the OECD every code begins
# with D, which then is no section
SPAN = re.compile(r"[A-U]?(\d\d)(?:-|T|_)[A-U]?(\d\d)")
OLD_OECD = re.compile(r"D(\d\d)")


def table_industry_of(
    industries: Sequence[str], of_table: Sequence[str], scheme: Scheme
) -> NDArray[np.intp]:
    """Return the position of the table's industry that each of the study's belongs to, else -1.

    It belongs to the table's industry of the same code, else to the nearest class above it, else to
    the longest code with which its own begins. A study that is coarser than the table has none.
    """
    place: dict[str, int] = {}
    for position, code in enumerate(of_table):
        for single in _classes(code, scheme):
            place.setdefault(single, position)
    return np.array([_nearest(code, place, scheme) for code in industries], np.intp)


def country_names(regions: Sequence[str], scheme: str) -> set[str]:
    """Return how tables may call the countries that regions lie in; empty where codes tell none."""
    known: dict[str, list[str]] = _FACTS["countries"]
    if scheme == "fips":
        return set(known["fips"])
    if scheme != "nuts":
        return set()
    prefixes = {region[:2] for region in regions}
    return {name for prefix in prefixes for name in known.get(prefix, [prefix])}


def _classes(code: str, scheme: Scheme) -> list[str]:
    """Return the classes that a table's code stands for, in the scheme's spelling."""
    text = PRODUCT.sub("", code.strip())
    if scheme.name == "naics" and text.upper() in _FACTS["naics"]:
        return list(_FACTS["naics"][text.upper()])
    if scheme.name == "nace":
        span = SPAN.fullmatch(text.upper())
        if span:
            return [scheme.canonical(f"{n:02d}") for n in range(int(span[1]), int(span[2]) + 1)]
        old = OLD_OECD.fullmatch(text.upper())
        if old and scheme.level(text) is None:
            return [scheme.canonical(old[1])]
    return [scheme.canonical(text)]


def _nearest(code: str, place: dict[str, int], scheme: Scheme) -> int:
    own = scheme.canonical(code)
    least = 1 if own[:1].isalpha() else 2  # 1, 2, 3 are as a rule running numbers, not classes
    begins = (own[:length] for length in range(len(own) - 1, least - 1, -1))
    for candidate in (own, *scheme.ancestors(own), *begins):
        if candidate in place:
            return place[candidate]
    return -1
