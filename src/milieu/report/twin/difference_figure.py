"""The figures of an experiment's effects: fans over the years, and all outcomes in one year."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from milieu.core.language import N_, _, in_sense
from milieu.policy.experiment import Experiment
from milieu.policy.experiment_effects import TREATED, Effect, year_index
from milieu.policy.experiment_estimates import Difference
from milieu.report.figure import Figure, described
from milieu.report.figures.scale import ticks_of
from milieu.report.twin.difference import differences
from milieu.report.twin.numbers import (
    amount,
    coarse,
    kind_of,
    share,
    short,
    signed,
    signed_range,
    spread,
)
from milieu.report.twin.panels import bands_of, ends_of
from milieu.report.twin.rows import ranged_rows
from milieu.report.twin.shown import Ran, called
from milieu.report.words import MISSING, Amount, Kind, count
from milieu.twin.observe import QUARTERS
from milieu.twin.outcomes import OUTCOMES, TOTAL, together

Outcomes = Mapping[str, NDArray[np.float64]]
FANS = ("jobs", "patents", "net_value_added")
ITS_OWN = ("aid", "spending", "tax")  # what a policy moves by itself: shown as its cost
LEGEND = (
    ("tile faint", N_("95 %")), ("tile band", N_("80 %")), ("tile", N_("50 % of paired runs")),
    ("line", N_("middle")),
)  # fmt: skip
TONES = {"higher": "middle", "lower": "lowest"}
OF_BASELINE, POINTS = N_("%"), N_("points")


def differences_of(outcomes: Outcomes, name: str, where: tuple[int, ...]) -> NDArray[np.float64]:
    """Return B less A of the treated clusters together, shape (runs, years)."""
    both = together(outcomes, name, list(where))
    return np.asarray(both[:, 1] - both[:, 0])


def fan_figure(experiment: Experiment, outcomes: Outcomes, ran: Ran) -> Figure:
    """Return by how much the treated clusters differ, year by year."""
    last = year_index(experiment.start, max(experiment.years))
    first = max(experiment.start // QUARTERS - 1, 0)
    panels = [_panel(experiment, outcomes, ran, name, first, last) for name in FANS]
    a, b = map(called, experiment.names)
    where = _(
        "{scenario} less {baseline}, {place}, {first} to {last}",
        scenario=called(ran.scenario),
        baseline=a,
        place=_treated(experiment, ran),
        first=ran.when(first),
        last=ran.when(last),
    )
    readings = in_sense("between parts", "; ").join(
        _("{outcome} {change}", outcome=p["label"].lower(), change=p["reading"]) for p in panels
    )
    return Figure(
        name="difference",
        title=_("Difference that it makes: {where}", where=where),
        how=_(
            "Each run of {scenario} less the run of {baseline} that meets the same chance. Thick "
            "line: no difference; dotted: where they part.",
            scenario=b,
            baseline=a,
        ),
        alt=described(_("Fans"), _("difference in outcomes"), where,
                      _("in {when}, 80 % of runs: {changes}", when=ran.when(last),
                        changes=readings)),
        charts={
            "wide": partial(differences, panels, a, width=1152, columns=3),
            "narrow": partial(differences, panels, a, width=328, columns=1),
        },
        columns=(_("Outcome"), _("Year"), _("Middle"), _("80 % of runs"), _("95 % of runs"),
                 _("Runs above zero")),
        rows=[row for panel in panels for row in panel["table"]],
        source=ran.source,
        command=ran.command,
        legend=tuple((mark, _(text)) for mark, text in LEGEND),
    )  # fmt: skip


def _panel(
    experiment: Experiment, outcomes: Outcomes, ran: Ran, name: str, first: int, last: int
) -> dict[str, Any]:
    outcome = OUTCOMES[name]
    apart = differences_of(outcomes, name, experiment.where)[:, first : last + 1]
    rows = bands_of(apart, ran.first_year + first)
    ends = band_amount(rows[-1], kind_of(outcome.unit))
    said = {"value": signed(ends.text)}
    if ends.ends:
        said |= {"low_80": signed(ends.ends[0]), "high_80": signed(ends.ends[1])}
    return {
        "label": _(outcome.label),
        "note": _("{unit}, difference to {baseline}", unit=_(outcome.unit),
                  baseline=called(experiment.names[0])),
        "rows": rows,
        "start": ran.first_year + experiment.start / QUARTERS - 0.5,
        "said": said,
        "reading": signed_range(ends) or signed(ends.text),
        "table": [_cells(_(outcome.label), row, part, kind_of(outcome.unit))
                  for row, part in zip(rows, apart.T, strict=True)],
    }  # fmt: skip


def _cells(
    label: str, row: Mapping[str, Any], part: NDArray[np.float64], kind: Kind
) -> tuple[str, ...]:
    ends = band_amount(row, kind)
    wide = band_amount(row, kind, "95")
    above = float((part[np.isfinite(part)] > 0).mean()) if np.isfinite(part).any() else np.nan
    return (label, str(row["year"]), signed(ends.text), signed_range(ends) or MISSING,
            signed_range(wide) or MISSING, share(above))  # fmt: skip


def band_amount(row: Mapping[str, Any], kind: Kind, held: str = "80") -> Amount:
    """Return a year's middle of runs with the ends of what holds so many percent of them."""
    low, value, high = (
        np.nan if row[k] is None else row[k] for k in (f"low_{held}", "value", f"high_{held}")
    )
    return amount(low, value, high, kind)


