"""Whole studies on real statistics: seconds and memory of add, build, show and help."""

import os
import resource
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

DATA = Path(os.environ.get("MILIEU_SHARED_DATA", Path(__file__).parents[2] / "shared" / "data"))
MILIEU = [sys.executable, "-m", "milieu"]
US = DATA / "us_qcew_2016"
LEVELS = ("sector", "naics3", "naics4", "naics6")
US_FILES = [US / f"county_{level}.parquet" for level in LEVELS]
US_FILES += [US / f"state_{level}.parquet" for level in LEVELS]
US_FILES += [US / f"msa_{level}.parquet" for level in LEVELS[2:]]
US_MAP = ["region=area_fips", "industry=industry_code", "establishments=estabs", "jobs=emp"]
NY_MAP = ["region=area", "industry=naics", "jobs=emp", "establishments=estabs"]


def run(*arguments: object) -> tuple[float, float]:
    """Return seconds and peak memory in GB of one command."""
    began = time.monotonic()
    subprocess.run([*MILIEU, *map(str, arguments)], check=True, capture_output=True)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e6
    return time.monotonic() - began, peak


def maps(pairs: list[str]) -> list[str]:
    return [word for pair in pairs for word in ("--map", pair)]


def row(what: str, seconds: float, limit: str, note: str = "") -> None:
    print(f"{what:<52} {seconds:8.1f} s   limit {limit:<8} {note}")


def main() -> None:
    if not DATA.is_dir():
        print("needs the real statistics; none found")
        return
    with TemporaryDirectory() as scratch:
        ny, us = Path(scratch) / "ny", Path(scratch) / "us"
        run("init", ny, "--template", "us")
        panel = DATA / "ny_qcew_2000_2014" / "panel.csv"
        add = ("add", ny, "long_table", panel, "--where", "area_type=County", *maps(NY_MAP))
        row("New York 2000-2014: add", run(*add)[0], "-")
        row("New York 2000-2014: build", run("build", ny)[0], "60 s")
        shows = [run("show", ny, "clusters")[0] for _ in range(5)]
        helps = [run("--help")[0] for _ in range(5)]
        row("milieu show of a built study (median of 5)", statistics.median(shows), "1 s")
        row("milieu --help (median of 5)", statistics.median(helps), "0.5 s")
        run("init", us, "--template", "us")
        seconds, _ = run("add", us, "long_table", *US_FILES, *maps(US_MAP), "--set", "year=2016")
        built, peak = run("build", us)
        row("United States 2016, 2.0 million rows: add", seconds, "-")
        row("United States 2016: build", built, "-", f"peak {peak:.2f} GB, limit 4 GB")
        row("United States 2016: add and build", seconds + built, "300 s")
        shutil.rmtree(us)


if __name__ == "__main__":
    main()
