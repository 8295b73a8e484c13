"""Alarms: do they tell planted lock-ins and races, and is the printed record true?

python -m exams.alarm_record [--shared FOLDER] [--seed N]
python -m exams.alarm_record --record     fit the weights and measure the record anew
"""

import argparse
import csv
import time
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

import numpy as np

from milieu.lifecycle.alarms import composite, record
from milieu.lifecycle.alarms.composite import Calibration
from milieu.lifecycle.alarms.declare import ALARMS
from milieu.lifecycle.alarms.planted import World
from milieu.lifecycle.alarms.record import ALL, FEWEST_ALARMS, Record, stored_records
from milieu.lifecycle.alarms.replay import calibrated, replayed

WEIGHT_SEEDS, BEND_SEEDS, RECORD_SEEDS = range(20), range(20, 40), range(100, 160)
FRESH = 30  # sets of 3,000 planted clusters in an exam
LEAST_CURVE, MOST_POINTS = 0.85, 0.03
SURE_ENOUGH = 0.01  # standard error of a fresh share above which a sort of alarms is not judged
HARDER = {
    "noise 1.5 times": World(noise=1.5),
    "signs .6 as strong": World(signs=0.6),
    "5 % befallen": World(share=0.05),
}
EXAMINED = ("lock_in", "race_to_the_bottom")


def table(shared: Path, seed: int) -> str:
    """Return a table in Markdown: what must be shown, what was found, whether it holds.

    shared   not needed here: the truth of an alarm is only known where it was planted
    seed     of the fresh planted clusters
    """
    stored = {(r.alarm, r.signs, r.years): r for r in stored_records()}
    seeds = range(10_000 + FRESH * seed, 10_000 + FRESH * (seed + 1))
    found = replayed(seeds)
    lines = ["| must show | found | holds |", "| --- | --- | --- |"]
    for fresh in found:
        old = stored[fresh.alarm, fresh.signs, fresh.years]
        if fresh.signs == ALL:
            lines += [_curve_line(fresh), _lead_line(fresh), _said_line(fresh)]
        if old.alarms >= FEWEST_ALARMS:
            lines.append(_record_line(fresh, old))
    lines += [line for name in HARDER for line in _harder_lines(name, seeds[:4])]
    return "\n".join([*lines, _speed_line()])


def _curve_line(fresh: Record) -> str:
    label = ALARMS[fresh.alarm].label
    wanted = f"at least {LEAST_CURVE}" if fresh.alarm in EXAMINED else "no limit set"
    holds = _word(fresh.curve >= LEAST_CURVE) if fresh.alarm in EXAMINED else "-"
    return (
        f"| {label}: area under the curve, cluster-years, {wanted} | {fresh.curve:.3f} | {holds} |"
    )


def _lead_line(fresh: Record) -> str:
    label = ALARMS[fresh.alarm].label
    lead = f"{fresh.lead:.0f} ({fresh.lead_low:.0f} to {fresh.lead_high:.0f}) years ahead"
    return f"| {label}: met, and how early | {fresh.hit_share:.0%} of {fresh.fates}; {lead} | - |"


def _said_line(fresh: Record) -> str:
    """Return the line that holds the probability printed against how often it was true."""
    near = _word(abs(fresh.said - fresh.held) <= MOST_POINTS)
    label = ALARMS[fresh.alarm].label
    wanted = "mean probability where it calls for an alarm, true as often within 3 points"
    return f"| {label}: {wanted} | said {fresh.said:.1%}, true {fresh.held:.1%} | {near} |"


def _harder_lines(name: str, seeds: Iterable[int]) -> list[str]:
    """Return lines on what the alarms are worth in a world other than that of the record."""
    return [
        f"| {ALARMS[r.alarm].label}, another world: {name} | area under the curve {r.curve:.3f}, "
        f"false {r.false_share:.0%} of {r.alarms}, {100 * r.false_rate:.2f} per 100 quiet years, "
        f"met {r.hit_share:.0%} | - |"
        for r in replayed(seeds, world=HARDER[name])
        if r.signs == ALL
    ]


def _record_line(fresh: Record, old: Record) -> str:
    """Return the line that holds the printed false-alarm share against the fresh one."""
    label = ALARMS[fresh.alarm].label
    error = (fresh.false_share * (1 - fresh.false_share) / max(fresh.alarms, 1)) ** 0.5
    near = abs(fresh.false_share - old.false_share) <= MOST_POINTS
    holds = _word(near) if error <= SURE_ENOUGH else "too few"
    sort = "" if fresh.signs == ALL else f" ({fresh.signs} signs, {fresh.years} history)"
    return (
        f"| {label}{sort}: false alarms printed {old.false_share:.1%}, fresh within 3 points | "
        f"{fresh.false_share:.1%} (error {error:.1%}, {fresh.alarms} alarms; "
        f"{100 * fresh.false_rate:.2f} per 100 quiet years, printed {100 * old.false_rate:.2f}) | "
        f"{holds} |"
    )


def _speed_line() -> str:
    """Return the line on the time for alarms and peers of 3,000 clusters over 15 years."""
    from milieu.lifecycle.alarms import alarms
    from milieu.lifecycle.alarms.planted import planted
    from milieu.lifecycle.peers import peers

    made = planted(1, 3000, 15)
    start = time.process_time()
    alarms(made.known, made.cells)
    middle = time.process_time()
    peers(made.known)
    end = time.process_time()
    return (
        f"| alarms and peers, 3,000 clusters x 15 years, at most 30 s of processor time | "
        f"{middle - start:.1f} s + {end - middle:.1f} s | {_word(end - start <= 30)} |"
    )


def _word(holds: bool) -> str:
    return "yes" if holds else "**no**"


def write_record() -> None:
    """Fit the weights and measure the record on their seeds, and write both files."""
    write_calibration(composite.TABLE, calibrated(WEIGHT_SEEDS, BEND_SEEDS))
    composite.stored_weights.cache_clear()
    write_rows(record.TABLE, (_rounded(line) for line in replayed(RECORD_SEEDS)))


def write_calibration(file: Path, found: dict[str, Calibration]) -> None:
    """Write what turns the features of each alarm into a probability."""
    rows: list[dict[str, object]] = [
        {"alarm": name, "feature": feature, "weight": f"{weight:.4f}"}
        for name, alarm in ALARMS.items()
        for feature, weight in zip(
            composite.feature_names(alarm) + composite.bend_names(),
            [*found[name].weights, *found[name].bends],
            strict=True,
        )
    ]
    write_rows(file, rows)


def write_rows(file: Path, rows: Iterable[dict[str, object]]) -> None:
    """Write rows of the same columns as a table."""
    rows = list(rows)
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _rounded(line: Record) -> dict[str, object]:
    digits = {"false_rate": 5, "lead": 1, "lead_low": 1, "lead_high": 1}
    return {
        name: np.round(value, digits.get(name, 4)) if isinstance(value, float) else value
        for name, value in asdict(line).items()
    }


def main() -> None:
    """Read the arguments; print the exam, or make the record anew."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--shared", type=Path, default=Path("shared"))
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--record", action="store_true", help="fit and measure anew, and store")
    chosen = parser.parse_args()
    if chosen.record:
        write_record()
    else:
        print(table(chosen.shared, chosen.seed))


if __name__ == "__main__":
    main()
