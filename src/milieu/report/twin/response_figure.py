"""The figures of response curves: the gauge of an efficiency trap, and those of the exam."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np

from milieu.policy.gauge import MONEY, Gauge, harmful_from, trap
from milieu.report.figure import Figure, described
from milieu.report.twin.numbers import coarse, short, signed
from milieu.report.twin.response import responses
from milieu.report.twin.shown import Ran
from milieu.report.words import MISSING, count
from milieu.twin.exam.curves import Curve
from milieu.twin.exam.response import Response

VERDICTS = {
    "inverted U": "rises, then falls",
    "rising": "rises up to the most that was tried",
    "falling": "falls",
    "cannot tell": "cannot tell",
}
LEGEND = (
    ("line", "change since nothing of it"), ("tile band", "range, all at once 95 %"),
    ("tile low", "more of it, less gain"), ("near", "where the highest lies, 95 %"),
)  # fmt: skip
COLUMNS = ("Response", "Dose", "Mean", "Change", "Range", "Change per unit of dose", "Range")


def gauge_figure(gauge: Gauge, ran: Ran, instrument: str = "") -> Figure:
    """Return how productivity and value added respond to more and more of a policy."""
    money = gauge.dose == MONEY
    across = "public money, quarterly wages a year" if money else "intensity"
    pairs = (
        ("Log productivity", gauge.productivity),
        ("Value added less public money", gauge.net_value_added),
    )
    panels = [panel(label, response, across) for label, response in pairs]
    for one, (_, response) in zip(panels, pairs, strict=True):
        one["ticks"] = [(p["dose"], _dose(p["dose"], money)) for p in one["points"]]
        one["harmful"] = known(harmful_from(response))
    what = instrument or ran.scenario
    said = " ".join(gauge_sentence(label, response, gauge.dose) for label, response in pairs)
    where = f"{what}, 0 to {gauge.intensities[-1]:g} times its intensity"
    return Figure(
        name="gauge",
        title=f"Is more of it still useful? {where}",
        how=(
            "Change since nothing of it, in the treated clusters. Bar above: where the highest "
            f"lies. {said}"
        ),
        alt=described("Response curves", "productivity and value added", where,
said),
        charts={
            "wide": partial(responses, panels, width=1152, columns=2),
            "narrow": partial(responses, panels, width=328, columns=1),
        },
        columns=COLUMNS,
        rows=[row for label, response in pairs for row in table(label, response)],
        source=_source(gauge, ran),
        command=ran.command,
        legend=LEGEND,
    )  # fmt: skip


def curves_figure(
    found: Sequence[tuple[Curve, Response]], source: str, command: str, seeds: int
) -> Figure:
    """Return the response curves of the exam, each with what it should do."""
    panels = []
    for curve, response in found:
        one = panel(curve.label, response, curve.lever.replace("_", " ").replace(".", ": "))
        met = "as expected" if response.verdict == curve.expected else f"expected: {curve.expected}"
        panels.append({**one, "note": f"{one['note']} ({met})"})
    where = f"{count(len(found), 'lever')}, {count(seeds, 'pair')} of seeds"
    reading = "; ".join(f"{p['label']}: {p['note']}" for p in panels)
    return Figure(
        name="curves",
        title=f"How the twin responds to doses: {where}",
        how="Change since dose 0. Bar above: where the highest lies.",
        alt=described("Response curves", "outcomes by dose", where, reading),
        charts={
            "wide": partial(responses, panels, width=1152, columns=3, lines=2),
            "narrow": partial(responses, panels, width=328, columns=1, lines=2),
        },
        columns=COLUMNS,
        rows=[row for curve, response in found for row in table(curve.label, response)],
        source=source,
        command=command,
        legend=LEGEND,
    )


def _source(gauge: Gauge, ran: Ran) -> str:
    runs = gauge.productivity.seeds + gauge.productivity.left_out
    tried = count(len(gauge.intensities), "intensity", "intensities")
    return f"Simulated: {count(runs, 'run')} at each of {tried}, seed {ran.seed}."


def gauge_sentence(what: str, response: Response, dose: str) -> str:
    """Return what the gauge says of one outcome: a trap, no sign of one, or neither."""
    found = trap(response)
    if found == "cannot tell":
        return f"{what}: it can not be told whether more of it helps ({response.seeds} runs)."
    if found == "no sign":
        return f"{what}: it rises up to the most that was tried; no sign of a trap."
    unit = "quarterly wages a year" if dose == MONEY else "times its intensity"
    return f"{what}: beyond about {coarse(harmful_from(response))} {unit}, more of it does harm."


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
    said = VERDICTS[response.verdict]
    if response.verdict == "inverted U":
        return f"{said}: highest at {short(float(f'{response.peak:.2g}'))}"
    return f"{said} ({count(response.seeds, 'run')})" if response.verdict == "cannot tell" else said


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
        f"{signed(short(low))} to {signed(short(high))}"
        if np.isfinite([low, high]).all()
        else MISSING
    )
    return signed(short(value)), ends


def _dose(dose: float, money: bool) -> str:
    return coarse(dose) if money else f"{dose:g}"
