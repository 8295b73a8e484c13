"""The figures of response curves: the gauge of an efficiency trap, and those of the exam."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np

from milieu.core.language import N_, _, in_sense
from milieu.policy.gauge import MONEY, Gauge, harmful_from, trap
from milieu.report.figure import Figure, described
from milieu.report.twin.numbers import coarse, short, signed, spread
from milieu.report.twin.response import responses
from milieu.report.twin.shown import Ran, called
from milieu.report.words import MISSING, count, plain, together
from milieu.twin.exam.curves import Curve
from milieu.twin.exam.response import Response

VERDICTS = {
    "inverted U": N_("rises, then falls"),
    "rising": N_("rises up to the most that was tried"),
    "falling": N_("falls"),
    "cannot tell": N_("cannot tell"),
}
LEGEND = (
    ("line", N_("change since nothing of it")), ("tile band", N_("range, all at once 95 %")),
    ("tile low", N_("more of it, less gain")), ("near", N_("where the highest lies, 95 %")),
)  # fmt: skip
COLUMNS = (N_("Response"), N_("Dose"), N_("Mean"), N_("Change"), N_("Range"),
           N_("Change per unit of dose"), N_("Range"))  # fmt: skip


def gauge_figure(gauge: Gauge, ran: Ran, instrument: str = "") -> Figure:
    """Return how productivity and value added respond to more and more of a policy."""
    money = gauge.dose == MONEY
    across = _("public money, quarterly wages a year") if money else _("intensity")
    pairs = (
        (_("Log productivity"), gauge.productivity),
        (_("Value added less public money"), gauge.net_value_added),
    )
    panels = [panel(label, response, across) for label, response in pairs]
    for one, (_label, response) in zip(panels, pairs, strict=True):
        one["ticks"] = [(p["dose"], _dose(p["dose"], money)) for p in one["points"]]
        one["harmful"] = known(harmful_from(response))
    said = together(*(gauge_sentence(label, response, gauge.dose) for label, response in pairs))
    where = _("{instrument}, 0 to {most} times its intensity",
              instrument=_(instrument) if instrument else called(ran.scenario),
              most=f"{gauge.intensities[-1]:g}")  # fmt: skip
    return Figure(
        name="gauge",
        title=_("Is more of it still useful? {where}", where=where),
        how=together(
            _(
                "Change since nothing of it, in the treated clusters. Bar above: where the "
                "highest lies."
            ),
            said,
        ),
        alt=described(_("Response curves"), _("productivity and value added"), where, said),
        charts={
            "wide": partial(responses, panels, width=1152, columns=2),
            "narrow": partial(responses, panels, width=328, columns=1),
        },
        columns=tuple(map(_, COLUMNS)),
        rows=[row for label, response in pairs for row in table(label, response)],
        source=_source(gauge, ran),
        command=ran.command,
        legend=tuple((mark, _(text)) for mark, text in LEGEND),
    )  # fmt: skip


def curves_figure(
    found: Sequence[tuple[Curve, Response]], source: str, command: str, seeds: int
) -> Figure:
    """Return the response curves of the exam, each with what it should do."""
    panels = []
    for curve, response in found:
        one = panel(_(curve.label), response, lever_name(curve.lever))
        if response.verdict == curve.expected:
            note = _("{verdict} (as expected)", verdict=one["note"])
        else:
            note = _("{verdict} (expected: {expected})", verdict=one["note"],
                     expected=_(curve.expected))  # fmt: skip
        panels.append({**one, "note": note})
    where = _("{levers}, {pairs} of seeds", levers=count(len(found), "lever"),
              pairs=count(seeds, "pair"))  # fmt: skip
    reading = in_sense("between parts", "; ").join(
        _("{label}: {text}", label=p["label"], text=p["note"]) for p in panels
    )
    return Figure(
        name="curves",
        title=_("How the twin responds to doses: {where}", where=where),
        how=_("Change since dose 0. Bar above: where the highest lies."),
        alt=described(_("Response curves"), _("outcomes by dose"), where, reading),
        charts={
            "wide": partial(responses, panels, width=1152, columns=3, lines=2),
            "narrow": partial(responses, panels, width=328, columns=1, lines=2),
        },
        columns=tuple(map(_, COLUMNS)),
        rows=[row for curve, response in found for row in table(_(curve.label), response)],
        source=source,
        command=command,
        legend=tuple((mark, _(text)) for mark, text in LEGEND),
    )


def _source(gauge: Gauge, ran: Ran) -> str:
    runs = gauge.productivity.seeds + gauge.productivity.left_out
    tried = count(len(gauge.intensities), "intensity", "intensities")
    return _("Simulated: {runs} at each of {intensities}, seed {seed}.",
             runs=count(runs, "run"), intensities=tried, seed=ran.seed)  # fmt: skip


def lever_name(lever: str) -> str:
    """Return what a lever is called: its mechanism and its parameter."""
    mechanism, _mark, parameter = lever.partition(".")
    if not parameter:
        return plain(mechanism)
    return _("{label}: {text}", label=plain(mechanism), text=plain(parameter))


def gauge_sentence(what: str, response: Response, dose: str) -> str:
    """Return what the gauge says of one outcome: a trap, no sign of one, or neither."""
    found = trap(response)
    if found == "cannot tell":
        return _("{outcome}: it can not be told whether more of it helps ({n} runs).",
                 outcome=what, n=response.seeds)  # fmt: skip
    if found == "no sign":
        return _("{outcome}: it rises up to the most that was tried; no sign of a trap.",
                 outcome=what)  # fmt: skip
    turn = harmful_from(response)
    if turn <= response.doses[0]:
        return _("{outcome}: it falls from the start; even a little of it does harm.", outcome=what)
    least = coarse(turn)
    if dose == MONEY:
        return _("{outcome}: beyond about {n} quarterly wages a year, more of it does harm.",
                 outcome=what, n=least)  # fmt: skip
    return _("{outcome}: beyond about {n} times its intensity, more of it does harm.",
             outcome=what, n=least)  # fmt: skip


def panel(label: str, response: Response, across: str) -> dict[str, Any]:
    """Return a response as a panel, with its verdict in words.

    What lies beyond the peak of an inverted U does harm, and all of what surely falls.
    """
    columns = (response.doses, response.change, response.low, response.high)
    points = [
        dict(zip(("dose", "value", "low", "high"), map(known, values), strict=True))
        for values in zip(*columns, strict=True)
    ]
    turns = {"inverted U": response.peak, "falling": float(response.doses[0])}
    peak = (response.peak_low, response.peak_high)
    shown = response.verdict == "inverted U" and np.isfinite(peak).all()
    return {
        "label": label,
        "note": verdict(response),
        "across": across,
        "points": points,
        "ticks": [(float(dose), f"{dose:g}") for dose in response.doses],
        "harmful": turns.get(response.verdict),
        "peak": peak if shown else None,
    }


def verdict(response: Response) -> str:
    """Return what can be said of a response, in words; "cannot tell" where nothing can."""
    said = _(VERDICTS[response.verdict])
    if response.verdict == "inverted U":
        peak = short(float(f"{response.peak:.2g}"))
        return _("{verdict}: highest at {dose}", verdict=said, dose=peak)
    if response.verdict == "cannot tell":
        return _("{verdict} ({runs})", verdict=said, runs=count(response.seeds, "run"))
    return said


def table(label: str, response: Response) -> list[tuple[str, ...]]:
    """Return a row for each dose."""
    rows: list[tuple[str, ...]] = []
    for at, dose in enumerate(response.doses):
        change = (response.change[at], response.low[at], response.high[at])
        slope = (
            (
                response.marginal[at - 1],
                response.marginal_low[at - 1],
                response.marginal_high[at - 1],
            )
            if at
            else (np.nan, np.nan, np.nan)
        )
        rows.append(
            (label, short(float(dose)), short(response.mean[at]), *_said(*change), *_said(*slope))
        )
    return rows


def known(value: float) -> float | None:
    """Return a number; None where it is not known."""
    return float(value) if np.isfinite(value) else None


def _said(value: float, low: float, high: float) -> tuple[str, str]:
    if not np.isfinite(value):
        return MISSING, MISSING
    ends = (
        spread(signed(short(low)), signed(short(high)))
        if np.isfinite([low, high]).all()
        else MISSING
    )
    return signed(short(value)), ends


def _dose(dose: float, money: bool) -> str:
    return coarse(dose) if money else f"{dose:g}"
