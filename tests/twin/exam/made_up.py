"""Runs made by hand or drawn with known answers."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from milieu.twin.exam.run import CLUSTER_FIELDS

FIRM_YEARS = np.dtype(
    [
        ("year", "i4"),
        ("firm", "u8"),
        ("cluster", "i4"),
        ("log_sales", "f8"),
        ("log_productivity", "f8"),
        ("jobs", "f8"),
        ("age", "f8"),
        ("patents", "f8"),
        ("spin_off", "?"),
    ]
)
CLUSTERS = np.dtype([(name, "f8") for name in CLUSTER_FIELDS])
WORLD = np.dtype([("frontier", "f8"), ("firms", "f8")])


class MadeUp(NamedTuple):
    """A run by hand."""

    firm_years: NDArray
    clusters: NDArray
    world: NDArray


def run(years=60, clusters=13, **firms):
    """A run whose firm-years have the given columns, all of one length; all else is zero."""
    count = max((np.size(column) for column in firms.values()), default=0)
    records = np.zeros(count, FIRM_YEARS)
    for name, column in firms.items():
        records[name] = column
    return MadeUp(records, np.zeros((4 * years, clusters), CLUSTERS), np.zeros(4 * years, WORLD))


def with_clusters(years=60, **fields):
    """A run with cluster series by year, each (years, clusters - 1); every quarter the same."""
    count = next(iter(fields.values())).shape[1] + 1
    made = run(years, count)
    for name, series in fields.items():
        made.clusters[name][:, 1:] = np.repeat(series, 4, axis=0)
    return made


def crowd(values, field, years=60):
    """A run in which `values`, shape (years, firms), are a measure of firms that never leave."""
    firms = values.shape[1]
    columns = {
        "year": np.repeat(np.arange(years), firms),
        "firm": np.tile(np.arange(firms), years),
        field: values.ravel(),
    }
    return run(years, **columns)


def lives(random, hazards, years=60, spin_off_share=0.4, clusters=None):
    """A run of as many firms in each year; who leaves is replaced by a firm of age zero.

    hazards    (age, spin_off, cluster) to a hazard a year, arrays of shape (firms,)
    clusters   cluster of each of the firms' places, shape (firms,)
    """
    clusters = np.tile(np.arange(13), 100) if clusters is None else clusters
    firms = len(clusters)
    firm, age, fresh = np.arange(firms), random.integers(0, 15, firms).astype(float), firms
    spin_off = random.random(firms) < spin_off_share
    rows = []
    for year in range(years):
        rows.append((np.full(firms, year), firm, age, spin_off, clusters))
        leaves = random.random(firms) < -np.expm1(-hazards(age, spin_off, clusters))
        born = fresh + np.arange(firms)
        fresh += firms
        firm, age = np.where(leaves, born, firm), np.where(leaves, 0.0, age + 1)
        spin_off = np.where(leaves, random.random(firms) < spin_off_share, spin_off)
    columns = ("year", "firm", "age", "spin_off", "cluster")
    made = dict(zip(columns, (np.concatenate(c) for c in zip(*rows, strict=True)), strict=True))
    return run(years, **made)


def ordinary(random, firms=390, years=60, clusters=13):
    """A run in which every fact can be measured; its values are no matter."""
    home = np.resize(np.repeat(np.arange(clusters), 1 + np.arange(clusters)), firms)
    made = lives(random, lambda age, spin_off, cluster: 0.1 + 0 * age, years, clusters=home)
    records = made.firm_years
    count = len(records)
    records["log_sales"] = random.exponential(1.0, count)
    records["log_productivity"] = random.normal(0, 0.25, count)
    records["patents"] = random.exponential(1.0, count) ** 3
    course = np.interp(np.arange(4 * years), [0, 2 * years, 4 * years], [10, 60, 30])
    for name in ("firms", "jobs", "sales", "value_added"):
        made.clusters[name] = course[:, None] * (1 + np.arange(clusters))
    made.clusters["homogeneity"] = np.linspace(0.2, 0.9, 4 * years)[:, None]
    made.world["frontier"] = 0.006 * np.arange(4 * years)
    return made
