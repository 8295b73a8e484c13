"""Policies: instruments, scenarios, figures of a diagnosis; and alarms that call for them."""

import math

from milieu.core.language import _
from milieu.lifecycle.alarms.declare import ALARMS, Alarm
from milieu.policy.declare import BOUNDS, Instrument
from milieu.policy.declare import instruments as all_instruments
from milieu.policy.diagnosis_rules import rules
from milieu.policy.evidence import Finding, evidence, evidence_for
from milieu.policy.packs import pack_file, packs
from milieu.policy.reading import read_scenario
from milieu.report.words import MISSING, capital, plain
from milieu.study.method.entry import Entry, Link, Table


def instruments() -> list[Entry]:
    """Return the instruments of policy, in the order of the model."""
    return [_instrument(one) for one in all_instruments()]


def scenarios() -> list[Entry]:
    """Return the scenarios that come with milieu."""
    none = Entry(
        kind="scenarios",
        name="baseline",
        title=_("Baseline"),
        line=_("Nothing is done."),
        about=_("Nothing is done."),
        shown=("lab",),
    )
    return [none, *(_scenario(name) for name in packs())]


def figures() -> list[Entry]:
    """Return the figures of a cluster that a diagnosis reads."""
    return [
        Entry(
            kind="figures",
            name=name,
            title=capital(plain(name)),
            line=f"{one.about} [{one.unit}]",
            about=capital(one.about),
            facts=[(_("Unit"), one.unit)],
            shown=("lab",),
        )
        for name, one in rules().indicators.items()
    ]


def alarms() -> list[Entry]:
    """Return the alarms with their signs."""
    return [_alarm(one) for one in ALARMS.values()]


def _instrument(one: Instrument) -> Entry:
    rows = [(lever.name, f"{lever.add:+g}", ", ".join(lever.evidence)) for lever in one.levers]
    levers = Table(_("What intensity 1 moves"), (_("Parameter"), _("By"), _("Evidence")), rows)
    named = dict.fromkeys(id for lever in one.levers for id in lever.evidence)
    return Entry(
        kind="instruments",
        name=one.name,
        title=one.label,
        line=one.label,
        about=one.about,
        facts=[
            (_("Answers"), "; ".join(f"{f.value}: {f.words}" for f in one.answers)),
            (_("Suits"), ", ".join(_(stage.value) for stage in one.suits)),
            (_("For whom"), _eligible(one)),
            (_("Costs per firm and quarter"), _wages(one.cost_per_firm)),
            (_("Costs per cluster and quarter"), _wages(one.fixed_cost)),
            (_("Largest intensity"), f"{one.largest_intensity:g}"),
        ],
        source=", ".join(dict.fromkeys((*named, *one.cost_evidence))),
        tables=[levers, *_evidence(one)],
        links=[(_("Moves"), [Link("parameters", lever.name) for lever in one.levers])],
        shown=("lab",),
    )


def _eligible(one: Instrument) -> str:
    said = [
        f"{plain(name).replace(' min', ' ≥').replace(' max', ' ≤')} {bound:g}"
        for name, bound in zip(BOUNDS, one.eligible.bounds, strict=True)
        if math.isfinite(bound)
    ]
    return ", ".join(said) or _("all firms")


def _wages(amount: float) -> str:
    return _("{amount} quarterly average wages", amount=f"{amount:g}")


def _evidence(one: Instrument) -> list[Table]:
    """Return published findings on an instrument, and those that its levers name."""
    studied = {finding.instrument for finding in evidence().values()}
    own = list(evidence_for(one.name)) if one.name in studied else []
    named = [evidence()[id] for lever in one.levers for id in lever.evidence if id in evidence()]
    found = list({finding.id: finding for finding in (*named, *own)}.values())
    columns = (_("Id"), _("Programme"), _("Outcome"), _("Effect"), _("Design"), _("Citation"),
               _("Read in its source"))  # fmt: skip
    rows = [_finding(finding) for finding in found]
    return [Table(_("Published evidence"), columns, rows)] if rows else []


def _finding(one: Finding) -> tuple[str, ...]:
    effect = f"{one.effect:g} {one.unit}" if math.isfinite(one.effect) else one.sign or MISSING
    where = f"{one.programme}, {one.country}, {one.period}".strip(", ")
    verified = _("yes") if one.verified else _("no, from memory")
    return (one.id, where, one.outcome, effect, one.design, one.citation, verified)


def _scenario(name: str) -> Entry:
    one = read_scenario(pack_file(name))
    used = dict.fromkeys(measure.instrument for measure in one.schedule)
    return Entry(
        kind="scenarios",
        name=name,
        title=one.name,
        line=one.about,
        about=one.about,
        facts=[
            (_("Begins in quarter"), str(one.start)),
            (_("Lasts"), _("{n} years", n=one.horizon_years)),
        ],
        tables=[
            Table(
                _("The scenario's file"),
                (_("Line"),),
                [(line,) for line in pack_file(name).read_text(encoding="utf-8").splitlines()],
            )
        ],
        links=[(_("Instruments"), [Link("instruments", known) for known in used])],
        shown=("lab",),
    )


def _alarm(one: Alarm) -> Entry:
    signs = [
        (capital(sign.label), _(sign.worse_when), f"{sign.material:g}", sign.unit, sign.needs)
        for sign in one.signs
    ]
    columns = (_("Sign"), _("Worse when"), _("Matters from, a year"), _("Unit"), _("Needs"))
    return Entry(
        kind="alarms",
        name=one.name,
        title=capital(one.label),
        line=_("{n} signs; an alarm from {share} on", n=len(one.signs), share=_share(one.alarm_at)),
        facts=[
            (_("An alarm is raised from"), _share(one.alarm_at)),
            (_("Under watch from"), _share(one.watch_at)),
            (_("It ends below"), _share(one.keep_at)),
            (
                _("Judged where known"),
                "; ".join(_need(need.least, need.kinds) for need in one.needs),
            ),
        ],
        source=one.source,
        tables=[Table(_("Signs"), columns, signs)],
        links=[
            (_("Made by"), [Link("steps", "alarms")]),
            (_("Stands in"), [Link("results", "alarms"), Link("results", "alarm_signs")]),
        ],
        shown=("atlas", "cluster", "compare"),
    )


def _need(least: int, kinds: tuple[str, ...]) -> str:
    return _("{n} of {kinds}", n=least, kinds=", ".join(kinds))


def _share(share: float) -> str:
    return f"{100 * share:g} %"
