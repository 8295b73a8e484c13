"""Naming: which cluster a reader means who types a name or an id."""

from collections.abc import Mapping
from difflib import get_close_matches

from milieu.core.errors import UserError
from milieu.core.language import _
from milieu.report.words import listed

ALIKE = 0.5  # of 1, from which on two names are taken for one misspelt
NAMED = 3  # clusters that are offered


def cluster_meant(text: str, names: Mapping[str, str], where: str = "") -> str:
    """Return the id of the cluster that a text names; "" for no text.

    names    by id
    where    the field that the text stands in
    raises   UserError for a text that names none, or several
    """
    asked = " ".join(text.split())
    if not asked or asked in names:
        return asked
    found = _found(asked.casefold(), names)
    if len(found) == 1:
        return found[0]
    if found:
        what = _("several clusters are called {name!r}", name=asked[:80])
        offered = [f"{names[id]} ({id})" for id in found]
        raise UserError(what, where=where, next=_("Say which: {names}.", names=listed(offered)))
    what = _("no cluster is called {name!r}", name=asked[:80])
    near = get_close_matches(asked, [*names, *names.values()], NAMED, ALIKE)
    advice = (
        _("Did you mean {names}?", names=listed(near))
        if near
        else _("Take one from the list, or leave the field empty.")
    )
    raise UserError(what, where=where, next=advice)


def _found(asked: str, names: Mapping[str, str]) -> list[str]:
    """Return the clusters of that name; without one those whose name or id has all words."""
    known = {id: f"{name} {id}".casefold() for id, name in names.items()}
    exact = [id for id, name in names.items() if name.casefold() == asked]
    words = asked.replace("(", " ").replace(")", " ").split()
    return exact or [id for id, name in known.items() if all(word in name for word in words)]
