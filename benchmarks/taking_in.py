"""Taking in a large CSV with all checks, against DuckDB's own conversion to Parquet.

python benchmarks/taking_in.py [--gigabytes 1] [--runs 5] [--folder SCRATCH]

The file is a made-up annual singlefile of the QCEW: 38 columns, of which eight are taken. Both
runs alternate, each in a process of its own; the time is that of the work without imports.
"""

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import duckdb

from milieu.sources.engine.intake import take_in
from milieu.sources.qcew import qcew

LIMIT_RATIO = 1.3
LIMIT_MEMORY_GB = 2.0
ROW_BYTES = 195  # of the file made below
MEASURES = {  # name: largest figure
    "annual_avg_estabs": 900,
    "annual_avg_emplvl": 9_000,
    "total_annual_wages": 400_000_000,
    "taxable_annual_wages": 90_000_000,
    "annual_contributions": 900_000,
    "annual_avg_wkly_wage": 2_000,
    "avg_annual_pay": 90_000,
}
KEY = """
    printf('%05d', (i // 3000)::INTEGER) AS area_fips,
    CASE WHEN i % 3 = 2 THEN '3' ELSE '5' END AS own_code,
    (111000 + i % 3000)::VARCHAR AS industry_code,
    '78' AS agglvl_code, '0' AS size_code, '2016' AS year, 'A' AS qtr"""
TEXTS = (
    *("area_fips", "own_code", "industry_code", "agglvl_code", "size_code", "year", "qtr"),
    *("disclosure_code", "lq_disclosure_code", "oty_disclosure_code"),
)


def main() -> None:
    """Make the file, run both sides in turn, print the table."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--gigabytes", type=float, default=1.0)
    arguments.add_argument("--runs", type=int, default=5)
    arguments.add_argument("--folder", type=Path, help="where there is room; default: temporary")
    arguments.add_argument("--only", choices=tuple(SIDES), help=argparse.SUPPRESS)
    arguments.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.only:
        measure(given.only, given.file)
        return
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        file = Path(folder) / "annual_singlefile.csv"
        write_singlefile(file, int(given.gigabytes * 1e9 / ROW_BYTES))
        results = {side: [] for side in SIDES}
        for _ in range(given.runs):
            for side, measured in results.items():
                measured.append(run_apart(side, file))
        report(results, file.stat().st_size)


def write_singlefile(file: Path, rows: int) -> None:
    """Write a made-up annual singlefile of the QCEW."""
    columns = [KEY, *_measures("", "({n} % {top})::BIGINT")]
    columns += _measures("lq_", "round(({n} % 400) / 100.0, 2)")
    columns += [
        part
        for name in MEASURES
        for part in (f"({_random(name)} % 1000)::BIGINT - 500 AS oty_{name}_chg",
                     f"round(({_random(name)} % 400) / 10.0 - 20, 1) AS oty_{name}_pct_chg")
    ]  # fmt: skip
    columns.insert(-14, _disclosure("oty_"))
    duckdb.execute(
        f"COPY (SELECT {', '.join(columns)} FROM range({rows}) t(i))"
        f" TO '{file}' (HEADER, FORCE_QUOTE ({', '.join(TEXTS)}))"
    )


def _measures(prefix: str, figure: str) -> list[str]:
    figures = [
        f"{figure.format(n=_random(prefix + name), top=top)} AS {prefix}{name}"
        for name, top in MEASURES.items()
    ]
    return [_disclosure(prefix), *figures]


def _disclosure(prefix: str) -> str:
    return f"CASE WHEN i % 2 = 0 THEN 'N' ELSE '' END AS {prefix}disclosure_code"


def _random(name: str) -> str:
    return f"hash(i * 1000 + {sum(map(ord, name))})"


class Measured(NamedTuple):
    """What one run takes: seconds on the clock, seconds of all processors, peak memory in GB."""

    seconds: float
    cpu: float
    memory: float


def ours(file: Path, scratch: Path) -> None:
    """Take the file in: checksum, all checks, search for doubled keys."""
    (intake,) = take_in(qcew, file, scratch)
    assert intake.count
    assert not intake.quarantined


def duckdb_alone(file: Path, scratch: Path) -> None:
    """Convert all columns to Parquet without any check."""
    duckdb.execute(f"COPY (FROM read_csv('{file}')) TO '{scratch / 'all.parquet'}'")


SIDES = {"milieu": ours, "duckdb": duckdb_alone}


def measure(side: str, file: Path) -> None:
    """Run one side in this process and print its seconds and its peak memory."""
    with tempfile.TemporaryDirectory(dir=file.parent) as folder:
        start, start_cpu = time.perf_counter(), time.process_time()
        SIDES[side](file, Path(folder))
        seconds, cpu = time.perf_counter() - start, time.process_time() - start_cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # KB on Linux, bytes on macOS
    print(json.dumps([seconds, cpu, peak * (1 if sys.platform == "darwin" else 1024) / 1e9]))


def run_apart(side: str, file: Path) -> Measured:
    """Return what one side takes, run in a process of its own."""
    command = [sys.executable, __file__, "--only", side, "--file", str(file)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return Measured(*json.loads(done.stdout))


def report(results: dict[str, list[Measured]], size: int) -> None:
    """Print figures, ratio and limits as a table."""
    ours, peer = results["milieu"], results["duckdb"]
    print(f"Taking in {size / 1e9:.2f} GB of CSV, {len(ours)} alternating runs\n")
    print("| what, median (range) | milieu | DuckDB CSV -> Parquet | ratio | limit | |")
    print("| --- | --- | --- | --- | --- | --- |")
    seconds = _row("seconds", [m.seconds for m in ours], [m.seconds for m in peer])
    cpu = _row("seconds of all processors", [m.cpu for m in ours], [m.cpu for m in peer])
    for text, ratio in (seconds, cpu):
        print(f"{text} | {LIMIT_RATIO} | {_verdict(ratio <= LIMIT_RATIO)} |")
    text, _ = _row("peak memory, GB", [m.memory for m in ours], [m.memory for m in peer])
    met = max(m.memory for m in ours) < LIMIT_MEMORY_GB
    print(f"{text} | {LIMIT_MEMORY_GB} GB | {_verdict(met)} |")


def _row(what: str, ours: list[float], peer: list[float]) -> tuple[str, float]:
    """Return the beginning of a line of the table and the ratio of medians."""
    ratio = statistics.median(ours) / statistics.median(peer)
    pairs = [a / b for a, b in zip(ours, peer, strict=True)]
    spread = f"{ratio:.2f} ({min(pairs):.2f} to {max(pairs):.2f})"
    return f"| {what} | {_range(ours)} | {_range(peer)} | {spread}", ratio


def _range(figures: list[float]) -> str:
    return f"{statistics.median(figures):.2f} ({min(figures):.2f} to {max(figures):.2f})"


def _verdict(met: bool) -> str:
    return "met" if met else "MISSED"


if __name__ == "__main__":
    main()
