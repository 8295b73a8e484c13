"""The figures of a cluster's alarms: the signs behind each, then and now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from milieu.core.language import N_, _, in_sense
from milieu.report.cluster_figures import Known, in_year
from milieu.report.diagnosis import alarm_name, alarm_sentence
from milieu.report.figure import Figure, described
from milieu.report.figures.signs import MAYBE, SAME, WORSE, signs
from milieu.report.sentences import Sentence
from milieu.report.words import MISSING, Amount, Kind, capital, number, plain, year

WIDTH, NARROW = 400, 328  # pixels of a drawing with all its texts
SHORT = 8  # letters of a unit that stands beside its number; a longer one is in the table
COLUMNS = (N_("Sign"), N_("Kind"), N_("Then"), N_("Now"), N_("80 % range"), N_("Worse from"),
           N_("Unit"), N_("State"))  # fmt: skip
LEGEND = (
    ("alarm-sign", N_("worse")),
    ("watch-sign", N_("may be: its range reaches the threshold")),
    ("full", N_("not worse")),
    ("gray", N_("then")),
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
    where = in_year(known.cluster.name, rows[0]["year"])
    worse = [row["label"].lower() for row in drawn if row["state"] == WORSE]
    return Figure(
        name=f"signs-{alarm['alarm']}",
        title=_("Signs of {alarm}: {where}", alarm=name.lower(), where=where),
        short=_("Signs of {alarm}: {where}", alarm=name.lower(), where=year(rows[0]["year"])),
        how=_("Each sign against its threshold, on its own scale (table: units). Bar: 80 % range."),
        alt=described(
            _("Dots"), _("signs of {alarm}", alarm=name.lower()), where, _reading(worse, len(rows))
        ),
        charts={
            "wide": partial(signs, drawn, width=WIDTH),
            "narrow": partial(signs, drawn, width=NARROW),
        },
        columns=tuple(map(_, COLUMNS)),
        rows=[_cells(row, one) for row, one in zip(rows, drawn, strict=True)],
        source=known.source,
        command=known.command("alarm_signs", cluster=known.cluster.id, alarm=alarm["alarm"]),
        legend=tuple((mark, _(text)) for mark, text in LEGEND),
    )


def _reading(worse: Sequence[str], signs: int) -> str:
    """Return how many signs are worse, and which."""
    if not worse:
        return _("{n} of {total} worse", n=0, total=signs)
    named = in_sense("between names of a list", ", ").join(worse)
    return _("{n} of {total} worse ({signs})", n=len(worse), total=signs, signs=named)


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
    said = _("{value} {unit}", value=now.text, unit=_(row["unit"])) if short else now.text
    return number(row["then"], now.kind, now.step), said


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
    before, said = row["then_year"], drawn["state"]
    return (
        drawn["label"],
        _(row["kind"]) if row["kind"] else MISSING,
        then if before is None else _("{value} ({year})", value=then, year=before),
        now.text,
        now.range or _("exact"),
        _worse_from(row, number(row["threshold"], now.kind)),
        _(row["unit"]) if row["unit"] else MISSING,
        _(said),
    )


def _worse_from(row: Mapping[str, Any], threshold: str) -> str:
    """Return from where on a sign is worse, and in which direction."""
    if row["threshold"] is None:
        return threshold
    if _toward(row) > 0:
        return _("{value} up", value=threshold)
    return _("{value} down", value=threshold)
