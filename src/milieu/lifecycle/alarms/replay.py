"""Alarms tried on planted clusters, year by year with what was known then."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from milieu.core.arrays import Mask, Matrix, Vector
from milieu.lifecycle.alarms.composite import Calibration, bent, features, fitted
from milieu.lifecycle.alarms.declare import ALARMS, Alarm
from milieu.lifecycle.alarms.planted import USUAL, Planted, World, planted
from milieu.lifecycle.alarms.raising import judged, sign_tables
from milieu.lifecycle.alarms.record import ALL, FEW, LONGER, MANY, SHORT, Record
from milieu.lifecycle.alarms.sorting import long_history, many_signs
from milieu.lifecycle.alarms.tables import ALARM, AlarmTable

GROUPS = ((ALL, ALL), (FEW, SHORT), (FEW, LONGER), (MANY, SHORT), (MANY, LONGER))


@dataclass(frozen=True)
class Replay:
    """One alarm on one set of planted clusters, each array (clusters, years).

    told       where there is a probability
    raised     where an alarm is raised
    quiet      where nothing of its fate has begun
    under_way  where its fate is under way
    many, long  whether many signs are known, and a long history
    """

    told: Mask
    raised: Mask
    quiet: Mask
    under_way: Mask
    many: Mask
    long: Mask
    probability: Matrix
    years_to_fall: Matrix


def calibrated(seeds: Iterable[int], others: Iterable[int]) -> dict[str, Calibration]:
    """Return the calibration of each alarm.

    seeds    of the planted clusters to which the weights are fitted
    others   of those to which the bent line is fitted
    """
    first, second = _all_cases(seeds), _all_cases(others)
    found = {}
    for name in ALARMS:
        weights = fitted(*first[name])
        features_then, under_way = second[name]
        found[name] = Calibration(weights, fitted(bent(features_then @ weights), under_way))
    return found


def _all_cases(seeds: Iterable[int]) -> dict[str, tuple[Matrix, Mask]]:
    parts: dict[str, list[tuple[Matrix, Mask]]] = {name: [] for name in ALARMS}
    for seed in seeds:
        made = planted(seed)
        for name, alarm in ALARMS.items():
            parts[name].append(_cases(made, alarm))
    return {
        name: (np.concatenate([c[0] for c in cases]), np.concatenate([c[1] for c in cases]))
        for name, cases in parts.items()
    }


def _cases(made: Planted, alarm: Alarm) -> tuple[Matrix, Mask]:
    """Return features and truths of the cluster-years that can be judged."""
    found = features(alarm, sign_tables(alarm, made.known, made.cells))
    under_way = made.under_way(alarm.name)
    used = np.isfinite(found[..., 0]) & (under_way | made.quiet(alarm.name))
    return found[used], under_way[used]


def replayed(
    seeds: Iterable[int], calibrations: dict[str, Calibration] | None = None, world: World = USUAL
) -> list[Record]:
    """Return the record of each alarm on planted clusters of these seeds, all and by sort.

    calibrations   of each alarm; those stored without it
    world          how hard it is to see anything, and how common each fate
    """
    runs: dict[str, list[Replay]] = {name: [] for name in ALARMS}
    for seed in seeds:
        made = planted(seed, world=world)
        for name, alarm in ALARMS.items():
            table = judged(
                alarm, made.known, made.cells, calibrations[name] if calibrations else None
            )
            runs[name].append(_replay(made, table))
    return [_record(name, group, _joined(runs[name])) for name in ALARMS for group in GROUPS]


def _replay(made: Planted, table: AlarmTable) -> Replay:
    name = table.alarm.name
    year = np.arange(len(table.years))
    return Replay(
        told=np.isfinite(table.probability),
        raised=(table.state == ALARM) & (table.since == table.years),
        quiet=made.quiet(name),
        under_way=made.under_way(name),
        many=many_signs(table),
        long=long_history(table),
        probability=table.probability,
        years_to_fall=made.falls[:, None] - year,
    )


def _joined(runs: list[Replay]) -> Replay:
    names = Replay.__dataclass_fields__
    return Replay(*(np.concatenate([getattr(run, name) for run in runs]) for name in names))


def _record(name: str, group: tuple[str, str], run: Replay) -> Record:
    sort = _of_sort(run, group)
    raised, quiet = run.raised & sort, run.quiet & run.told & sort
    there = run.under_way & run.told & sort
    fates = np.asarray(there.any(axis=1))
    sure = (quiet | there) & (run.probability >= ALARMS[name].alarm_at)
    met = np.asarray((run.raised & run.under_way).any(axis=1))[fates]
    lead = run.years_to_fall[raised & ~run.quiet]
    low, middle, high = np.percentile(lead, (25, 50, 75)) if lead.size else [np.nan] * 3
    return Record(
        alarm=name,
        signs=group[0],
        years=group[1],
        alarms=int(raised.sum()),
        false_share=_mean(run.quiet[raised]),
        quiet_years=int(quiet.sum()),
        false_rate=_mean(raised[quiet]),
        fates=int(fates.sum()),
        hit_share=_mean(met),
        lead_low=float(low),
        lead=float(middle),
        lead_high=float(high),
        curve=area_under_curve(run.probability[quiet], run.probability[there]),
        said=_mean(run.probability[sure]),
        held=_mean(run.under_way[sure]),
    )


def _mean(values: Vector | Mask) -> float:
    """Return the mean, or the share of what is true; NaN of nothing."""
    return float(values.mean()) if values.size else float("nan")


def _of_sort(run: Replay, group: tuple[str, str]) -> Mask:
    signs = {ALL: np.ones_like(run.many), FEW: ~run.many, MANY: run.many}[group[0]]
    years = {ALL: np.ones_like(run.long), SHORT: ~run.long, LONGER: run.long}[group[1]]
    return np.asarray(signs & years)


def area_under_curve(without: Vector, with_it: Vector) -> float:
    """Return P(a case with it has the higher value), ties half: the area under the ROC curve.

    NaN if there are no cases of one sort
    """
    if not len(without) or not len(with_it):
        return float("nan")
    ordered = np.sort(without)
    below = np.searchsorted(ordered, with_it, "left") + np.searchsorted(ordered, with_it, "right")
    return float(below.mean() / (2 * len(without)))
