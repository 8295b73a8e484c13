"""Naming: what a cluster is called, from the name that its study has stored in English words.

Stored is "Apparel in Milan" or "Apparel in and around Milan": an industry and a place, which are
data. Other languages put the two in their own order.
"""

from functools import lru_cache

from milieu.core.language import CATALOGS, _, language, speaking

IN, AROUND = " in ", "and around "


def cluster_name(stored: str) -> str:
    """Return a cluster's name in the language spoken; one that has no place stays as it is."""
    code = language()
    return stored if code not in CATALOGS else _named(code, stored)


def place_of(stored: str) -> str:
    """Return the place in a stored name; the whole name where it has none."""
    return stored.rsplit(IN, 1)[-1].removeprefix(AROUND)


def industry_of(stored: str) -> str:
    """Return the industry in a stored name; empty where it has none."""
    return stored.rpartition(IN)[0]


@lru_cache(maxsize=20_000)
def _named(code: str, stored: str) -> str:
    industry, place = industry_of(stored), place_of(stored)
    if not industry:
        return stored
    with speaking(code):
        if stored.startswith(f"{industry}{IN}{AROUND}"):
            return _("{industry} in and around {place}", industry=industry, place=place)
        return _("{industry} in {place}", industry=industry, place=place)
