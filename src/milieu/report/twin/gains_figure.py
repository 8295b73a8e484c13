"""The figure of who gains and who loses under one scenario against another."""

import math
from functools import partial
from typing import Any

import numpy as np

from milieu.core.language import N_, _, in_sense
from milieu.policy.experiment import Experiment
from milieu.policy.experiment_effects import year_index
from milieu.policy.experiment_estimates import Ratio
from milieu.policy.experiment_firms import NOTICED, FirmEffect
from milieu.report.figure import Figure, described
from milieu.report.twin.gains import gains
from milieu.report.twin.numbers import share, short, signed, spread
from milieu.report.twin.shown import Ran, called
from milieu.report.words import MISSING, between, capital, listed

TITLES = {
    "jobs": N_("By size"),
    "age": N_("By age"),
    "tier": N_("By tier"),
    "aid": N_("By aid"),
    "place": N_("By place"),
}
UNKNOWN = N_("cannot tell")  # too few runs have firms of the group
STEP = 0.1  # of the scale's ends


def gains_figure(experiment: Experiment, ran: Ran) -> Figure:
    """Return for each group of firms which share gains and which loses, in the last year."""
    year = max(experiment.years)
    found = [one for one in experiment.firms if one.year == year and one.firms > 0]
    rows = [gain_row(one) for one in found]
    tops = [row[k][e] for row in rows for k in ("gain", "lose") for e in ("value", "high")]
    top = max((value for value in tops if value is not None), default=STEP)
    most = round(math.ceil(min(top, 1.0) / STEP - 1e-9) * STEP, 1)
    when = ran.when(year_index(experiment.start, year))
    where = _("{scenario} against {baseline}, {when}", scenario=called(ran.scenario),
              baseline=called(experiment.names[0]), when=when)  # fmt: skip
    return Figure(
        name="gains",
        title=_("Who gains, who loses: {where}", where=where),
        how=_(
            "Share of firms there when it starts that sell at least {n}\u00a0% more, or less, than "
            "they would; the rest change little or close. Lines: 80\u00a0% range. Gray: it cannot "
            "be told which are more, for the 95\u00a0% ranges meet.",
            n=f"{100 * NOTICED:g}",
        ),
        alt=described(_("Bars"), _("firms that gain and lose"), where, _reading(found)),
        charts={
            "wide": partial(gains, rows, width=552, most=most),
            "narrow": partial(gains, rows, width=328, most=most),
        },
        columns=(_("Firms by"), _("Group"), _("Year"), _("Firms"), _("Gain"), _("Lose"),
                 _("Saved"), _("Closed"), _("Sales, log points"), _("Log productivity"),
                 _("Jobs a firm")),
        rows=[_cells(one, experiment, ran) for one in experiment.firms],
        source=ran.source,
        command=ran.command,
        legend=(("tile lower", _("lose")), ("tile edge", _("gain")), ("gray", _(UNKNOWN))),
    )  # fmt: skip


def gain_row(one: FirmEffect) -> dict[str, Any]:
    """Return a group's row; which are more can be told where the two ranges do not meet."""
    known = np.isfinite(one.gain.value)
    text = _(UNKNOWN)
    if known:
        text = _("{gain} gain, {lose} lose", gain=share(one.gain.value),
                 lose=share(one.lose.value))  # fmt: skip
    return {
        "label": capital(_(one.group)),
        "group": _(TITLES[one.by]),
        "text": text,
        "gain": _ends(one.gain),
        "lose": _ends(one.lose),
        "sure": more(one) != "",
    }


def more(one: FirmEffect) -> str:
    """Return 'gain' or 'lose', whichever surely more firms do; '' where it cannot be told."""
    if one.gain.low > one.lose.high:
        return "gain"
    return "lose" if one.lose.low > one.gain.high else ""


def _ends(ratio: Ratio) -> dict[str, float | None]:
    ends = {"low": ratio.low_80, "value": ratio.value, "high": ratio.high_80}
    return {name: float(value) if np.isfinite(value) else None for name, value in ends.items()}


def _reading(found: list[FirmEffect]) -> str:
    sides = {
        side: listed([_(one.group) for one in found if more(one) == side])
        for side in ("gain", "lose")
    }
    said = [
        _("more gain than lose among {groups}", groups=sides["gain"]) if sides["gain"] else "",
        _("more lose than gain among {groups}", groups=sides["lose"]) if sides["lose"] else "",
    ]
    none = _("of no group can it be told whether more gain or lose")
    return in_sense("between parts", "; ").join(filter(None, said)) or none


def _cells(one: FirmEffect, experiment: Experiment, ran: Ran) -> tuple[str, ...]:
    shares = (_share(r) for r in (one.gain, one.lose, one.saved, one.closed))
    changes = (_change(r) for r in (one.log_sales, one.log_productivity, one.jobs))
    when = ran.when(year_index(experiment.start, one.year))
    return (_(TITLES[one.by]).lower(), _(one.group), when, short(one.firms), *shares, *changes)


def _share(ratio: Ratio) -> str:
    if not np.isfinite(ratio.value):
        return MISSING
    return _("{value} ({range})", value=share(ratio.value),
             range=between(share(ratio.low_80), share(ratio.high_80)))  # fmt: skip


def _change(ratio: Ratio) -> str:
    if not np.isfinite(ratio.value):
        return MISSING
    ends = spread(signed(short(ratio.low_80)), signed(short(ratio.high_80)))
    return _("{value} ({range})", value=signed(short(ratio.value)), range=ends)
