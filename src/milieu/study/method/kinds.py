"""Kinds: all that is declared, by kind and name, and how it is searched."""

from collections.abc import Mapping
from functools import lru_cache
from importlib import import_module

from milieu.core.errors import unknown_name
from milieu.core.language import _, language
from milieu.study.method.entry import Entry, Kind

FOUND = 60  # entries that a search shows


def kinds() -> Mapping[str, Kind]:
    """Return all kinds by name, in the order of reading."""
    found = [
        _kind("indicators", _("Indicators"),
              _("What is measured of cells, regions and industries."), "formulas", "indicators"),
        _kind("methods", _("Ways of finding clusters"),
              _("Which cells are a cluster, and why."), "formulas", "finders"),
        _kind("alarms", _("Alarms"),
              _("Signs of trouble, and from where on they count."), "policies", "alarms"),
        _kind("instruments", _("Instruments of policy"),
              _("What a government can do, and at what cost."), "policies", "instruments"),
        _kind("scenarios", _("Scenarios"),
              _("Policies over the years that come with milieu."), "policies", "scenarios"),
        _kind("mechanisms", _("Mechanisms of the twin"),
              _("How simulated firms act."), "twin", "mechanisms"),
        _kind("parameters", _("Parameters of the twin"),
              _("The numbers of the mechanisms."), "twin", "parameters"),
        _kind("outcomes", _("Outcomes"),
              _("What simulations are compared by."), "twin", "outcomes"),
        _kind("facts", _("Facts of the exam"),
              _("What runs of the twin must show."), "twin", "facts"),
        _kind("figures", _("Figures of a diagnosis"),
              _("What a diagnosis reads of a cluster."), "policies", "figures"),
        _kind("steps", _("Steps of a build"),
              _("In which order results are made."), "tables", "steps"),
        _kind("results", _("Results"),
              _("The tables that a build makes."), "tables", "results"),
        _kind("sources", _("Sources"),
              _("Publishers' files that can be read."), "tables", "sources"),
        _kind("tables", _("Tables"),
              _("What a study holds before it is built."), "tables", "contracts"),
        _kind("assumptions", _("Assumptions"),
              _("What is neither measured nor cited."), "formulas", "assumed"),
        _kind("oracles", _("Published numbers"),
              _("What formulas are held against."), "formulas", "checked"),
    ]  # fmt: skip
    return {kind.name: kind for kind in found}


def _kind(name: str, title: str, about: str, module: str, function: str) -> Kind:
    """Return a kind whose module is loaded when it is asked for: some take a second."""

    def listed() -> list[Entry]:
        made: list[Entry] = getattr(import_module(f"{__package__}.{module}"), function)()
        return made

    return Kind(name, title, about, listed)


def lines(kind: str) -> list[tuple[str, str]]:
    """Return name and meaning of each thing of a kind; UserError for an unknown kind."""
    known = kinds()
    if kind not in known:
        raise unknown_name(_("kind"), kind, known)
    return [(one.name, one.line) for one in known[kind].entries()]


def entries() -> Mapping[str, Mapping[str, Entry]]:
    """Return all entries by kind and name, in the language spoken."""
    return _entries(language())


@lru_cache
def _entries(spoken: str) -> Mapping[str, Mapping[str, Entry]]:
    del spoken  # the texts are in it
    return {name: {one.name: one for one in kind.entries()} for name, kind in kinds().items()}


def entry(kind: str, name: str) -> Entry:
    """Return an entry; UserError with the nearest kind or name if there is none."""
    known = entries()
    if kind not in known:
        raise unknown_name(_("kind"), kind, known)
    if name not in known[kind]:
        raise unknown_name(_(kind.removesuffix("s")), name, known[kind])
    return known[kind][name]


def search(text: str, kind: str = "") -> list[Entry]:
    """Return the entries that have all words of a text, those with it in their name first.

    kind   only of this kind; all without it
    """
    words = text.casefold().replace("_", " ").split()
    if not words:
        return []
    scored = [
        (score, one)
        for name, group in entries().items()
        if kind in ("", name)
        for one in group.values()
        if (score := _score(one, words)) is not None
    ]
    scored.sort(key=lambda pair: pair[0])
    return [one for _score_of, one in scored[:FOUND]]


def _score(one: Entry, words: list[str]) -> int | None:
    """Return how far from its name an entry has all the words; None where it lacks one."""
    name = f"{one.name} {one.title}".replace("_", " ").casefold()
    if all(word in name for word in words):
        return 0
    line = f"{name} {one.line}".casefold()
    if all(word in line for word in words):
        return 1
    whole = f"{line} {one.about} {one.source}".casefold()
    return 2 if all(word in whole for word in words) else None
