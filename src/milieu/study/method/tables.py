"""Tables: sources of data, the tables and books that they fill, steps, and results."""

from collections.abc import Sequence

from milieu.core.contracts import CONTRACTS, Contract, Field
from milieu.core.language import _
from milieu.report.words import capital, plain
from milieu.sources.declare import SOURCES, Source
from milieu.store.bookkeeping import BOOKS
from milieu.study.method.entry import Entry, Link, Table
from milieu.study.result import Result
from milieu.study.results import RESULTS
from milieu.study.step import Step, in_order

INTERNAL = "_"  # results that steps hand on and nobody is shown begin with it


def sources() -> list[Entry]:
    """Return the publishers' files that can be read."""
    return [_source(one) for one in SOURCES.values()]


def contracts() -> list[Entry]:
    """Return the tables of a study, and the books that are kept of them."""
    return [_contract(one) for one in (*CONTRACTS.values(), *BOOKS.values())]


def steps() -> list[Entry]:
    """Return the steps of a build, in order."""
    return [_step(one) for one in in_order()]


def results() -> list[Entry]:
    """Return the tables that a build makes."""
    return [_result(one) for one in RESULTS.values()]


def _source(one: Source) -> Entry:
    filled = dict.fromkeys(layout.table for layout in one.layouts)
    options = [(name, about) for name, about in one.options.items()]
    return Entry(
        kind="sources",
        name=one.name,
        title=one.title,
        line=f"{one.title} ({one.publisher})",
        facts=[
            (_("Publisher"), one.publisher),
            (_("Licence"), one.licence),
            (_("Download"), one.address),
            (_("Example"), one.example),
        ],
        tables=[Table(_("Options"), (_("Option"), _("Meaning")), options)] if options else [],
        links=[(_("Fills"), [Link("tables", name) for name in filled])],
        shown=("data",),
    )


def _contract(one: Contract) -> Entry:
    by = [s.name for s in SOURCES.values() if any(y.table == one.name for y in s.layouts)]
    return Entry(
        kind="tables",
        name=one.name,
        title=capital(plain(one.name)),
        line=one.about,
        about=f"{one.about}.",
        facts=[(_("Key"), ", ".join(f.name for f in one.key) or _("none"))],
        tables=[columns(one.fields)],
        links=_some(
            (_("Filled by"), [Link("sources", name) for name in by]),
            (_("Read by"), _readers(one.name)),
        ),
        shown=("data",),
    )


def _step(one: Step) -> Entry:
    return Entry(
        kind="steps",
        name=one.name,
        title=capital(plain(one.name)),
        line=one.about,
        about=f"{capital(one.about).rstrip('.')}.",
        facts=[
            (_("Version"), str(one.version)),
            (_("Needs rows in"), ", ".join(map(plain, one.needs))),
        ],
        links=_some(
            (_("Reads"), [_place(name) for name in one.reads if not name.startswith(INTERNAL)]),
            (_("Makes"), [Link("results", name) for name in one.makes if name in RESULTS]),
        ),
        shown=("data",),
    )


def _result(one: Result) -> Entry:
    makers = [Link("steps", s.name, s.about) for s in in_order() if one.name in s.makes]
    return Entry(
        kind="results",
        name=one.name,
        title=capital(plain(one.name)),
        line=one.about,
        about=f"{capital(one.about).rstrip('.')}.",
        tables=[columns(one.fields)],
        links=_some((_("Made by"), makers), (_("Read by"), _readers(one.name))),
        shown=("data",),
    )


def columns(fields: Sequence[Field]) -> Table:
    """Return the columns of a table with kind, unit and meaning."""
    return Table(
        _("Columns"),
        (_("Column"), _("Kind"), _("Unit"), _("Meaning")),
        [(f.name, f.kind, f.unit, f.about) for f in fields],
    )


def _readers(name: str) -> list[Link]:
    return [Link("steps", s.name, s.about) for s in in_order() if name in s.reads]


def _place(name: str) -> Link:
    return Link("results" if name in RESULTS else "tables", name)


def _some(*groups: tuple[str, Sequence[Link]]) -> list[tuple[str, Sequence[Link]]]:
    return [(title, links) for title, links in groups if links]
