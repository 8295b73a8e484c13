"""Crosswalks of region and industry codes: what level a code is at and what contains it.

Only what the code itself says is used, so a study needs no list of all counties or classes. A code
that cuts the same jobs another way (total private, a supersector, a metropolitan area) is marked
`other_cut` and has no parent: sums over children then count every job once.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from milieu.core.errors import UserError

Level = int | str | None
Positions = NDArray[np.intp]
Marks = NDArray[np.bool_]

_FACTS: dict[str, Any] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
_NAICS, _NACE, _FIPS, _NUTS = (_FACTS[name] for name in ("naics", "nace", "fips", "nuts"))


@dataclass(frozen=True)
class Place:
    """Where one code stands in its scheme.

    code       the one spelling used here: "31-33" for "31" and for CBP's "31----"
    level      digits of an industry (0 is the total), name of a region's level; None if unknown
    parent     the code one level up that contains it; None at the top, and where unknown
    other_cut  True where it counts jobs that codes of the tree count too
    """

    code: str
    level: Level = None
    parent: str | None = None
    other_cut: bool = False


@dataclass(frozen=True)
class Scheme:
    """One way of writing codes."""

    name: str
    place: Callable[[str], Place]
    titles: Mapping[str, str]

    def canonical(self, code: str) -> str:
        """Return the one spelling of the code that is used here."""
        return self.place(code).code

    def level(self, code: str) -> Level:
        """Return the digits of an industry (0: the total), a region's level, or None."""
        return self.place(code).level

    def parent(self, code: str) -> str | None:
        """Return the code one level up, None at the top, for another cut and where unknown."""
        return self.place(code).parent

    def other_cut(self, code: str) -> bool:
        """Return whether the code counts jobs that the codes of the tree count too."""
        return self.place(code).other_cut

    def is_total(self, code: str) -> bool:
        """Return whether the code is the top of a tree: all industries, a nation or country."""
        return self.place(code).level in (0, "nation", "country")

    def ancestors(self, code: str) -> tuple[str, ...]:
        """Return the parent, its parent and so on up to the top; empty where unknown."""
        chain: list[str] = []
        above = self.parent(code)
        while above is not None:
            if above == self.canonical(code) or above in chain:
                raise UserError(f"{above} is said to contain itself", next="Mend the parents.")
            chain.append(above)
            above = self.parent(above)
        return tuple(chain)


# Industries ---------------------------------------------------------------------------------


@lru_cache(maxsize=1 << 16)
def _naics(code: str) -> Place:
    """Place a NAICS code; trailing dashes and slashes are County Business Patterns' padding."""
    text = code.strip().rstrip("-/")
    text = _NAICS["ranges"].get(text, text)
    if text in _NAICS["totals"]:
        return Place(_NAICS["total"], 0)
    if text in _NAICS["other_cuts"] or re.fullmatch(r"10\d{1,2}", text):
        return Place(text, other_cut=True)
    if text in _NAICS["sectors"]:
        return Place(text, 2, _NAICS["total"])
    sector = _NAICS_SECTOR_OF.get(text[:2])
    if sector is None or not re.fullmatch(r"\d{2,6}", text):
        return Place(text)
    if len(text) == 2:  # 32 is a part of 31-33, beside which no file needs it
        return Place(text, other_cut=True)
    return Place(text, len(text), text[:-1] if len(text) > 3 else sector)


def _sectors_by_number() -> dict[str, str]:
    by_number: dict[str, str] = {}
    for sector in _NAICS["sectors"]:
        first, _, last = sector.partition("-")
        by_number.update({str(n): sector for n in range(int(first), int(last or first) + 1)})
    return by_number


_NAICS_SECTOR_OF = _sectors_by_number()
_SECTION_OF = {
    f"{division:02d}": section
    for section, (first, last, _) in _NACE["sections"].items()
    for division in range(first, last + 1)
}


@lru_cache(maxsize=1 << 16)
def _nace(code: str) -> Place:
    """Place a NACE Rev. 2 code; 14.1, C14.1 and 141 are returned as C141."""
    text = code.strip().upper()
    if text in _NACE["totals"]:
        return Place(_NACE["total"], 0)
    if text in _NACE["sections"]:
        return Place(text, 1, _NACE["total"])
    # B-E, C10-C12, M_N, B-N_X_K642, C_HTC: sums of codes that are there by themselves
    if re.match(r"[A-U](\d+)?[-_]|\d\d-\d\d|[A-Z]{2}", text):
        return Place(text, other_cut=True)
    parts = re.fullmatch(r"([A-U]?)(\d\d)(?:\.?(\d{1,2}))?", text)
    section = _SECTION_OF.get(parts[2]) if parts else None
    if parts is None or section is None or parts[1] not in ("", section):
        return Place(code.strip())
    spelled = f"{section}{parts[2]}{parts[3] or ''}"
    digits = len(spelled) - 1
    return Place(spelled, digits, spelled[:-1] if digits > 2 else section)


# Regions ------------------------------------------------------------------------------------


