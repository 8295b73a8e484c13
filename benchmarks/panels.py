"""Indicators over a panel in Parquet, against tuned DuckDB SQL and against decoding the file alone.

python benchmarks/panels.py [--million-rows 20] [--runs 5] [--threads CORES] [--folder SCRATCH]

The goal names 50 million rows; 20 are the default, which take about two minutes. The file
is a made-up panel of 2,000 regions over 10 years, keys as text, rows scattered, 3 % of them hidden.
Ours and DuckDB read it and work out totals of regions, industries and the nation, location
quotients (plain and symmetric) of all rows, and Hoover and Herfindahl indices of all industries and
regions; nothing is written, all are summed, and the sums must agree. Sides alternate in one process
after one round that is not counted.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import duckdb
import numba
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from milieu.indicators.panels.indices import panel_indices
from milieu.indicators.panels.reading import read_panel

REGIONS, YEARS = 2_000, 10
STRIDE = 7_368_787  # a prime: scatters the rows over the file
LEAST_DUCKDB, MOST_DECODE = 5.0, 4.0
AGREE = 1e-9  # relative; sums of millions of double-precision numbers in another order

Sums = dict[str, float]

PANEL = """
    SELECT printf('%05d', (k // {industries} % {regions})::INTEGER) AS region,
        (111000 + k % {industries})::VARCHAR AS industry,
        (2005 + k // {plane})::INTEGER AS year,
        CASE WHEN chance % 100 >= 3 THEN (chance % 997)::DOUBLE END AS jobs
    FROM (SELECT (i * {stride}::HUGEINT % {rows})::BIGINT AS k, hash(i) AS chance
          FROM range({rows}) t(i))"""

# Tried and slower: one grouping with GROUPING SETS; tables made first, with keys as text or ENUM;
# window functions; keys cast to integers. No quicker: preserve_insertion_order off. Each scan reads
# only the columns it needs, and quotients are added up as they come, as ours are.
SQL = """
    WITH panel AS (SELECT * FROM read_parquet('{file}')),
    region AS MATERIALIZED (
        SELECT year, region, sum(jobs) AS jobs FROM panel GROUP BY ALL),
    industry AS MATERIALIZED (
        SELECT year, industry, sum(jobs) AS jobs FROM panel GROUP BY ALL),
    nation AS (SELECT year, sum(jobs) AS jobs FROM region GROUP BY ALL),
    r AS MATERIALIZED (
        SELECT year, region, r.jobs, r.jobs / n.jobs AS share
        FROM region r JOIN nation n USING (year)),
    i AS MATERIALIZED (
        SELECT year, industry, i.jobs, i.jobs / n.jobs AS share
        FROM industry i JOIN nation n USING (year)),
    cell AS (
        SELECT year, region, industry, p.jobs / (r.jobs * i.share) AS lq,
            p.jobs / i.jobs AS s, p.jobs / r.jobs AS t, r.share AS x
        FROM panel p JOIN r USING (year, region) JOIN i USING (year, industry)),
    by_industry AS (
        SELECT year, industry, sum(lq) AS lq, sum((lq - 1) / (lq + 1)) AS slq,
            (1 + sum(abs(s - x) - x)) / 2 AS hoover, sum(s * s) AS squares
        FROM cell GROUP BY ALL),
    by_region AS (SELECT year, region, sum(t * t) AS squares FROM cell GROUP BY ALL)
    SELECT (SELECT sum(jobs) FROM nation) AS jobs, sum(lq) AS location_quotient,
        sum(slq) AS symmetric, sum(hoover) AS hoover, sum(squares) AS regions_herfindahl,
        (SELECT sum(squares) FROM by_region) AS industries_herfindahl
    FROM by_industry"""


class Taken(NamedTuple):
    """What one run takes: seconds on the clock and of all processors; and what it found."""

    seconds: float
    cpu: float
    sums: Sums


def main() -> None:
    """Make the file, run all sides in turn, print the table."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--million-rows", type=float, default=20.0)
    arguments.add_argument("--runs", type=int, default=5)
    arguments.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    arguments.add_argument("--folder", type=Path, help="where there is room; default: temporary")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        file = Path(folder) / "panel.parquet"
        rows = write_panel(file, max(1, round(given.million_rows * 1e6 / REGIONS / YEARS)))
        taken: dict[str, list[Taken]] = {side: [] for side in SIDES}
        for run in range(given.runs + 1):
            for side, work in SIDES.items():
                measured = measure(work, file, given.threads)
                if run:
                    taken[side].append(measured)
        report(taken, rows, file.stat().st_size, given.threads)


def write_panel(file: Path, industries: int) -> int:
    """Write a made-up panel; return its number of rows."""
    plane = REGIONS * industries
    rows = plane * YEARS
    select = PANEL.format(
        industries=industries, regions=REGIONS, plane=plane, stride=STRIDE, rows=rows
    )
    duckdb.execute(f"COPY ({select}) TO '{file}' (FORMAT parquet, ROW_GROUP_SIZE 1000000)")
    return rows


def ours(file: Path, threads: int) -> Sums:
    """Read the panel and work out all indicators."""
    panel = read_panel(file, threads=threads)
    of_blocks: dict[int, tuple[float, float]] = {}

    def each(first, quotient):
        of_blocks[first] = sums_of(quotient)

    found = panel_indices(panel, threads, each)
    quotients, symmetric = np.sum([of_blocks[first] for first in sorted(of_blocks)], axis=0)
    return {
        "jobs": float(found.totals.nation.sum()),
        "location_quotient": float(quotients),
        "symmetric": float(symmetric),
        "hoover": float(np.nansum(found.hoover)),
        "regions_herfindahl": float(np.nansum(found.regions_herfindahl)),
        "industries_herfindahl": float(np.nansum(found.industries_herfindahl)),
    }


@numba.njit(cache=True, nogil=True)
def sums_of(quotient):
    """Return the sum of the quotients that exist and of the symmetric ones, (LQ - 1)/(LQ + 1)."""
    plain, symmetric = 0.0, 0.0
    for value in quotient:
        if value == value:
            plain += value
            symmetric += (value - 1) / (value + 1)
    return plain, symmetric


def duckdb_sql(file: Path, threads: int) -> Sums:
    """The same in one statement."""
    with duckdb.connect(config={"threads": threads}) as connection:
        answer = connection.execute(SQL.format(file=file))
        names = [column[0] for column in answer.description]
        return dict(zip(names, answer.fetchone(), strict=True))


def decode(file: Path, threads: int) -> Sums:
    """Decode the file and no more, keys as dictionaries: the fastest way there is."""
    pa.set_cpu_count(threads)
    pq.read_table(file, read_dictionary=["region", "industry"], memory_map=True)
    return {}


SIDES = {"milieu": ours, "duckdb": duckdb_sql, "decode": decode}


def measure(work, file: Path, threads: int) -> Taken:
    start, start_cpu = time.perf_counter(), time.process_time()
    sums = work(file, threads)
    return Taken(time.perf_counter() - start, time.process_time() - start_cpu, sums)


def report(taken: dict[str, list[Taken]], rows: int, size: int, threads: int) -> None:
    """Print figures, ratios and limits as a table, and whether both found the same."""
    runs = len(taken["milieu"])
    print(f"Panel of {rows / 1e6:g} million rows, {size / 1e6:.0f} MB, threads: {threads},")
    print(f"{runs} alternating runs; median (range)\n")
    print("| what | milieu | DuckDB SQL | decode alone | DuckDB / milieu | milieu / decode |")
    print("| --- | --- | --- | --- | --- | --- |")
    for what in ("seconds", "cpu"):
        times = {side: [getattr(run, what) for run in of] for side, of in taken.items()}
        faster, slower = (
            ratios(times["duckdb"], times["milieu"]),
            ratios(times["milieu"], times["decode"]),
        )
        cells = [shown(times[side]) for side in SIDES]
        name = {"seconds": "seconds", "cpu": "seconds of all processors"}[what]
        print(f"| {name} | {' | '.join(cells)} | {shown(faster)} | {shown(slower)} |")
        if what == "seconds":
            verdicts = verdict(times)
    print(f"\nLimits, on the clock: {verdicts}")
    print(agreement(taken["milieu"][-1].sums, taken["duckdb"][-1].sums))


def ratios(one: list[float], other: list[float]) -> list[float]:
    """Return the ratio of each run."""
    return [a / b for a, b in zip(one, other, strict=True)]


def verdict(times: dict[str, list[float]]) -> str:
    """Say whether the medians keep the limits."""
    median = {side: statistics.median(of) for side, of in times.items()}
    faster = median["duckdb"] / median["milieu"]
    slower = median["milieu"] / median["decode"]
    return (
        f"DuckDB / milieu {faster:.2f}, at least {LEAST_DUCKDB:g}: "
        f"{'met' if faster >= LEAST_DUCKDB else 'MISSED'}; "
        f"milieu / decode {slower:.2f}, at most {MOST_DECODE:g}: "
        f"{'met' if slower <= MOST_DECODE else 'MISSED'}."
    )


def agreement(ours: Sums, theirs: Sums) -> str:
    """Return that both sides found the same numbers; end with an error if not."""
    apart = max(abs(ours[name] - value) / abs(value) for name, value in theirs.items())
    if not (ours.keys() == theirs.keys() and apart <= AGREE):
        sys.exit(f"milieu and DuckDB differ: {ours} against {theirs}")
    return f"Both sides give the same {len(ours)} sums (largest relative difference {apart:.0e})."


def shown(figures: list[float]) -> str:
    return f"{statistics.median(figures):.2f} ({min(figures):.2f} to {max(figures):.2f})"


if __name__ == "__main__":
    main()
