"""The figures of a cluster's alarms: the signs behind each, then and now."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from milieu.report.cluster_figures import Known
from milieu.report.diagnosis import alarm_name, alarm_sentence
from milieu.report.figure import Figure, described
from milieu.report.figures.signs import MAYBE, SAME, WORSE, signs
from milieu.report.sentences import Sentence
from milieu.report.words import MISSING, Amount, Kind, capital, number, plain

WIDTH, NARROW = 400, 328  # pixels of a drawing with all its texts
SHORT = 8  # letters of a unit that stands beside its number; a longer one is in the table
COLUMNS = ("Sign", "Kind", "Then", "Now", "80 % range", "Worse from", "Unit", "State")
LEGEND = (
    ("alarm-sign", "worse"),
    ("watch-sign", "may be: its range reaches the threshold"),
    ("full", "not worse"),
    ("gray", "then"),
)


@dataclass(frozen=True)
class Warning:
    """One alarm as a card shows it: its state, what is said of it, the signs behind it."""

    name: str
    state: str
    said: Sentence
    figure: Figure | None


def warnings(known: Known) -> list[Warning]:
    """Return the alarms of the last year, those that are raised first."""
    order = {"alarm": 0, "watch": 1, "none": 2}
    rows = sorted(known.foresight.alarms, key=lambda row: order.get(row["state"], 3))
    return [
        Warning(
            alarm_name(row["alarm"]), row["state"], alarm_sentence(row), signs_figure(known, row)
        )
        for row in rows
    ]


def signs_figure(known: Known, alarm: Mapping[str, Any]) -> Figure | None:
    """Return the signs behind an alarm; None where no sign is known."""
    rows = [r for r in known.foresight.signs if r["alarm"] == alarm["alarm"]]
    rows = [r for r in rows if r["now"] is not None]
    if not rows:
        return None
    drawn = [sign_row(row) for row in rows]
    name = alarm_name(alarm["alarm"])
    where = f"{known.cluster.name}, {rows[0]['year']}"
    worse = [row["label"].lower() for row in drawn if row["state"] == WORSE]
    return Figure(
        name=f"signs-{alarm['alarm']}",
        title=f"Signs of {name.lower()}: {where}",
        how="Each sign against its threshold, on its own scale (table: units). Bar: 80 % range.",
        alt=described(
            "Dots",
            f"signs of {name.lower()}",
            where,
            f"{len(worse)} of {len(rows)} worse" + (f" ({', '.join(worse)})" if worse else ""),
        ),
        charts={
            "wide": partial(signs, drawn, width=WIDTH),
            "narrow": partial(signs, drawn, width=NARROW),
        },
        columns=COLUMNS,
        rows=[_cells(row, one) for row, one in zip(rows, drawn, strict=True)],
        source=known.source,
        command=known.command("alarm_signs", cluster=known.cluster.id, alarm=alarm["alarm"]),
        legend=LEGEND,
    )


def sign_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a sign as it is drawn: how far beyond its threshold, positive where it is worse."""
    then, now = _texts(row)
    toward = _toward(row)
    low, high = (_beyond(row[end], row, toward) for end in ("now_low", "now_high"))
    reach = max((end for end in (low, high) if end is not None), default=0.0)
    state = WORSE if row["worse"] else MAYBE if reach > 0 else SAME
    return {
        "label": capital(plain(row["sign"])),
        "text": f"{then} → {now}" if row["then"] is not None else now,
        "state": state,
        "then": _beyond(row["then"], row, toward),
        "now": _beyond(row["now"], row, toward),
        "low": low,
        "high": high,
    }


def _now(row: Mapping[str, Any]) -> Amount:
    kind = Kind.SHARE if row["unit"] == "share" else Kind.RATIO
    return Amount(row["now_low"], row["now"], row["now_high"], kind)


def _texts(row: Mapping[str, Any]) -> tuple[str, str]:
    """Return then and now, no finer than a tenth of now's range, a short unit behind now."""
    now = _now(row)
    short = row["unit"] and now.kind is Kind.RATIO and len(row["unit"]) <= SHORT
    unit = f" {row['unit']}" if short else ""
    return number(row["then"], now.kind, now.step), now.text + unit


def _toward(row: Mapping[str, Any]) -> int:
    """Return on which side of its threshold a sign is worse: 1 above, -1 below."""
    then, now, threshold = row["then"], row["now"], row["threshold"]
    if None not in (then, threshold) and then != threshold:  # it lies on the way to the worse
        return 1 if threshold > then else -1
    above = threshold is None or now >= threshold
    return 1 if bool(above) == bool(row["worse"]) else -1


def _beyond(value: float | None, row: Mapping[str, Any], toward: int) -> float | None:
    if value is None or row["threshold"] is None:
        return None
    return toward * float(value - row["threshold"])


def _cells(row: Mapping[str, Any], drawn: Mapping[str, Any]) -> tuple[str, ...]:
    now, then = _now(row), _texts(row)[0]
    year = f" ({row['then_year']})" if row["then_year"] is not None else ""
    side = "up" if _toward(row) > 0 else "down"
    worse_from = number(row["threshold"], now.kind)
    return (
        drawn["label"],
        row["kind"] or MISSING,
        f"{then}{year}",
        now.text,
        now.range or "exact",
        worse_from if row["threshold"] is None else f"{worse_from} {side}",
        row["unit"] or MISSING,
        drawn["state"],
    )