@lru_cache(maxsize=1 << 16)
def _fips(code: str) -> Place:
    """Place a county, state or metropolitan area of the United States as the BLS writes them."""
    text = code.strip().upper()
    if text in _FIPS["nations"]:
        return Place(_FIPS["nation"], "nation")
    if text in _FIPS["nation_parts"]:
        return Place(text, "nation_part", other_cut=True)
    if re.fullmatch(r"CS\d{3}", text):
        return Place(text, "combined_area", other_cut=True)
    if re.fullmatch(r"C\d{4}", text):
        return Place(text, "metropolitan_area", other_cut=True)
    if not re.fullmatch(r"\d{2}(\d{3})?", text) or text[:2] in _FIPS["no_state"]:
        return Place(code.strip())
    state = f"{text[:2]}000"
    if text in (state, text[:2]):
        counted = text[:2] not in _FIPS["territories"]
        return Place(state, "state", _FIPS["nation"] if counted else None)
    return Place(text, "unknown_county" if text[2:] in _FIPS["no_county"] else "county", state)


@lru_cache(maxsize=1 << 16)
def _nuts(code: str) -> Place:
    """Place a region of Eurostat's nomenclature by the length of its code."""
    text = code.strip()
    if re.fullmatch(_NUTS["groups"], text):
        return Place(text, "group", other_cut=True)
    if re.fullmatch(r"[A-Z]{2}\d{3}MC?", text):
        return Place(text, "metropolitan_area", other_cut=True)
    level = _NUTS["levels"].get(str(len(text)))
    if level is None or not re.fullmatch(r"[A-Z]{2}[0-9A-Z]*", text):
        return Place(text)
    return Place(text, level, text[:-1] if len(text) > 2 else None)


def _plain(code: str) -> Place:
    """Place a code of which nothing is known but what tables say."""
    return Place(code.strip())


INDUSTRY_SCHEMES: dict[str, Scheme] = {
    "naics": Scheme("naics", _naics, _NAICS["sectors"]),
    "nace": Scheme("nace", _nace, {s: name for s, (_, _, name) in _NACE["sections"].items()}),
    "plain": Scheme("plain", _plain, {}),
}
REGION_SCHEMES: dict[str, Scheme] = {
    "fips": Scheme("fips", _fips, {}),
    "nuts": Scheme("nuts", _nuts, {}),
    "plain": Scheme("plain", _plain, {}),
}


def told(scheme: Scheme, places: Iterable[Place]) -> Scheme:
    """Return the scheme with what a table says about single codes put before what codes say.

    places   one per code of the table; a code that the table leaves out is placed as before
    """
    by_code = {place.code: place for place in places}

    def place(code: str) -> Place:
        return by_code.get(code) or by_code.get(scheme.place(code).code) or scheme.place(code)

    return replace(scheme, place=place)


# Many codes at once -------------------------------------------------------------------------


@dataclass(frozen=True)
class Tree:
    """The distinct codes of a table and how they contain each other.

    codes      the distinct codes in their one spelling, sorted
    levels     level of each
    parent     position in `codes` of the lowest code that contains it *and is there*; -1 for none
    other_cut  True where the code cuts the same jobs another way
    row        for every code given: its position in `codes`
    """

    codes: tuple[str, ...]
    levels: tuple[Level, ...]
    parent: Positions
    other_cut: Marks
    row: Positions


def arrange(codes: Iterable[str], scheme: Scheme) -> Tree:
    """Return the tree of the codes; a level that a table leaves out is stepped over.

    codes    as many as a table has rows, in any order and any spelling of the scheme
    raises   UserError where 31, 44 or 48 may mean the whole sector or a part of it
    """
    given = codes if isinstance(codes, Sequence) else list(codes)
    places = {code: scheme.place(code) for code in dict.fromkeys(given)}
    if scheme.name == "naics":
        _check_ranges({code.strip().rstrip("-/") for code in places})
    by_code = {place.code: place for place in places.values()}
    distinct = sorted(by_code)
    position = {code: at for at, code in enumerate(distinct)}
    row_of = {code: position[place.code] for code, place in places.items()}
    above = (_lowest_there(scheme, code, position) for code in distinct)
    return Tree(
        tuple(distinct),
        tuple(by_code[code].level for code in distinct),
        np.fromiter(above, np.intp, len(distinct)),
        np.fromiter((by_code[code].other_cut for code in distinct), np.bool_, len(distinct)),
        np.fromiter((row_of[code] for code in given), np.intp, len(given)),
    )


def _lowest_there(scheme: Scheme, code: str, position: Mapping[str, int]) -> int:
    return next((position[a] for a in scheme.ancestors(code) if a in position), -1)


def _check_ranges(printed: set[str]) -> None:
    """Refuse 31 beside 32: is 31 then all of manufacturing (31-33) or a third of it?"""
    for number, sector in _NAICS["ranges"].items():
        parts = [n for n, s in _NAICS_SECTOR_OF.items() if s == sector and n != number]
        clash = [part for part in parts if part in printed]
        if number in printed and clash:
            raise UserError(
                f"industry {number} usually means the whole sector {sector}, "
                f"but {clash[0]} is there too",
                next=f"Sum the parts to {sector} or leave them out, as 3-digit codes suffice.",
            )
