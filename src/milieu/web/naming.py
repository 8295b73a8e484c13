"""Naming: which cluster a reader means who types a name or an id."""

from collections.abc import Mapping
from difflib import get_close_matches

from milieu.core.errors import UserError
from milieu.core.language import _
from milieu.report.words import listed

ALIKE = 0.5  # of 1, from which on two names are taken for one misspelt
NAMED = 3  # clusters that are offered
LONGEST = 120  # letters of a name that are compared


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
        offered = listed([called(id, names) for id in found])
        raise UserError(what, where=where, next=_("Say which: {names}.", names=offered))
    what = _("no cluster is called {name!r}", name=asked[:80])
    near = nearest(asked, names)
    advice = (
        _("Did you mean {names}?", names=listed([called(id, names) for id in near]))
        if near
        else _("Take one from the list, or leave the field empty.")
    )
    raise UserError(what, where=where, next=advice)


def nearest(text: str, names: Mapping[str, str]) -> list[str]:
    """Return the ids of the clusters whose id or name is most like a text; maybe none."""
    known = {id.casefold(): id for id in names}
    known |= {name.casefold(): id for id, name in names.items()}
    met = get_close_matches(text[:LONGEST].casefold(), known, NAMED, ALIKE)
    return list(dict.fromkeys(known[one] for one in met))


def called(id: str, names: Mapping[str, str]) -> str:
    """Return a cluster's name and id, as in "Apparel in the north (315-north)"."""
    return f"{names[id]} ({id})"


def _found(asked: str, names: Mapping[str, str]) -> list[str]:
    """Return the clusters of that name; without one those whose name or id has all words."""
    known = {id: f"{name} {id}".casefold() for id, name in names.items()}
    exact = [id for id, name in names.items() if name.casefold() == asked]
    words = asked.replace("(", " ").replace(")", " ").split()
    return exact or [id for id, name in known.items() if all(word in name for word in words)]
