"""The twin: mechanisms, parameters, facts of its exam, outcomes."""

from milieu.core.language import _
from milieu.policy.declare import instruments
from milieu.report.words import capital, plain
from milieu.study.method.entry import Entry, Link, Table
from milieu.twin.declare import MECHANISMS, Mechanism, Parameter
from milieu.twin.exam.declare import FACTS, Fact
from milieu.twin.exam.record import exam_record
from milieu.twin.outcomes import OUTCOMES
from milieu.twin.parameters import PARAMETERS


def mechanisms() -> list[Entry]:
    """Return the mechanisms in the order of the model, those that keep the books last."""
    known = sorted(MECHANISMS.values(), key=lambda one: (one.number == 0, one.number, one.name))
    return [_mechanism(one) for one in known]


def parameters() -> list[Entry]:
    """Return all parameters."""
    return [_parameter(name, one) for name, one in PARAMETERS.items()]


def facts() -> list[Entry]:
    """Return the facts of the exam, with what the recorded one found."""
    return [_fact(name, one) for name, one in FACTS.items()]


def outcomes() -> list[Entry]:
    """Return what simulations are compared by."""
    return [
        Entry(
            kind="outcomes",
            name=name,
            title=capital(one.label),
            line=f"{one.about} [{one.unit}]",
            about=one.about,
            facts=[(_("Unit"), one.unit)],
            shown=("lab",),
        )
        for name, one in OUTCOMES.items()
    ]


def _mechanism(one: Mechanism) -> Entry:
    own = [f"{one.name}.{name}" for name in one.parameters]
    moved = [
        Link("instruments", known.name, known.label)
        for known in instruments()
        if any(lever.name in own for lever in known.levers)
    ]
    rows = [
        (name, p.about, f"{p.default:g}", f"{p.low:g} to {p.high:g}", p.unit, p.source)
        for name, p in one.parameters.items()
    ]
    columns = (_("Parameter"), _("What"), _("Default"), _("Range"), _("Unit"), _("Source"))
    links = [
        (_("Parameters"), [Link("parameters", name) for name in own]),
        (_("Moved by"), moved),
    ]
    return Entry(
        kind="mechanisms",
        name=one.name,
        title=capital(plain(one.name)),
        line=one.about,
        about=one.about,
        facts=[
            (
                _("Number in the model"),
                str(one.number) if one.number else _("none, it keeps books"),
            ),
            (_("Writes"), ", ".join(map(plain, one.writes))),
            (_("Departs"), one.departs),
        ],
        source=one.source,
        resting=[f"assumption {p.source}" for p in one.parameters.values()],
        tables=[Table(_("Parameters"), columns, rows)] if rows else [],
        links=[(title, found) for title, found in links if found],
        shown=("lab",),
    )


def _parameter(name: str, one: Parameter) -> Entry:
    mechanism = name.partition(".")[0]
    moved = [
        Link("instruments", known.name, f"{known.label}: {lever.add:+g}")
        for known in instruments()
        for lever in known.levers
        if lever.name == name
    ]
    links = [(_("Mechanism"), [Link("mechanisms", mechanism)]), (_("Moved by"), moved)]
    lever = _("yes, for eligible firms only") if one.by_firm else _("yes")
    return Entry(
        kind="parameters",
        name=name,
        title=name,
        line=f"{one.about}: {one.default:g}, {one.low:g} to {one.high:g} [{one.unit}]",
        about=one.about,
        facts=[
            (_("Default"), f"{one.default:g}"),
            (_("Range"), _("{low} to {high}", low=f"{one.low:g}", high=f"{one.high:g}")),
            (_("Unit"), one.unit),
            (_("A policy may move it"), lever if one.lever else _("no")),
        ],
        source=one.source,
        links=[(title, found) for title, found in links if found],
        shown=("lab",),
    )


def _fact(name: str, one: Fact) -> Entry:
    recorded = next(
        (row for row in exam_record().tables["facts"] if row["fact"].rstrip(" *") == one.label), {}
    )
    shown = [(key, value) for key, value in recorded.items() if key not in ("fact", "source")]
    table = Table(_("In the recorded exam"), (_("What"), _("Found")), shown)
    return Entry(
        kind="facts",
        name=name,
        title=capital(one.label),
        line=f"{one.label}{' *' if one.starred else ''}: {one.band} [{one.unit}]",
        about=one.about,
        facts=[
            (_("Unit"), one.unit),
            (_("Band"), one.band),
            (_("Share of seeds that must show it"), f"{100 * one.share_needed:g} %"),
            (_("Used to set the twin"), _("no, it is scored once") if one.starred else _("yes")),
            (_("Imposed by a form or parameter"), one.imposed or _("no")),
        ],
        source=one.source,
        tables=[table] if shown else [],
        links=[(_("Exam"), [Link("exam", "")])],
        shown=("lab",),
    )  # fmt: skip