def effects_figure(experiment: Experiment, ran: Ran) -> Figure:
    """Return the mean effect on every outcome in the last year compared, with its range."""
    year = max(experiment.years)
    wanted = [e for e in experiment.effects if (e.year, e.place) == (year, TREATED)]
    rows = [row for effect in wanted if (row := effect_row(effect)) is not None]
    ends = ends_of([m[k] for r in rows for m in r["marks"] for k in ("low", "value", "high")])
    ticks = [(value, signed(said)) for value, said in ticks_of(*ends, ",.6~g")]
    when = ran.when(year_index(experiment.start, year))
    where = _("{scenario} less {baseline}, {place}, {when}", scenario=called(ran.scenario),
              baseline=called(experiment.names[0]), place=_treated(experiment, ran),
              when=when)  # fmt: skip
    clear = [
        _("{outcome} {change}", outcome=row["label"], change=row["text"])
        for row in rows
        if row["found"] in TONES
    ]
    none = _("no difference that can be told from zero")
    reading = in_sense("between parts", "; ").join(clear) or none
    return Figure(
        name="effects",
        title=_("Mean effect on every outcome: {where}", where=where),
        how=_(
            "Percent of what it is without; hundredths for shares, indices and logarithms. Bars: "
            "95 % range of the mean. Gray: cannot be told from zero."
        ),
        alt=described(_("Dots"), _("mean effect on outcomes"), where, reading),
        charts={
            "wide": partial(ranged_rows, rows, width=552, domain=ends, ticks=ticks, zero=0.0),
            "narrow": partial(ranged_rows, rows, width=328, domain=ends, ticks=ticks, zero=0.0),
        },
        columns=(_("Outcome"), _("Place"), _("Year"), _("Unit"), "A", "B", _("Difference"),
                 _("95 % range"), _("Found"), _("Runs above"), _("Runs")),
        rows=[_effect_cells(effect, experiment, ran) for effect in experiment.effects],
        source=ran.source,
        command=ran.command,
        legend=(
            ("full", _("higher")), ("tile lowest", _("lower")), ("gray", _("cannot tell")),
        ),
    )  # fmt: skip


def effect_row(effect: Effect) -> dict[str, Any] | None:
    """Return an effect as a row; None for what the policy moves by itself or cannot be scaled."""
    outcome, estimate = OUTCOMES[effect.outcome], effect.estimate
    scale, unit = scaled(effect.outcome, estimate)
    if effect.outcome in ITS_OWN or not np.isfinite(scale) or estimate.runs == 0:
        return None
    values = {
        k: float(v * scale) if np.isfinite(v) else None
        for k, v in (("low", estimate.low), ("value", estimate.difference), ("high", estimate.high))
    }
    tone = TONES.get(estimate.found, "control")
    said = {
        "the same": in_sense("of outcomes", "the same"), "cannot tell": _("cannot tell"),
    }.get(estimate.found)  # fmt: skip
    value = _("{value} {unit}", value=signed(coarse(values["value"] or 0.0)), unit=_(unit))
    mark = {**values, "tone": tone, "shape": "circle"}
    return {
        "label": _(outcome.label),
        "text": said or value,
        "marks": [mark],
        "found": estimate.found,
    }


def scaled(name: str, estimate: Difference) -> tuple[float, str]:
    """Return by what a difference is multiplied to be drawn, and in what unit it then is."""
    if OUTCOMES[name].weight == TOTAL:
        return (100 / estimate.mean_a if estimate.mean_a > 0 else np.nan), OF_BASELINE
    return 100.0, POINTS


def _effect_cells(effect: Effect, experiment: Experiment, ran: Ran) -> tuple[str, ...]:
    outcome, e = OUTCOMES[effect.outcome], effect.estimate
    ends = spread(signed(short(e.low)), signed(short(e.high))) if e.runs else MISSING
    when = ran.when(year_index(experiment.start, effect.year))
    return (_(outcome.label), _(effect.place), when, _(outcome.unit), short(e.mean_a),
            short(e.mean_b), signed(short(e.difference)), ends, _(e.found), share(e.share_above),
            str(e.runs))  # fmt: skip


def _treated(experiment: Experiment, ran: Ran) -> str:
    names = [_(ran.places[c]) for c in experiment.where]
    return names[0] if len(names) == 1 else count(len(names), "treated cluster")
