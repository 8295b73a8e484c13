"""Formulas: indicators, ways of finding clusters, and what they rest on and are held against."""

from milieu.clusters.declare import METHODS
from milieu.clusters.declare import Method as Finder
from milieu.core.language import _
from milieu.indicators.declare import INDICATORS, Indicator
from milieu.report.words import capital, plain
from milieu.study.method.entry import Entry, Link, Table
from milieu.study.method.papers import assumptions, oracles
from milieu.study.method.plainly import lead

ORACLE = ("what", "published", "ours", "within", "source", "note")


def indicators() -> list[Entry]:
    """Return all indicators."""
    return [_indicator(one) for one in INDICATORS.values()]


def finders() -> list[Entry]:
    """Return all ways of finding clusters."""
    return [_finder(one) for one in METHODS.values()]


def checked() -> list[Entry]:
    """Return the formulas that are held against published numbers."""
    return [
        Entry(
            kind="oracles",
            name=name,
            title=capital(plain(name)),
            line=_("{n} published numbers", n=len(rows)),
            tables=[oracle_table(name)],
            links=[(_("Formula"), [Link("indicators", name)])] if name in INDICATORS else [],
        )
        for name, rows in oracles().items()
    ]


def assumed() -> list[Entry]:
    """Return the assumptions by number."""
    return [
        Entry(kind="assumptions", name=number, title=number, line=text, about=text)
        for number, text in assumptions().items()
    ]


def oracle_table(name: str) -> Table:
    """Return the published numbers of a formula, and what milieu computes for them."""
    rows = oracles().get(name, [])
    return Table(
        title=_("Published numbers, and what milieu computes for them"),
        columns=(_("What"), _("Published"), _("Ours"), _("Allowed difference"), _("Source"),
                 _("Note")),
        rows=[tuple(row[column] for column in ORACLE) for row in rows],
    )  # fmt: skip


def _indicator(one: Indicator) -> Entry:
    published = oracle_table(one.name)
    return Entry(
        kind="indicators",
        name=one.name,
        title=capital(_(plain(one.name))),
        line=f"{lead(one.about)} [{one.unit}]",
        about=one.about,
        facts=[
            (_("Unit"), one.unit),
            (_("Describes"), _of(one.of)),
            (_("Range"), _range(one.low, one.high)),
            (_("Takes"), ", ".join(map(plain, one.needs))),
        ],
        source=one.source,
        tables=[published] if published.rows else [],
        links=[
            (_("Made by"), [Link("steps", "indicators")]),
            (_("Stands in"), [Link("results", "indicators")]),
        ],
        shown=("cluster", "compare", "data"),
    )


def _finder(one: Finder) -> Entry:
    values = [
        (plain(name), f"{value:g}", ", ".join(f"{v:g}" for v in one.grid.get(name, ())))
        for name, value in one.defaults.items()
    ]
    return Entry(
        kind="methods",
        name=one.name,
        title=one.title,
        line=_("{title}, version {version}", title=one.title, version=one.version),
        about=one.about,
        facts=[
            (_("Version"), one.version),
            (_("Needs"), ", ".join(one.needs) or _("nothing beside the cells")),
        ],
        source=one.source,
        tables=[
            Table(
                _("Thresholds"),
                (_("Threshold"), _("Default"), _("Robustness is measured over")),
                values,
            )
        ]
        if values
        else [],
        links=[
            (_("Made by"), [Link("steps", "clusters")]),
            (_("Stands in"), [Link("results", "clusters")]),
        ],
        shown=("atlas", "cluster"),
    )


def _of(what: str) -> str:
    return {
        "cell": _("a cell: one industry in one region"),
        "region": _("a region"),
        "industry": _("an industry"),
        "nation": _("the nation"),
    }[what]


def _range(low: float | None, high: float | None) -> str:
    """Return the range of a value in words."""
    if low is None and high is None:
        return _("any value")
    if high is None:
        return _("at least {low}", low=f"{low:g}")
    if low is None:
        return _("at most {high}", high=f"{high:g}")
    return _("{low} to {high}", low=f"{low:g}", high=f"{high:g}")
